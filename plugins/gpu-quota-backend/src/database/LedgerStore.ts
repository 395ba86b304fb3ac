import type { Knex } from 'knex';
import {
  orUndefined,
  type LedgerEntry,
  type LedgerKey,
  type NewLedgerKey,
} from './rows';

type LedgerRow = {
  team: string;
  accelerator_class: string;
  department: string | null;
  granted: number;
  reserved: number;
  lent: number;
  borrowed: number;
  ceiling: number;
  version: number;
  applied_version: number;
  applied_at: Date | null;
  apply_error: string | null;
};

function toEntry(row: LedgerRow): LedgerEntry {
  return {
    team: row.team,
    acceleratorClass: row.accelerator_class,
    department: orUndefined(row.department),
    granted: row.granted,
    reserved: row.reserved,
    lent: row.lent,
    borrowed: row.borrowed,
    ceiling: row.ceiling,
    version: row.version,
    appliedVersion: row.applied_version,
    appliedAt: orUndefined(row.applied_at),
    applyError: orUndefined(row.apply_error),
  };
}

function where(key: LedgerKey) {
  return { team: key.team, accelerator_class: key.acceleratorClass };
}

/** The rows that count devices. Whoever changes anything of a (team, class) locks its row first. */
export class LedgerStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  /** Locks the row until the transaction ends; creates it, under its department, where it is missing. */
  async lock(key: LedgerKey | NewLedgerKey): Promise<LedgerEntry> {
    const [row] = await this.#db<LedgerRow>('quota_ledger')
      .insert({
        ...where(key),
        ...('department' in key && { department: key.department }),
      })
      .onConflict(['team', 'accelerator_class'])
      .merge(['team'])
      .returning('*');
    return toEntry(row);
  }

  /**
   * Takes devices, if that many are left; the condition is part of the write, so nothing can come between. Taking
   * leaves the row's ceiling alone, so the table's check refuses to sell what is not there even without the condition.
   */
  async take(key: LedgerKey, count: number): Promise<boolean> {
    const changed = await this.#db<LedgerRow>('quota_ledger')
      .where(where(key))
      .whereRaw('reserved + ? <= granted', [count])
      .increment('reserved', count);
    return changed === 1;
  }

  /** Gives devices back. Those of a team over its quota are gone, so the lower ceiling waits to be enforced. */
  async giveBack(key: LedgerKey, count: number): Promise<void> {
    await this.#db('quota_ledger')
      .where(where(key))
      .update({
        reserved: this.#db.raw('reserved - ?', [count]),
        version: this.#db.raw(
          'version + case when reserved > granted then 1 else 0 end',
        ),
      });
  }

  /**
   * Adds to what the team may hold, or takes from it; the new version waits to be enforced. What is reserved stays:
   * with less granted than that, the team is over its quota.
   */
  async grant(key: LedgerKey, change: number): Promise<LedgerEntry> {
    const [row] = await this.#db<LedgerRow>('quota_ledger')
      .where(where(key))
      .increment('granted', change)
      .increment('version', 1)
      .returning('*');
    return toEntry(row);
  }

  /** Takes from what the team may hold, if that many are granted and, unless told otherwise, not reserved. */
  async takeFromGranted(
    key: LedgerKey,
    count: number,
    options: { belowReserved: boolean },
  ): Promise<LedgerEntry | undefined> {
    const query = this.#db<LedgerRow>('quota_ledger')
      .where(where(key))
      .whereRaw('granted >= ?', [count]);
    if (!options.belowReserved) {
      query.whereRaw('granted - ? >= reserved', [count]);
    }
    const [row] = await query
      .decrement('granted', count)
      .increment('version', 1)
      .returning('*');
    return row && toEntry(row);
  }

  /** Puts what a team holds of a class under another department. */
  async move(key: LedgerKey, department: string | undefined): Promise<void> {
    await this.#db('quota_ledger')
      .where(where(key))
      .update({ department: department ?? null });
  }

  /** Entries, with the devices of waiting reservations. `teams` left out means every team. */
  async list(filter: {
    teams?: string[];
    acceleratorClass?: string;
  }): Promise<(LedgerEntry & { waiting: number })[]> {
    const query = this.#db('quota_ledger as l')
      .select('l.*')
      .select(
        this.#db.raw(
          `(select coalesce(sum(r.count), 0)::int from quota_reservations r
            where r.team = l.team and r.accelerator_class = l.accelerator_class and r.state = 'waiting') as waiting`,
        ),
      )
      .orderBy(['l.team', 'l.accelerator_class']);
    if (filter.teams) query.whereIn('l.team', filter.teams);
    if (filter.acceleratorClass) {
      query.where('l.accelerator_class', filter.acceleratorClass);
    }
    const rows: (LedgerRow & { waiting: number })[] = await query;
    return rows.map(row => ({ ...toEntry(row), waiting: row.waiting }));
  }

  /** Teams with figures that are not enforced yet or could not be the last time, or every team. */
  async teamsToEnforce(options: { all: boolean }): Promise<string[]> {
    const query = this.#db<LedgerRow>('quota_ledger')
      .distinct('team')
      .orderBy('team');
    if (!options.all) {
      query.whereRaw('(version > applied_version or apply_error is not null)');
    }
    return (await query).map(row => row.team);
  }

  /** Makes one backend at a time enforce a team, until its transaction ends; false when another one does. */
  async tryLockEnforcement(team: string): Promise<boolean> {
    const result = await this.#db.raw<{ rows: { locked: boolean }[] }>(
      `select pg_try_advisory_xact_lock(hashtextextended('gpu-quota-enforcement:' || ?, 0)) as locked`,
      [team],
    );
    return result.rows[0]?.locked === true;
  }

  /** Records that these versions are enforced everywhere. */
  async markApplied(entries: LedgerEntry[], at: Date): Promise<void> {
    for (const entry of entries) {
      await this.#db<LedgerRow>('quota_ledger')
        .where(where(entry))
        .where('applied_version', '<=', entry.version)
        .update({
          applied_version: entry.version,
          applied_at: at,
          apply_error: null,
        });
    }
  }

  /** Records why a team's figures could not be enforced. */
  async markFailed(team: string, message: string): Promise<void> {
    await this.#db<LedgerRow>('quota_ledger')
      .where({ team })
      .update({ apply_error: message });
  }
}
