import { ConflictError } from '@backstage/errors';
import type { DepartmentRow } from '@golden-path/plugin-gpu-quota-common';
import type { Knex } from 'knex';
import { departmentOverCap } from './DepartmentStore';
import { isOverCapacityError } from './PoolStore';
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

/** Whether clusters allow another number of devices than before. */
function changesLimit(
  before: LedgerEntry,
  after: Pick<LedgerEntry, 'reserved' | 'borrowed'>,
): boolean {
  return (
    after.borrowed !== before.borrowed ||
    (before.reserved > before.granted && after.reserved < before.reserved)
  );
}

function departmentOfNew(key: LedgerKey | NewLedgerKey): string | undefined {
  return 'department' in key ? key.department : undefined;
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
        department: departmentOfNew(key),
      })
      .onConflict(['team', 'accelerator_class'])
      .merge(['team'])
      .returning('*');
    return toEntry(row);
  }

  /**
   * Locks the rows of a class of every team in a department until the transaction ends, in one order; creates the
   * team's own where it is missing. Whoever changes more than one row of a class begins with this, so that nobody can
   * wait for somebody who waits for them. One at a time in a department, whatever the class: the teams share their
   * audit's heads.
   *
   * @returns the team's own row
   * @throws ConflictError when the team is moved to another department at this moment
   */
  async lockDepartment(key: LedgerKey | NewLedgerKey): Promise<LedgerEntry> {
    const known = await this.#db<LedgerRow>('quota_ledger')
      .where(where(key))
      .first();
    const department = known
      ? orUndefined(known.department)
      : departmentOfNew(key);
    const names = department === undefined ? [] : [department];
    await this.#lockNames(names);
    if (!known) await this.lock(key);
    const rows = await this.#lockRows(key, names);
    const own = rows.find(row => row.team === key.team);
    if (!own || orUndefined(own.department) !== department) {
      throw new ConflictError(
        `${key.team} was moved to another department just now. Try again`,
      );
    }
    return toEntry(own);
  }

  /**
   * Locks what {@link LedgerStore.lockDepartment} does of two departments, the one a team is in and another.
   *
   * @returns false when the team is not in the first one any more
   */
  async lockMove(entry: LedgerEntry, to: string | undefined): Promise<boolean> {
    const names = [entry.department, to].flatMap(name => name ?? []);
    await this.#lockNames(names);
    const rows = await this.#lockRows(entry, names);
    const own = rows.find(row => row.team === entry.team);
    return (
      own !== undefined && orUndefined(own.department) === entry.department
    );
  }

  async #lockNames(departments: string[]): Promise<void> {
    for (const name of [...departments].sort()) {
      await this.#db.raw(
        `select pg_advisory_xact_lock(hashtextextended('gpu-quota-department:' || ?, 0))`,
        [name],
      );
    }
  }

  async #lockRows(key: LedgerKey, departments: string[]): Promise<LedgerRow[]> {
    return await this.#db<LedgerRow>('quota_ledger')
      .where('accelerator_class', key.acceleratorClass)
      .where(one =>
        one.where('team', key.team).orWhereIn('department', departments),
      )
      .orderBy('team')
      .forUpdate();
  }

  /** Rows of a class that are in one department: a row alone, where it is in none. */
  async listDepartment(entry: LedgerEntry): Promise<LedgerEntry[]> {
    const rows = await this.#db<LedgerRow>('quota_ledger')
      .where('accelerator_class', entry.acceleratorClass)
      .where(
        entry.department === undefined
          ? { team: entry.team }
          : { department: entry.department },
      )
      .orderBy('team');
    return rows.map(toEntry);
  }

  /**
   * Writes what is reserved, lent and borrowed in rows that are locked. Clusters have to be told where a team borrows
   * more or less than before.
   */
  async settle(
    before: readonly LedgerEntry[],
    after: readonly DepartmentRow[],
  ): Promise<void> {
    for (const entry of before) {
      const row = after.find(each => each.team === entry.team);
      if (!row) throw new Error(`The row of ${entry.team} was not settled`);
      const { reserved, lent, borrowed } = row;
      const same =
        entry.reserved === reserved &&
        entry.lent === lent &&
        entry.borrowed === borrowed;
      if (same) continue;
      await this.#db<LedgerRow>('quota_ledger')
        .where(where(entry))
        .update({
          reserved,
          lent,
          borrowed,
          version: entry.version + (changesLimit(entry, row) ? 1 : 0),
        });
    }
  }

  /** Gives back what a reservation held. Those of a team over its quota are gone, so the lower ceiling waits to be enforced. */
  async giveBack(
    key: LedgerKey,
    held: { own: number; borrowed: number },
  ): Promise<void> {
    await this.#db('quota_ledger')
      .where(where(key))
      .update({
        reserved: this.#db.raw('reserved - ?', [held.own]),
        borrowed: this.#db.raw('borrowed - ?', [held.borrowed]),
        version: this.#db.raw(
          'version + case when reserved > granted or ? > 0 then 1 else 0 end',
          [held.borrowed],
        ),
      });
  }

  /** Gives devices back to the team that lent them. */
  async takeBack(key: LedgerKey, count: number): Promise<void> {
    await this.#db<LedgerRow>('quota_ledger')
      .where(where(key))
      .decrement('lent', count);
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

  /**
   * Adds to what the team may hold; see {@link LedgerStore.grant}.
   *
   * @returns undefined when the capacity of the class or the cap of the department has no room for all of it
   */
  async grantIfRoom(
    key: LedgerKey,
    count: number,
  ): Promise<LedgerEntry | undefined> {
    try {
      // Within the caller's transaction, which goes on when this is refused.
      return await this.#db.transaction(savepoint =>
        new LedgerStore(savepoint).grant(key, count),
      );
    } catch (error) {
      if (isOverCapacityError(error) || departmentOverCap(error)) {
        return undefined;
      }
      throw error;
    }
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

  /** Puts what a team holds of a class under another department; clusters have to be told. */
  async move(
    key: LedgerKey,
    department: string | undefined,
  ): Promise<LedgerEntry> {
    const [row] = await this.#db<LedgerRow>('quota_ledger')
      .where(where(key))
      .update({
        department: department ?? null,
        version: this.#db.raw('version + 1'),
      })
      .returning('*');
    return toEntry(row);
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

  /**
   * The teams, but for one, that have this share of their quota of a class reserved: how many there are, and the
   * fullest of them. The others are only counted, not read.
   */
  async closeToLimit(
    { team, acceleratorClass }: LedgerKey,
    options: { share: number; most: number },
  ): Promise<{
    count: number;
    teams: { team: string; granted: number; reserved: number }[];
  }> {
    const rows: {
      team: string;
      granted: number;
      reserved: number;
      total: number;
    }[] = await this.#db('quota_ledger')
      .where('accelerator_class', acceleratorClass)
      .whereNot('team', team)
      .where('granted', '>', 0)
      .whereRaw('reserved >= ?::float8 * granted', [options.share])
      .select(
        'team',
        'granted',
        'reserved',
        this.#db.raw('(count(*) over ())::int as total'),
      )
      .orderByRaw('reserved::float8 / granted desc, team')
      .limit(options.most);
    return {
      count: rows[0]?.total ?? 0,
      teams: rows.map(({ total: _, ...row }) => row),
    };
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

  /** Makes one backend at a time write a namespace, until its transaction ends; false when another one does. */
  async tryLockEnforcement(namespace: string): Promise<boolean> {
    const result = await this.#db.raw<{ rows: { locked: boolean }[] }>(
      `select pg_try_advisory_xact_lock(hashtextextended('gpu-quota-enforcement:' || ?, 0)) as locked`,
      [namespace],
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
