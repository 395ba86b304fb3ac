import {
  settleDepartment,
  type DepartmentLoan,
  type DepartmentReservation,
  type DepartmentRow,
  type SettlementStep,
} from '@golden-path/plugin-gpu-quota-common';
import type { StoredLoan } from '../database/LoanStore';
import type { QuotaTransaction } from '../database/QuotaDatabase';
import type {
  LedgerEntry,
  NewStoredReservation,
  StoredReservation,
} from '../database/rows';
import { devicesOf } from './devicesOf';
import { reservationInterruptedNotification } from './notifications';
import type { ServiceContext } from './ServiceContext';
import { withdrawRequestOf } from './withdrawRequestOf';

/** How things stand in the department of a ledger row, and what follows from that. */
export type Settlement = {
  entries: LedgerEntry[];
  loans: StoredLoan[];
  reservations: ReadonlyMap<string, NewStoredReservation>;
  rows: DepartmentRow[];
  steps: SettlementStep[];
};

type Settling = {
  /** A row of the department, all of whose rows of the class are locked. */
  ledger: LedgerEntry;
  actor: string;
  at: Date;
};

/** Carries out steps one after the other, each with its audit events. */
class Steps {
  readonly #tx: QuotaTransaction;
  readonly #context: Pick<ServiceContext, 'newId' | 'reservationLeaseMs'>;
  readonly #options: Settling & { settlement: Settlement; joining?: string };
  readonly #reservations: Map<string, NewStoredReservation>;
  readonly #interrupted = new Map<string, { for: string; borrowed: number }>();
  readonly #loans: StoredLoan[];
  readonly teams = new Set<string>();

  constructor(
    tx: QuotaTransaction,
    context: Pick<ServiceContext, 'newId' | 'reservationLeaseMs'>,
    options: Settling & { settlement: Settlement; joining?: string },
  ) {
    this.#tx = tx;
    this.#context = context;
    this.#options = options;
    this.#reservations = new Map(options.settlement.reservations);
    this.#loans = [...options.settlement.loans];
  }

