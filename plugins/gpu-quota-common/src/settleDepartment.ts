import type { LedgerFigures } from './ledger';

/** What a team of a department holds of one class. @public */
export type DepartmentRow = LedgerFigures & {
  /** Group ref. */
  team: string;
  /** Of `granted`, devices that reservations of siblings hold. */
  lent: number;
  /** Devices that the team's reservations hold out of what siblings are granted; not in `reserved`. */
  borrowed: number;
};

/** A reservation that waits, or that holds devices of siblings. @public */
export type DepartmentReservation = {
  id: string;
  team: string;
  /** Devices, its own and borrowed ones. */
  count: number;
  /** Whether it may hold devices of siblings. */
  interruptible: boolean;
  /** Smaller is older. */
  position: number;
};

/** Devices of one team that a reservation of a sibling holds. @public */
export type DepartmentLoan = {
  /** Id of the reservation. */
  reservation: string;
  /** Group ref of the team whose quota it is. */
  lender: string;
  /** Devices not paid back yet. */
  count: number;
};

/** One thing that has to happen; in the order given. @public */
export type SettlementStep =
  /** A reservation gives back all it holds, because `for` needs what it lent, and waits again. */
  | {
      step: 'interrupt';
      reservation: DepartmentReservation;
      /** Devices that were the team's own. */
      own: number;
      loans: DepartmentLoan[];
      for: string;
    }
  /** Devices of a loan become the borrower's own. */
  | { step: 'pay-back'; borrower: string; loan: DepartmentLoan }
  /** A waiting reservation takes devices. */
  | {
      step: 'hold';
      reservation: DepartmentReservation;
      /** Devices out of the team's own quota. */
      own: number;
      loans: DepartmentLoan[];
    };

/** How things stand in a department, class by class. @public */
export type DepartmentState = {
  /** Every team of the department. */
  rows: readonly DepartmentRow[];
  /** Every reservation of theirs that waits. */
  waiting: readonly DepartmentReservation[];
  /** Those that hold devices of siblings. */
  borrowing: readonly DepartmentReservation[];
  /** Live loans, oldest first. */
  loans: readonly DepartmentLoan[];
  /** Id of a waiting reservation that devices were granted for just now: it is served before all others. */
  first?: string;
  /** A team that is about to leave: it ends its loans, and neither lends nor borrows any more. */
  leaving?: string;
};

/** Devices that nobody holds. */
function idle(row: DepartmentRow): number {
  return Math.max(0, row.granted - row.reserved - row.lent);
}

function total(loans: readonly DepartmentLoan[]): number {
  return loans.reduce((sum, loan) => sum + loan.count, 0);
}

function byName(a: DepartmentRow, b: DepartmentRow): number {
  return a.team < b.team ? -1 : 1;
}

class Settlement {
  readonly #rows: Map<string, DepartmentRow>;
  readonly #steps: SettlementStep[] = [];
  readonly #borrowing: Map<string, DepartmentReservation>;
  #waiting: DepartmentReservation[];
  #loans: DepartmentLoan[];
  readonly #first: string | undefined;
  readonly #leaving: string | undefined;

  constructor(state: DepartmentState) {
    const rows = state.rows.map(row => ({ ...row })).sort(byName);
    this.#rows = new Map(rows.map(row => [row.team, row]));
    this.#first = state.first;
    this.#waiting = this.#inOrder(state.waiting);
    this.#borrowing = new Map(state.borrowing.map(each => [each.id, each]));
    this.#loans = [...state.loans];
    this.#leaving = state.leaving;
  }

  run() {
    if (this.#leaving !== undefined) this.#part(this.#row(this.#leaving));
    for (const row of this.#rows.values()) {
      const over = row.reserved + row.lent - row.granted;
      if (over > 0) this.#callBack(row, Math.min(over, row.lent));
    }
    const first = this.#waiting.find(({ id }) => id === this.#first);
    if (first && this.#fits(first)) this.#holdOwn(first);
    for (;;) {
      this.#payBack();
      const next = this.#waiting.find(each => this.#fits(each));
      if (!next) break;
      this.#holdOwn(next);
    }
    for (const each of [...this.#waiting]) {
      if (each.interruptible) this.#borrow(each);
    }
    return { rows: [...this.#rows.values()], steps: this.#steps };
  }

  /** Oldest first, but for the one that devices were granted for. */
  #inOrder(waiting: readonly DepartmentReservation[]): DepartmentReservation[] {
    const place = ({ id, position }: DepartmentReservation) =>
      id === this.#first ? -Infinity : position;
    return [...waiting].sort((a, b) => place(a) - place(b));
  }

  /** Whether a team's own devices are enough, lent ones included. */
  #fits(reservation: DepartmentReservation): boolean {
    const row = this.#row(reservation.team);
    return reservation.count <= row.granted - row.reserved;
  }

  /** Ends every loan that a team gave or took. */
  #part(row: DepartmentRow): void {
    for (;;) {
      const loan = this.#loans.find(
        each => each.lender === row.team || this.#borrowerOf(each) === row,
      );
      if (!loan) return;
      this.#interrupt(loan.reservation, loan.lender);
    }
  }

  #row(team: string): DepartmentRow {
    const row = this.#rows.get(team);
    if (!row) throw new Error(`${team} has no row in its department`);
    return row;
  }

