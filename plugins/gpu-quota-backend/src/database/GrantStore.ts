import type {
  GrantState,
  RequestState,
} from '@golden-path/plugin-gpu-quota-common';
import type { Knex } from 'knex';
import { orUndefined, type LedgerKey, type StoredGrant } from './rows';

type GrantRow = {
  id: string;
  origin: string;
  team: string;
  accelerator_class: string;
  count: number;
  remaining: number;
  state: GrantState;
  starts_at: Date;
  ends_at: Date | null;
  ended_at: Date | null;
  warned_days: number | null;
  reason: string;
  granted_by: string;
  created_at: Date;
  renewal_id: number | null;
  renewal_state: RequestState | null;
  renewal_grant: string | null;
  renewal_count: number | null;
};

function toGrant(row: GrantRow): StoredGrant {
  return {
    id: row.id,
    origin: row.origin,
    team: row.team,
    acceleratorClass: row.accelerator_class,
    count: row.count,
    remaining: row.remaining,
    state: row.state,
    startsAt: row.starts_at,
    endsAt: orUndefined(row.ends_at),
    endedAt: orUndefined(row.ended_at),
    warnedDays: orUndefined(row.warned_days),
    reason: row.reason,
    grantedBy: row.granted_by,
    createdAt: row.created_at,
    ...(row.renewal_id !== null &&
      row.renewal_state !== null && {
        renewal: {
          id: row.renewal_id,
          state: row.renewal_state,
          grant: orUndefined(row.renewal_grant),
          count: orUndefined(row.renewal_count),
        },
      }),
  };
}

/** Grants, by what gave them. The ledger counts what the live ones give; whoever changes one holds its row's lock. */
export class GrantStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  /** Writes a grant; false when its origin has given already. */
  async insert(
    grant: Omit<
      StoredGrant,
      'remaining' | 'endedAt' | 'warnedDays' | 'renewal'
    >,
  ): Promise<boolean> {
    const written = await this.#db('quota_grants')
      .insert({
        id: grant.id,
        origin: grant.origin,
        team: grant.team,
        accelerator_class: grant.acceleratorClass,
        count: grant.count,
        state: grant.state,
        starts_at: grant.startsAt,
        ends_at: grant.endsAt,
        reason: grant.reason,
        granted_by: grant.grantedBy,
        created_at: grant.createdAt,
      })
      .onConflict('origin')
      .ignore()
      .returning('id');
    return written.length === 1;
  }

  async get(id: string): Promise<StoredGrant | undefined> {
    const row: GrantRow | undefined = await this.#select()
      .where('g.id', id)
      .first();
    return row && toGrant(row);
  }

  /** Newest first, a thousand at most. `visibleTeams` left out means every team. */
  async list(filter: {
    visibleTeams?: string[];
    team?: string;
    acceleratorClass?: string;
    states?: GrantState[];
  }): Promise<StoredGrant[]> {
    const query = this.#select()
      .orderBy([
        { column: 'g.created_at', order: 'desc' },
        { column: 'g.id', order: 'desc' },
      ])
      .limit(1000);
    if (filter.visibleTeams) query.whereIn('g.team', filter.visibleTeams);
    if (filter.team) query.where('g.team', filter.team);
    if (filter.acceleratorClass) {
      query.where('g.accelerator_class', filter.acceleratorClass);
    }
    if (filter.states) query.whereIn('g.state', filter.states);
    const rows: GrantRow[] = await query;
    return rows.map(toGrant);
  }

  /** Every live grant of a (team, class). */
  async live(key: LedgerKey): Promise<StoredGrant[]> {
    const rows: GrantRow[] = await this.#select().where({
      'g.team': key.team,
      'g.accelerator_class': key.acceleratorClass,
      'g.state': 'live',
    });
    return rows.map(toGrant);
  }

  /** Where something ends or starts that should have by now. */
  async due(now: Date): Promise<LedgerKey[]> {
    return await this.#due(now)
      .distinct('g.team', 'g.accelerator_class as acceleratorClass')
      .orderBy(['g.team', 'g.accelerator_class']);
  }

  /** What ends or starts of a (team, class), what is due for longest first. */
  async dueOf(key: LedgerKey, now: Date): Promise<StoredGrant[]> {
    const rows: GrantRow[] = await this.#due(now, this.#select())
      .where({
        'g.team': key.team,
        'g.accelerator_class': key.acceleratorClass,
      })
      .orderBy(['g.starts_at', 'g.created_at']);
    return rows.map(toGrant);
  }

  /** Live grants that end before a moment and do not go on as a whole, soonest first. */
  async endingBefore(moment: Date): Promise<StoredGrant[]> {
    const rows: GrantRow[] = await this.#select()
      .where('g.state', 'live')
      .where('g.ends_at', '<=', moment)
      .whereRaw('coalesce(n.remaining, 0) < g.remaining')
      .orderBy('g.ends_at');
    return rows.map(toGrant);
  }

  async start(id: string): Promise<void> {
    await this.#db('quota_grants').where({ id }).update({ state: 'live' });
  }

  async end(id: string, at: Date): Promise<void> {
    await this.#db('quota_grants')
      .where({ id })
      .update({ state: 'ended', ended_at: at });
  }

  /** Gives devices of a grant back; one with none left has ended. */
  async reduce(grant: StoredGrant, count: number, at: Date): Promise<void> {
    const all = count === grant.remaining;
    await this.#db('quota_grants')
      .where({ id: grant.id })
      .update({
        returned: this.#db.raw('returned + ?', [count]),
        ...(all && { state: 'ended', ended_at: at }),
      });
  }

  /** Records that a warning is given; false when it, or a later one, was before. */
  async markWarned(id: string, days: number): Promise<boolean> {
    const changed = await this.#db('quota_grants')
      .where({ id, state: 'live' })
      .where(before =>
        before.whereNull('warned_days').orWhere('warned_days', '>', days),
      )
      .update({ warned_days: days });
    return changed === 1;
  }

  #due(now: Date, query: Knex.QueryBuilder = this.#db('quota_grants as g')) {
    return query.where(due =>
      due
        .where(ends =>
          ends.whereNot('g.state', 'ended').where('g.ends_at', '<=', now),
        )
        .orWhere(starts =>
          starts.where('g.state', 'scheduled').where('g.starts_at', '<=', now),
        ),
    );
  }

  #select() {
    return this.#db('quota_grants as g')
      .leftJoin('quota_requests as q', join =>
        join
          .on('q.renews', 'g.id')
          .onIn('q.state', ['pending', 'approved', 'partially-approved']),
      )
      .joinRaw(`left join quota_grants as n on n.origin = 'request:' || q.id`)
      .select('g.*', {
        renewal_id: 'q.id',
        renewal_state: 'q.state',
        renewal_grant: 'n.id',
        renewal_count: 'n.remaining',
      });
  }
}