  /** Those that took devices and kept them. */
  get held(): NewStoredReservation[] {
    const ids = new Set(
      this.#options.settlement.steps.flatMap(each =>
        each.step === 'hold' ? [each.reservation.id] : [],
      ),
    );
    return [...this.#reservations.values()].filter(
      each => ids.has(each.id) && each.state === 'held',
    );
  }

  async take(step: SettlementStep): Promise<void> {
    switch (step.step) {
      case 'interrupt':
        return await this.#interrupt(step);
      case 'pay-back':
        return await this.#payBack(step);
      default:
        return await this.#hold(step);
    }
  }

  /** Tells the teams whose reservations do not run any more. */
  async tell(): Promise<void> {
    const { at } = this.#options;
    for (const [id, why] of this.#interrupted) {
      const reservation = this.#reservation(id);
      // Another sibling had devices for it at once: nothing stops.
      if (reservation.state !== 'waiting') continue;
      await this.#tx.outbox.add(
        reservationInterruptedNotification({ ...why, reservation, at }),
        at,
      );
    }
  }

  async #interrupt(
    step: Extract<SettlementStep, { step: 'interrupt' }>,
  ): Promise<void> {
    const { at } = this.#options;
    const before = this.#reservation(step.reservation.id);
    const borrowed = devicesOf(step.loans);
    await this.#change(before, {
      state: 'waiting',
      heldAt: null,
      expiresAt: null,
      interruptedAt: at,
      missingSince: null,
    });
    await this.#record(before.team, {
      action: 'reservation.interrupted',
      subject: `reservation:${before.id}`,
      data: {
        from: before.state,
        acceleratorClass: before.acceleratorClass,
        count: before.count,
        borrowed,
        endpoint: before.endpoint,
        for: step.for,
      },
    });
    for (const loan of step.loans) {
      await this.#endLoan(this.#loan(loan), 'called-back');
    }
    this.#interrupted.set(before.id, { for: step.for, borrowed });
  }

  async #payBack(
    step: Extract<SettlementStep, { step: 'pay-back' }>,
  ): Promise<void> {
    const loan = this.#loan(step.loan);
    const { count } = step.loan;
    await this.#record(loan.borrower, {
      action: 'loan.paid-back',
      subject: `loan:${loan.id}`,
      data: { count, lender: loan.lender, reservation: loan.reservation },
    });
    if (count === loan.count) {
      await this.#endLoan(loan, 'returned');
      return;
    }
    await this.#tx.loans.reduce(loan.id, count);
    this.#loans.splice(this.#loans.indexOf(loan), 1, {
      ...loan,
      count: loan.count - count,
    });
    await this.#recordEnd(loan, 'returned', count);
  }

  async #hold(step: Extract<SettlementStep, { step: 'hold' }>): Promise<void> {
    const { at, joining, ledger } = this.#options;
    const before = this.#reservation(step.reservation.id);
    if (before.id !== joining) {
      await this.#change(before, {
        state: 'held',
        heldAt: at,
        expiresAt: new Date(at.getTime() + this.#context.reservationLeaseMs),
        interruptedAt: null,
        missingSince: null,
        // Interrupted while it asked for more: it asks anew once it runs.
        wanted: null,
      });
    }
    const borrowed = devicesOf(step.loans);
    await this.#record(before.team, {
      action: 'reservation.held',
      subject: `reservation:${before.id}`,
      data: {
        acceleratorClass: before.acceleratorClass,
        count: before.count,
        endpoint: before.endpoint,
        ...(borrowed > 0 && { borrowed }),
      },
    });
    await withdrawRequestOf(this.#tx, before, {
      actor: 'system',
      at,
      because: `${before.endpoint} has what it needs`,
      // A person may have asked for more than that.
      ifIdle: true,
    });
    for (const { lender, count } of step.loans) {
      const { department } = ledger;
      if (!department) throw new Error(`${lender} lends outside a department`);
      const loan: StoredLoan = {
        id: this.#context.newId(),
        reservation: before.id,
        department,
        acceleratorClass: before.acceleratorClass,
        lender,
        borrower: before.team,
        count,
      };
      await this.#tx.loans.insert(loan, at);
      this.#loans.push(loan);
      await this.#record(lender, {
        action: 'loan.lent',
        subject: `loan:${loan.id}`,
        data: {
          acceleratorClass: loan.acceleratorClass,
          count,
          borrower: loan.borrower,
          reservation: loan.reservation,
        },
      });
    }
  }

  async #change(
    before: NewStoredReservation,
    change: Parameters<QuotaTransaction['reservations']['change']>[1],
  ): Promise<void> {
    if (!(await this.#tx.reservations.change(before, change))) {
      throw new Error(
        `Reservation ${before.id} changed although its department was locked`,
      );
    }
    this.#reservations.set(before.id, { ...before, state: change.state });
  }

  async #endLoan(
    loan: StoredLoan,
    state: 'called-back' | 'returned',
  ): Promise<void> {
    await this.#tx.loans.end(loan.id, state, this.#options.at);
    this.#loans.splice(this.#loans.indexOf(loan), 1);
    await this.#recordEnd(loan, state, loan.count);
  }

  async #recordEnd(
    loan: StoredLoan,
    state: 'called-back' | 'returned',
    count: number,
  ): Promise<void> {
    await this.#record(loan.lender, {
      action: `loan.${state}`,
      subject: `loan:${loan.id}`,
      data: { count, borrower: loan.borrower, reservation: loan.reservation },
    });
  }

  async #record(
    team: string,
    event: Pick<
      Parameters<QuotaTransaction['audit']['append']>[0],
      'action' | 'subject' | 'data'
    >,
  ): Promise<void> {
    const { actor, at } = this.#options;
    this.teams.add(team);
    await this.#tx.audit.append({ ...event, team, at, actor });
  }

  #reservation(id: string): NewStoredReservation {
    const found = this.#reservations.get(id);
    if (!found) throw new Error(`Reservation ${id} was not read`);
    return found;
  }

  #loan(of: DepartmentLoan): StoredLoan {
    const found = this.#loans.find(
      loan => loan.reservation === of.reservation && loan.lender === of.lender,
    );
    if (!found) {
      throw new Error(`${of.lender} lends nothing to ${of.reservation}`);
    }
    return found;
  }
}

