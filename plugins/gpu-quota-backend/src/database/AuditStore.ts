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
    | 'quota.moved'
    | 'renewal.reduced'
    | 'reservation.waiting'
    | 'reservation.held'
    | 'reservation.active'
    | 'reservation.resized'
    | 'reservation.released'
    | 'reservation.expired'
    | 'reservation.interrupted'
    | 'loan.lent'
    | 'loan.paid-back'
    | 'loan.called-back'
    | 'loan.returned'
    | 'enforcement.repaired';
  /** `request:<id>`, `reservation:<id>`, `grant:<id>`, `return:<id>`, `loan:<id>` or `team:<ref>`. */
  subject: string;
  data?: { [key: string]: CanonicalInput };
};

/** Which events a page shows. */
export type AuditFilter = {
  /** Teams the caller may see; left out: all. */
  visibleTeams?: string[];
  subject?: string;
  actor?: string;
  action?: string;
  /** Not before. */
  from?: Date;
  /** Before. */
  until?: Date;
};

/** Where an event stands among all of them, newest first: by time, then by team and place in its chain. */
export type AuditPosition = { at: Date; team: string; seq: number };

/** One event as it was written. */
export type WrittenAuditEvent = AuditPosition & { body: string; hash: string };

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

  /** Newest first. Costs by what is shown, not by how much was ever recorded. */
  async page(
    filter: AuditFilter,
    page: { limit: number; after?: AuditPosition },
  ): Promise<WrittenAuditEvent[]> {
    const { visibleTeams, subject } = filter;
    const events = this.#db('quota_audit_events as e');
    if (subject !== undefined) {
      // Few events share a subject: they are taken out first, whatever else is asked.
      const query = this.#db
        .withMaterialized('e', events.where({ subject }))
        .from('e');
      if (visibleTeams) query.whereIn('e.team', visibleTeams);
      return await newest(query, filter, page);
    }
    if (visibleTeams) {
      // The newest of each team, and of those the newest: never a sort of everything the teams ever did.
      const ofTeam = newest(events.whereRaw('e.team = t.team'), filter, page);
      const query = this.#db.from(
        this.#db.raw('unnest(?::text[]) as t(team) cross join lateral ? as e', [
          visibleTeams,
          ofTeam,
        ]),
      );
      return await newest(query, filter, page);
    }
    return await newest(events, filter, page);
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

/** Narrows events `e` to what is asked, newest first. */
function newest(
  query: Knex.QueryBuilder,
  filter: AuditFilter,
  page: { limit: number; after?: AuditPosition },
): Knex.QueryBuilder {
  if (filter.actor) query.where('e.actor', filter.actor);
  if (filter.action) query.where('e.action', filter.action);
  if (filter.from) query.where('e.at', '>=', filter.from);
  if (filter.until) query.where('e.at', '<', filter.until);
  if (page.after) {
    const { at, team, seq } = page.after;
    query.whereRaw('(e.at, e.team, e.seq) < (?, ?, ?)', [at, team, seq]);
  }
  return query
    .select('e.*')
    .orderBy(
      ['e.at', 'e.team', 'e.seq'].map(column => ({ column, order: 'desc' })),
    )
    .limit(page.limit);
}
