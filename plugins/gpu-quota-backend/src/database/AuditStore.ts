import {
  AUDIT_GENESIS,
  canonicalJson,
  type AuditHead,
  type AuditLink,
  type CanonicalInput,
} from '@golden-path/plugin-gpu-quota-common';
import type { Knex } from 'knex';

/** What happened to one subject, by whom and when. */
export type AuditEvent = {
  team: string;
  at: Date;
  actor: string;
  action:
    | 'request.filed'
    | 'request.decided'
    | 'request.withdrawn'
    | 'quota.granted'
    | 'reservation.waiting'
    | 'reservation.held'
    | 'reservation.active'
    | 'reservation.released'
    | 'reservation.expired';
  /** `request:<id>`, `reservation:<id>` or `grant:<id>`. */
  subject: string;
  data?: { [key: string]: CanonicalInput };
};

/** The text that is hashed and kept. */
export function auditBody(event: AuditEvent): string {
  return canonicalJson({ ...event, at: event.at.toISOString() });
}

/**
 * Adds a link to a team's chain, in SQL, so that it can be part of a larger statement. `team`, `body` and `genesis`
 * are named bindings; `source` is the relation whose one row says that the event happened.
 */
export function appendAuditSql(source: string): string {
  const hash = (prev: string, seq: string) =>
    `encode(sha256(convert_to(${prev} || chr(10) || ${seq} || chr(10) || cast(:body as text), 'UTF8')), 'hex')`;
  return `
    audit_head as (
      insert into quota_audit_heads as h (team, seq, prev_hash, hash)
      select cast(:team as text), 1, cast(:genesis as text), ${hash(
        'cast(:genesis as text)',
        `'1'`,
      )} from ${source}
      on conflict (team) do update
      set seq = h.seq + 1, prev_hash = h.hash, hash = ${hash(
        'h.hash',
        'cast(h.seq + 1 as text)',
      )}
      returning team, seq, prev_hash, hash
    ),
    audit_event as (
      insert into quota_audit_events (team, seq, body, prev_hash, hash)
      select team, seq, cast(:body as text), prev_hash, hash from audit_head
      returning seq
    )`;
}

/** The append-only, hash-chained record of every change of state. */
export class AuditStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  /** Adds one event to its team's chain, in the transaction of the change it records. */
  async append(event: AuditEvent): Promise<void> {
    await this.#db.raw(
      `with happened as (select 1), ${appendAuditSql(
        'happened',
      )} select seq from audit_event`,
      {
        team: event.team,
        body: auditBody(event),
        genesis: AUDIT_GENESIS.hash,
      },
    );
  }

  /** Teams that have a chain, or events without one. */
  async teams(): Promise<string[]> {
    const result = await this.#db.raw<{ rows: { team: string }[] }>(
      `select team from quota_audit_heads union select team from quota_audit_events order by team`,
    );
    return result.rows.map(row => row.team);
  }

  /** The end of a team's chain as it was kept apart. */
  async head(team: string): Promise<AuditHead> {
    const row: AuditHead | undefined = await this.#db('quota_audit_heads')
      .where({ team })
      .first('seq', 'hash');
    return row ?? AUDIT_GENESIS;
  }

  /** The next events of a team's chain, in order. */
  async links(
    team: string,
    after: number,
    limit: number,
  ): Promise<AuditLink[]> {
    return await this.#db('quota_audit_events')
      .where({ team })
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(limit)
      .select('seq', 'body', { prevHash: 'prev_hash' }, 'hash');
  }
}