  /** Interrupts reservations until so many devices of a lender are back, and none that can be spared. */
  #callBack(lender: DepartmentRow, count: number): void {
    const lent = (reservation: string) =>
      total(
        this.#loans.filter(
          loan =>
            loan.reservation === reservation && loan.lender === lender.team,
        ),
      );
    const newestFirst = new Set(
      this.#loans
        .filter(loan => loan.lender === lender.team)
        .map(loan => loan.reservation)
        .reverse(),
    );
    const chosen: string[] = [];
    let back = 0;
    for (const reservation of newestFirst) {
      if (back >= count) break;
      chosen.push(reservation);
      back += lent(reservation);
    }
    for (const reservation of chosen) {
      if (back - lent(reservation) >= count) back -= lent(reservation);
      else this.#interrupt(reservation, lender.team);
    }
  }

  #interrupt(id: string, lender: string): void {
    const reservation = this.#borrowing.get(id);
    if (!reservation) throw new Error(`Reservation ${id} borrows nothing`);
    const loans = this.#loans.filter(loan => loan.reservation === id);
    const row = this.#row(reservation.team);
    const own = reservation.count - total(loans);
    row.reserved -= own;
    row.borrowed -= total(loans);
    for (const loan of loans) this.#row(loan.lender).lent -= loan.count;
    this.#loans = this.#loans.filter(loan => loan.reservation !== id);
    this.#borrowing.delete(id);
    this.#waiting = this.#inOrder([...this.#waiting, reservation]);
    this.#steps.push({
      step: 'interrupt',
      reservation,
      own,
      loans,
      for: lender,
    });
  }

  /** What is idle of a team's own takes the place of what it borrows, oldest loans first. */
  #payBack(): void {
    // What one team pays back may be what another can pay with.
    for (;;) {
      const due = this.#loans.find(loan => idle(this.#borrowerOf(loan)) > 0);
      if (!due) return;
      this.#payBackOne(due);
    }
  }

  #borrowerOf(loan: DepartmentLoan): DepartmentRow {
    const borrower = this.#borrowing.get(loan.reservation);
    if (!borrower) {
      throw new Error(`Reservation ${loan.reservation} borrows nothing`);
    }
    return this.#row(borrower.team);
  }

  #payBackOne(loan: DepartmentLoan): void {
    const row = this.#borrowerOf(loan);
    const count = Math.min(idle(row), loan.count);
    row.reserved += count;
    row.borrowed -= count;
    this.#row(loan.lender).lent -= count;
    this.#steps.push({
      step: 'pay-back',
      borrower: row.team,
      loan: { ...loan, count },
    });
    this.#loans = this.#loans.flatMap(each => {
      if (each !== loan) return [each];
      const left = loan.count - count;
      return left > 0 ? [{ ...loan, count: left }] : [];
    });
    if (!this.#loans.some(each => each.reservation === loan.reservation)) {
      this.#borrowing.delete(loan.reservation);
    }
  }

  #holdOwn(reservation: DepartmentReservation): void {
    const row = this.#row(reservation.team);
    const short = reservation.count - idle(row);
    if (short > 0) this.#callBack(row, short);
    row.reserved += reservation.count;
    this.#hold(reservation, reservation.count, []);
  }

  #borrow(reservation: DepartmentReservation): void {
    if (reservation.team === this.#leaving) return;
    const row = this.#row(reservation.team);
    // A team over its quota takes no more, of its own or of others.
    if (row.reserved > row.granted) return;
    const own = Math.min(idle(row), reservation.count);
    const lenders = [...this.#rows.values()]
      .filter(each => each.team !== row.team && each.team !== this.#leaving)
      .sort((a, b) => idle(b) - idle(a) || byName(a, b));
    let left = reservation.count - own;
    const loans: DepartmentLoan[] = [];
    for (const lender of lenders) {
      const count = Math.min(idle(lender), left);
      if (count === 0) break;
      left -= count;
      loans.push({ reservation: reservation.id, lender: lender.team, count });
    }
    if (left > 0) return;
    row.reserved += own;
    row.borrowed += total(loans);
    for (const loan of loans) this.#row(loan.lender).lent += loan.count;
    this.#loans = [...this.#loans, ...loans];
    this.#borrowing.set(reservation.id, reservation);
    this.#hold(reservation, own, loans);
  }

  #hold(
    reservation: DepartmentReservation,
    own: number,
    loans: DepartmentLoan[],
  ): void {
    this.#waiting = this.#waiting.filter(each => each.id !== reservation.id);
    this.#steps.push({ step: 'hold', reservation, own, loans });
  }
}

/**
 * Brings a department to rest. A team's own reservations come before what it lends: loans are called back, newest first
 * and no more than needed, for a waiting reservation that fits in `granted − reserved`, and where less is left than was
 * lent. Devices of its own that come free pay back what a team borrows, then serve its waiting reservations, oldest
 * first; those that were granted for one of them serve that one before anything else. What siblings leave idle then goes to interruptible reservations, oldest first, out of the largest pile.
 *
 * What an interruptible reservation borrows comes on top of what its team has free: lent devices are called back for one that
 * fits in the team's own quota, not for a part of one. A team over its quota borrows nothing. Nobody's own devices are ever taken away. At rest, nothing waits that would fit, and settling again does nothing.
 *
 * @returns the rows as they are then, and what has to happen for that
 * @public
 */
export function settleDepartment(state: DepartmentState): {
  rows: DepartmentRow[];
  steps: SettlementStep[];
} {
  return new Settlement(state).run();
}
