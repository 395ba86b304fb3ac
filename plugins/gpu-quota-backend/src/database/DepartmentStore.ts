import type { Knex } from 'knex';
import { orUndefined } from './rows';

/** What the teams of a department may hold of a class together. */
export type DepartmentCap = {
  /** Ref of the group above the teams. */
  department: string;
  acceleratorClass: string;
  /** Devices. */
  count: number;
};

/** What is promised to the teams of a department. */
export type StoredDepartment = {
  department: string;
  acceleratorClass: string;
  /** Devices granted to its teams. */
  promised: number;
  /** Devices that may be; left out: any number. */
  cap?: number;
};

type DepartmentRow = {
  department: string;
  accelerator_class: string;
  promised: number;
  cap: number | null;
};

function toDepartment(row: DepartmentRow): StoredDepartment {
  const cap = orUndefined(row.cap);
  return {
    department: row.department,
    acceleratorClass: row.accelerator_class,
    promised: row.promised,
    ...(cap !== undefined && { cap }),
  };
}

/**
 * The department whose cap a write was refused for.
 *
 * @returns undefined when the error is about something else
 */
export function departmentOverCap(error: unknown): string | undefined {
  return error instanceof Error &&
    'constraint' in error &&
    error.constraint === 'quota_departments_within_cap' &&
    'detail' in error &&
    typeof error.detail === 'string'
    ? error.detail
    : undefined;
}

/**
 * Departments by class. What is promised follows the ledger by a trigger, which also refuses what does not fit in a
 * cap.
 */
export class DepartmentStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  async get(
    department: string,
    acceleratorClass: string,
  ): Promise<StoredDepartment | undefined> {
    const row = await this.#db<DepartmentRow>('quota_departments')
      .where({ department, accelerator_class: acceleratorClass })
      .first();
    return row && toDepartment(row);
  }

  async list(): Promise<StoredDepartment[]> {
    const rows = await this.#db<DepartmentRow>('quota_departments')
      .select('*')
      .orderBy(['accelerator_class', 'department']);
    return rows.map(toDepartment);
  }

  /** Makes these the caps, and all there are. One below what is promised takes nothing back. */
  async setCaps(caps: readonly DepartmentCap[]): Promise<void> {
    const key = (each: { department: string; acceleratorClass: string }) =>
      `${each.acceleratorClass} ${each.department}`;
    const wanted = new Map(caps.map(cap => [key(cap), cap.count]));
    const known = await this.list();
    const differing = [
      ...known.filter(each => each.cap !== wanted.get(key(each))),
      ...caps.filter(cap => !known.some(each => key(each) === key(cap))),
    ];
    for (const each of differing) {
      await this.#setCap(each, wanted.get(key(each)) ?? null);
    }
  }

  async #setCap(
    at: { department: string; acceleratorClass: string },
    cap: number | null,
  ): Promise<void> {
    await this.#db('quota_departments')
      .insert({
        department: at.department,
        accelerator_class: at.acceleratorClass,
        cap,
        ceiling: cap,
      })
      .onConflict(['department', 'accelerator_class'])
      .merge({
        cap,
        ceiling: this.#db.raw(
          'case when ?::integer is not null then greatest(?::integer, quota_departments.promised) end',
          [cap, cap],
        ),
      });
  }
}
