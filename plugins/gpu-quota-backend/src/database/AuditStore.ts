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
    | 'request.edited'
    | 'request.asked'
    | 'request.answered'
    | 'request.decided'
    | 'request.withdrawn'
    | 'request.expired'
    | 'quota.granted'
    | 'quota.ended'
    | 'quota.returned'
    | 'reservation.waiting'
    | 'reservation.held'
    | 'reservation.active'
    | 'reservation.released'
    | 'reservation.expired'
    | 'enforcement.repaired';
  /** `request:<id>`, `reservation:<id>`, `grant:<id>`, `return:<id>` or `team:<ref>`. */
  subject: string;
  data?: { [key: string]: CanonicalInput };
};

/** The text that is hashed and kept. */
export function auditBody(event: AuditEvent): string {
  return canonicalJson({ ...event, at: event.at.toISOString() });
}

/** The append-only, hash-chained record of every change of state. */
export class AuditStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  /** Adds one event to its team's chain, in the transaction of the change it records. */
  async append(event: AuditEvent): Promise<void> {
    await this.#db.raw('select quota_audit_append(?, ?)', [
      event.team,
      auditBody(event),
    ]);
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
