import {
  resolvePackagePath,
  type DatabaseService,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { AuditStore } from './AuditStore';
import { DepartmentStore } from './DepartmentStore';
import { GrantStore } from './GrantStore';
import { IdempotencyStore } from './IdempotencyStore';
import { holdReservation } from './holdReservation';
import { LedgerStore } from './LedgerStore';
import { LoanStore } from './LoanStore';
import { ObservationStore } from './ObservationStore';
import { OutboxStore } from './OutboxStore';
import { PoolStore } from './PoolStore';
import { RequestStore } from './RequestStore';
import { ReservationStore } from './ReservationStore';

/** Every store, on one connection or on the pool. */
export type QuotaStores = {
  ledger: LedgerStore;
  requests: RequestStore;
  grants: GrantStore;
  reservations: ReservationStore;
  audit: AuditStore;
  outbox: OutboxStore;
  idempotency: IdempotencyStore;
  pools: PoolStore;
  departments: DepartmentStore;
  loans: LoanStore;
  observations: ObservationStore;
};

/** Every store, on the connection of a transaction. */
export type QuotaTransaction = QuotaStores & {
  /** Has something done once everything is committed; nothing, when it is not. */
  onCommit(work: () => void): void;
};

function storesOn(db: Knex): QuotaStores {
  return {
    ledger: new LedgerStore(db),
    requests: new RequestStore(db),
    grants: new GrantStore(db),
    reservations: new ReservationStore(db),
    audit: new AuditStore(db),
    outbox: new OutboxStore(db),
    idempotency: new IdempotencyStore(db),
    pools: new PoolStore(db),
    departments: new DepartmentStore(db),
    loans: new LoanStore(db),
    observations: new ObservationStore(db),
  };
}

/** The plugin's database: stores for reading, and transactions for writing. */
export class QuotaDatabase {
  /** Connects and brings the schema up to date. */
  static async create(options: {
    database: DatabaseService;
  }): Promise<QuotaDatabase> {
    const client = await options.database.getClient();
    if (!options.database.migrations?.skip) {
      await client.migrate.latest({
        directory: resolvePackagePath(
          '@golden-path/plugin-gpu-quota-backend',
          'migrations',
        ),
      });
    }
    return new QuotaDatabase(client);
  }

  readonly #db: Knex;
  /** Reads outside a transaction. */
  readonly read: QuotaStores;

  private constructor(db: Knex) {
    this.#db = db;
    this.read = storesOn(db);
  }

  /** Runs `work` in one transaction at READ COMMITTED; everything it wrote is undone when it throws. */
  async transaction<T>(work: (tx: QuotaTransaction) => Promise<T>): Promise<T> {
    const afterwards: (() => void)[] = [];
    const result = await this.#db.transaction(trx =>
      work({
        ...storesOn(trx),
        onCommit: each => {
          afterwards.push(each);
        },
      }),
    );
    for (const each of afterwards) each();
    return result;
  }

  /** See {@link holdReservation}. */
  async hold(
    ...args: Parameters<typeof holdReservation> extends [Knex, ...infer Rest]
      ? Rest
      : never
  ): Promise<boolean> {
    return await holdReservation(this.#db, ...args);
  }
}
