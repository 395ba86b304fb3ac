import type { Knex } from 'knex';

/** What a class has and what is promised of it. */
export type StoredPool = {
  acceleratorClass: string;
  /** Devices granted to teams. */
  promised: number;
  overcommit: number;
  /** Left out while nobody can tell. */
  capacity?: StoredCapacity;
};

/** Devices that exist, as they were last told. */
export type StoredCapacity = {
  devices: number;
  /** Devices allocated; left out where the source cannot tell. */
  used?: number;
  source: 'cluster' | 'config';
  asOf: Date;
  /** Devices that may be promised: `devices` × overcommit, rounded down. */
  limit: number;
};

/** What was found out about a class. */
export type CapacityObservation = {
  acceleratorClass: string;
  overcommit: number;
  /** `kept`: could not be asked, what is known stays. `unknown`: nobody can tell. */
  capacity: Omit<StoredCapacity, 'limit'> | 'kept' | 'unknown';
};

type PoolRow = {
  accelerator_class: string;
  promised: number;
  devices: number | null;
  used: number | null;
  source: 'cluster' | 'config' | null;
  as_of: Date | null;
  /** The driver gives numerics as text. */
  overcommit: string;
  limit_devices: number | null;
  ceiling: number | null;
};

function toPool(row: PoolRow): StoredPool {
  const { devices, source, as_of: asOf, limit_devices: limit } = row;
  return {
    acceleratorClass: row.accelerator_class,
    promised: row.promised,
    overcommit: Number(row.overcommit),
    ...(devices !== null &&
      source !== null &&
      asOf !== null &&
      limit !== null && {
        capacity: {
          devices,
          ...(row.used !== null && { used: row.used }),
          source,
          asOf,
          limit,
        },
      }),
  };
}

/** Whether a write was refused because it promised more devices than a class has. */
export function isOverCapacityError(error: unknown): boolean {
  return (
    error instanceof Error &&
    'constraint' in error &&
    error.constraint === 'quota_pools_within_capacity'
  );
}

/**
 * Capacity by class. What is promised follows the ledger by a trigger, which also refuses what does not fit, so there
 * is nothing here to promise with.
 */
export class PoolStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  async get(acceleratorClass: string): Promise<StoredPool | undefined> {
    const row = await this.#db<PoolRow>('quota_pools')
      .where({ accelerator_class: acceleratorClass })
      .first();
    return row && toPool(row);
  }

  async list(): Promise<StoredPool[]> {
    const rows = await this.#db<PoolRow>('quota_pools')
      .select('*')
      .orderBy('accelerator_class');
    return rows.map(toPool);
  }

  /** Notes what exists now. A class that has less than is promised stays over-promised; nothing is taken back. */
  async observe(observation: CapacityObservation): Promise<void> {
    const { acceleratorClass, overcommit, capacity } = observation;
    const known = typeof capacity === 'string' ? undefined : capacity;
    const devices =
      capacity === 'kept'
        ? this.#db.ref('devices')
        : this.#db.raw('?::integer', [known?.devices ?? null]);
    await this.#db('quota_pools')
      .insert({ accelerator_class: acceleratorClass })
      .onConflict('accelerator_class')
      .ignore();
    await this.#db('quota_pools')
      .where({ accelerator_class: acceleratorClass })
      .update({
        overcommit,
        ceiling: this.#db.raw(
          'case when ? is null then null else greatest(floor(? * ?::numeric)::integer, promised) end',
          [devices, devices, overcommit],
        ),
        ...(capacity !== 'kept' && {
          devices: known?.devices ?? null,
          used: known?.used ?? null,
          source: known?.source ?? null,
          as_of: known?.asOf ?? null,
        }),
      });
  }
}
