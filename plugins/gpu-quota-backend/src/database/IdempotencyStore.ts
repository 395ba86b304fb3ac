import type { Knex } from 'knex';

/** Who did what under which key. */
export type IdempotencyKey = { caller: string; operation: string; key: string };

/** First answers of calls that carried an idempotency key. */
export class IdempotencyStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  /** Keeps other calls with the key out until the transaction ends; false when one is running. */
  async tryLock(id: IdempotencyKey): Promise<boolean> {
    const result = await this.#db.raw<{ rows: { locked: boolean }[] }>(
      `select pg_try_advisory_xact_lock(hashtextextended(jsonb_build_array('gpu-quota-key', ?::text, ?::text, ?::text)::text, 0)) as locked`,
      [id.caller, id.operation, id.key],
    );
    return result.rows[0]?.locked === true;
  }

  async firstAnswer(
    id: IdempotencyKey,
  ): Promise<{ bodyHash: string; answer: string } | undefined> {
    return await this.#db('quota_idempotency_keys')
      .where(id)
      .first({ bodyHash: 'body_hash', answer: 'answer' });
  }

  async keep(
    id: IdempotencyKey,
    first: { bodyHash: string; answer: string; at: Date },
  ): Promise<void> {
    await this.#db('quota_idempotency_keys').insert({
      ...id,
      body_hash: first.bodyHash,
      answer: first.answer,
      created_at: first.at,
    });
  }

  /** Forgets keys that nobody will send again. */
  async forgetBefore(moment: Date): Promise<void> {
    await this.#db('quota_idempotency_keys')
      .where('created_at', '<', moment)
      .delete();
  }
}