/**
 * Gives what is free to those that wait, within a team and between the teams of its department; see
 * {@link settleDepartment}. Nobody has to decide any more on what one of them asked for. In the caller's transaction,
 * which has locked the department.
 *
 * @returns reservations that are held now
 */
export async function settleQuota(
  tx: QuotaTransaction,
  context: Pick<ServiceContext, 'newId' | 'reservationLeaseMs' | 'changed'>,
  options: Settling & { first?: string; leaving?: string; taking?: number },
): Promise<NewStoredReservation[]> {
  const settlement = await planSettlement(tx, options);
  return await carryOut(tx, context, { ...options, settlement });
}

/**
 * Finds out what follows, and does none of it.
 *
 * @param options.joining - a reservation that is about to be made, after those that wait already
 * @param options.first - id of a reservation that devices were granted for, if it waits
 * @param options.taking - devices that the row's team takes besides, out of what it is granted and does not reserve
 */
export async function planSettlement(
  tx: QuotaTransaction,
  options: {
    ledger: LedgerEntry;
    joining?: NewStoredReservation;
    first?: string;
    leaving?: string;
    taking?: number;
  },
): Promise<Settlement> {
  const { ledger, joining, first, leaving, taking = 0 } = options;
  const { acceleratorClass, department } = ledger;
  const entries = await tx.ledger.listDepartment(ledger);
  const loans = department
    ? await tx.loans.live({ department, acceleratorClass })
    : [];
  const waiting = await tx.reservations.waitingOf(
    entries.map(each => each.team),
    acceleratorClass,
  );
  const borrowing = await tx.reservations.getAll([
    ...new Set(loans.map(loan => loan.reservation)),
  ]);
  const settled = settleDepartment({
    rows: entries.map(({ team, granted, reserved, lent, borrowed }) => ({
      team,
      granted,
      reserved: reserved + (team === ledger.team ? taking : 0),
      lent,
      borrowed,
    })),
    waiting: [
      ...waiting.map(toDepartmentReservation),
      ...(joining
        ? [toDepartmentReservation({ ...joining, position: Infinity })]
        : []),
    ],
    borrowing: borrowing.map(toDepartmentReservation),
    loans,
    first,
    leaving,
  });
  return {
    ...settled,
    entries,
    loans,
    reservations: new Map(
      [...waiting, ...borrowing, ...(joining ? [joining] : [])].map(each => [
        each.id,
        each,
      ]),
    ),
  };
}

/** Does what was found out. A reservation in `joining` has been written as held already. */
export async function carryOut(
  tx: QuotaTransaction,
  context: Pick<ServiceContext, 'newId' | 'reservationLeaseMs' | 'changed'>,
  options: Settling & { settlement: Settlement; joining?: string },
): Promise<NewStoredReservation[]> {
  const { settlement, ledger } = options;
  await tx.ledger.settle(settlement.entries, settlement.rows);
  const steps = new Steps(tx, context, options);
  for (const step of settlement.steps) await steps.take(step);
  await steps.tell();
  for (const team of steps.teams) {
    if (team !== ledger.team) tx.onCommit(() => context.changed(team));
  }
  return steps.held;
}

function toDepartmentReservation(
  stored: StoredReservation,
): DepartmentReservation {
  return {
    id: stored.id,
    team: stored.team,
    count: stored.count,
    interruptible: stored.interruptible,
    position: stored.position,
  };
}
