import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import type { Knex } from 'knex';

/** A notification that waits to be delivered. */
export type OutboxMessage = {
  /** A bigint, which PostgreSQL's driver gives as text. */
  id: string;
  message: NotificationSendOptions;
  attempts: number;
};

/** Notifications, written with the change they tell of. */
export class OutboxStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  async add(message: NotificationSendOptions, at: Date): Promise<void> {
    await this.#db('quota_outbox').insert({
      message: JSON.stringify(message),
      created_at: at,
      next_attempt_at: at,
    });
  }

  /** The message that is due longest, locked until the transaction ends; passes over what others have locked. */
  async takeDue(now: Date): Promise<OutboxMessage | undefined> {
    return await this.#db('quota_outbox')
      .where('next_attempt_at', '<=', now)
      .orderBy(['next_attempt_at', 'id'])
      .forUpdate()
      .skipLocked()
      .first('id', 'message', 'attempts');
  }

  async remove(id: string): Promise<void> {
    await this.#db('quota_outbox').where({ id }).delete();
  }

  async postpone(id: string, until: Date, error: string): Promise<void> {
    await this.#db('quota_outbox')
      .where({ id })
      .update({ next_attempt_at: until, last_error: error })
      .increment('attempts', 1);
  }
}
