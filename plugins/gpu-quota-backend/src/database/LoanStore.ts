import type { Knex } from 'knex';

/** Devices of one team that a reservation of another holds. */
export type StoredLoan = {
  id: string;
  /** Id of the reservation. */
  reservation: string;
  department: string;
  acceleratorClass: string;
  lender: string;
  borrower: string;
  /** Devices not paid back yet. */
  count: number;
};

type LoanRow = {
  id: string;
  reservation_id: string;
  department: string;
  accelerator_class: string;
  lender: string;
  borrower: string;
  count: number;
};

function toLoan(row: LoanRow): StoredLoan {
  return {
    id: row.id,
    reservation: row.reservation_id,
    department: row.department,
    acceleratorClass: row.accelerator_class,
    lender: row.lender,
    borrower: row.borrower,
    count: row.count,
  };
}

/** Who lends what to whom. The ledger counts the same devices as lent and as borrowed. */
export class LoanStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  /** Live loans, oldest first. Filters left out mean all. */
  async live(
    filter: {
      department?: string;
      acceleratorClass?: string;
      reservation?: string;
      /** Loans that any of these teams gave or took. */
      teams?: string[];
    } = {},
  ): Promise<StoredLoan[]> {
    const query = this.#db<LoanRow>('quota_loans')
      .whereRaw(`state = 'live'`)
      .orderBy('position');
    if (filter.department) query.where('department', filter.department);
    if (filter.acceleratorClass) {
      query.where('accelerator_class', filter.acceleratorClass);
    }
    if (filter.reservation) query.where('reservation_id', filter.reservation);
    const { teams } = filter;
    if (teams) {
      query.where(one =>
        one.whereIn('lender', teams).orWhereIn('borrower', teams),
      );
    }
    return (await query).map(toLoan);
  }

  async insert(loan: StoredLoan, at: Date): Promise<void> {
    await this.#db('quota_loans').insert({
      id: loan.id,
      reservation_id: loan.reservation,
      department: loan.department,
      accelerator_class: loan.acceleratorClass,
      lender: loan.lender,
      borrower: loan.borrower,
      count: loan.count,
      lent_at: at,
    });
  }

  async end(
    id: string,
    state: 'called-back' | 'returned',
    at: Date,
  ): Promise<void> {
    await this.#db('quota_loans')
      .where({ id, state: 'live' })
      .update({ state, ended_at: at });
  }

  /** Pays back a part of a loan; what is left of it goes on. */
  async reduce(id: string, count: number): Promise<void> {
    await this.#db('quota_loans')
      .where({ id, state: 'live' })
      .decrement('count', count);
  }
}
