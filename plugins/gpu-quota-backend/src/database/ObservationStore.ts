import type { TeamObservation } from '@golden-path/plugin-gpu-quota-node';
import type { Knex } from 'knex';
import { orUndefined, type LedgerKey } from './rows';

/** What was last seen of a team's class in one place. */
export type StoredObservation = LedgerKey & {
  sink: string;
  namespaceMissing: boolean;
  /** Why the namespace is missing, where it is not that there is none. */
  missingBecause?: string;
  applied?: number;
  limit?: string;
  used: number;
  observedAt: Date;
};

/** How a place last answered. */
export type StoredSink = {
  sink: string;
  checkedAt: Date;
  unreachableSince?: Date;
  error?: string;
};

type ObservationRow = {
  sink: string;
  team: string;
  accelerator_class: string;
  namespace_missing: boolean;
  applied: number | null;
  limit_name: string | null;
  used: number;
  observed_at: Date;
};

type SinkRow = {
  sink: string;
  checked_at: Date;
  unreachable_since: Date | null;
  error: string | null;
};

/** What was last seen in force and in use, per place, team and class. */
export class ObservationStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  /** Replaces what was seen of some teams in one place. */
  async replace(
    sink: string,
    observations: TeamObservation[],
    options: { acceleratorClasses: string[]; at: Date },
  ): Promise<void> {
    const teams = observations.map(({ team }) => team);
    const rows = observations.flatMap((each): ObservationRow[] => {
      const common = { sink, team: each.team, observed_at: options.at };
      return each.state === 'namespace-missing'
        ? options.acceleratorClasses.map(name => ({
            ...common,
            accelerator_class: name,
            namespace_missing: true,
            applied: null,
            // No limit is wrong where there is no namespace: the column has room for why there is none.
            limit_name: each.reason ?? null,
            used: 0,
          }))
        : each.classes.map(({ acceleratorClass, applied, limit, used }) => ({
            ...common,
            accelerator_class: acceleratorClass,
            namespace_missing: false,
            applied: applied ?? null,
            limit_name: limit ?? null,
            used,
          }));
    });
    await this.#db<ObservationRow>('quota_observations')
      .where({ sink })
      .whereIn('team', teams)
      .delete();
    if (rows.length > 0) {
      await this.#db.batchInsert('quota_observations', rows, 500);
    }
  }

  /** Records that a place answered. */
  async markReached(sink: string, at: Date): Promise<void> {
    await this.#db<SinkRow>('quota_sinks')
      .insert({ sink, checked_at: at, unreachable_since: null, error: null })
      .onConflict('sink')
      .merge();
  }

  /** Records that a place did not answer; since when stays as it was first told. */
  async markUnreachable(sink: string, at: Date, error: string): Promise<void> {
    await this.#db<SinkRow>('quota_sinks')
      .insert({ sink, checked_at: at, unreachable_since: at, error })
      .onConflict('sink')
      .merge({
        checked_at: at,
        unreachable_since: this.#db.raw(
          'coalesce(quota_sinks.unreachable_since, excluded.unreachable_since)',
        ),
        error,
      });
  }

  /** How places last answered. */
  async sinks(sinks: string[]): Promise<StoredSink[]> {
    const rows = await this.#db<SinkRow>('quota_sinks')
      .whereIn('sink', sinks)
      .orderBy('sink');
    return rows.map(row => ({
      sink: row.sink,
      checkedAt: row.checked_at,
      unreachableSince: orUndefined(row.unreachable_since),
      error: orUndefined(row.error),
    }));
  }

  /** What was last seen in some places. `teams` left out means every team. */
  async list(filter: {
    sinks: string[];
    teams?: string[];
  }): Promise<StoredObservation[]> {
    const query = this.#db<ObservationRow>('quota_observations')
      .whereIn('sink', filter.sinks)
      .orderBy(['team', 'sink', 'accelerator_class']);
    if (filter.teams) query.whereIn('team', filter.teams);
    return (await query).map(row => ({
      sink: row.sink,
      team: row.team,
      acceleratorClass: row.accelerator_class,
      namespaceMissing: row.namespace_missing,
      applied: orUndefined(row.applied),
      ...(row.namespace_missing
        ? { missingBecause: orUndefined(row.limit_name) }
        : { limit: orUndefined(row.limit_name) }),
      used: row.used,
      observedAt: row.observed_at,
    }));
  }
}
