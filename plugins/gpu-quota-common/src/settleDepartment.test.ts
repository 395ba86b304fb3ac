import fc from 'fast-check';
import {
  settleDepartment,
  type DepartmentLoan,
  type DepartmentReservation,
  type DepartmentRow,
  type DepartmentState,
} from './settleDepartment';

const row = (
  team: string,
  granted: number,
  figures: Partial<DepartmentRow> = {},
): DepartmentRow => ({
  team,
  granted,
  reserved: 0,
  lent: 0,
  borrowed: 0,
  ...figures,
});

const reservation = (
  id: string,
  team: string,
  count: number,
  interruptible = true,
): DepartmentReservation => ({
  id,
  team,
  count,
  interruptible,
  position: Number(id.replace(/\D/g, '')),
});

const loan = (id: string, lender: string, count: number): DepartmentLoan => ({
  reservation: id,
  lender,
  count,
});

function settle(state: Partial<DepartmentState>) {
  return settleDepartment({
    rows: [],
    waiting: [],
    borrowing: [],
    loans: [],
    ...state,
  });
}

/** Steps in short: `r1 holds 2 + 1 of b`. */
function told({ steps }: ReturnType<typeof settle>): string[] {
  return steps.map(each => {
    const of = (loans: DepartmentLoan[]) =>
      loans.map(({ lender, count }) => ` + ${count} of ${lender}`).join('');
    switch (each.step) {
      case 'hold':
        return `${each.reservation.id} holds ${each.own}${of(each.loans)}`;
      case 'interrupt':
        return `${each.reservation.id} stops for ${each.for}`;
      default:
        return `${each.loan.reservation} pays ${each.loan.count} to ${each.loan.lender}`;
    }
  });
}

it('lends what is idle: own devices first, then the largest pile, ties by name', () => {
  const settled = settle({
    rows: [row('a', 1), row('b', 2), row('c', 4), row('d', 2)],
    waiting: [reservation('r1', 'a', 8)],
  });
  expect(told(settled)).toEqual(['r1 holds 1 + 4 of c + 2 of b + 1 of d']);
  expect(settled.rows).toEqual([
    row('a', 1, { reserved: 1, borrowed: 7 }),
    row('b', 2, { lent: 2 }),
    row('c', 4, { lent: 4 }),
    row('d', 2, { lent: 1 }),
  ]);
});

it('lends nothing to what may not be interrupted, nor a part of what is needed', () => {
  const settled = settle({
    rows: [row('a', 1), row('b', 4)],
    waiting: [reservation('r1', 'a', 2, false), reservation('r2', 'a', 6)],
  });
  expect(settled.steps).toEqual([]);
});

it('calls back the newest loans when the owner needs them, and no more than that', () => {
  const rows = [
    row('a', 6, { reserved: 1, lent: 5 }),
    row('b', 0, { borrowed: 3 }),
    row('c', 0, { borrowed: 2 }),
  ];
  const borrowing = [
    reservation('r1', 'b', 2),
    reservation('r2', 'c', 2),
    reservation('r3', 'b', 1),
  ];
  const loans = [loan('r1', 'a', 2), loan('r2', 'a', 2), loan('r3', 'a', 1)];
  const needs = (count: number) =>
    told(
      settle({
        rows,
        borrowing,
        loans,
        waiting: [reservation('r9', 'a', count, false)],
      }),
    );
  expect(needs(1)).toEqual(['r3 stops for a', 'r9 holds 1']);
  // The newest one alone would not do, and with the next one it is not needed.
  expect(needs(2)).toEqual(['r2 stops for a', 'r9 holds 2']);
  expect(needs(5).slice(-1)).toEqual(['r9 holds 5']);
  expect(needs(6)).toEqual([]);
});

it('moves what was called back to another lender, where one has devices idle', () => {
  const settled = settle({
    rows: [row('a', 2, { lent: 2 }), row('b', 0, { borrowed: 2 }), row('c', 2)],
    borrowing: [reservation('r1', 'b', 2)],
    loans: [loan('r1', 'a', 2)],
    waiting: [reservation('r2', 'a', 1, false)],
  });
  expect(told(settled)).toEqual([
    'r1 stops for a',
    'r2 holds 1',
    'r1 holds 0 + 2 of c',
  ]);
});

it('calls back what a lender does not have any more, and never stops its own', () => {
  const settled = settle({
    rows: [row('a', 1, { reserved: 3, lent: 2 }), row('b', 0, { borrowed: 2 })],
    borrowing: [reservation('r1', 'b', 2)],
    loans: [loan('r1', 'a', 2)],
  });
  expect(told(settled)).toEqual(['r1 stops for a']);
  expect(settled.rows).toEqual([row('a', 1, { reserved: 3 }), row('b', 0)]);
});

it('pays back what is borrowed before it serves those that wait', () => {
  const settled = settle({
    rows: [row('a', 3, { lent: 2 }), row('b', 4, { reserved: 1, borrowed: 2 })],
    borrowing: [reservation('r1', 'b', 3)],
    loans: [loan('r1', 'a', 2)],
    waiting: [
      reservation('r2', 'b', 2, false),
      reservation('r3', 'b', 1, false),
      reservation('r4', 'b', 2),
    ],
  });
  expect(told(settled)).toEqual([
    'r1 pays 2 to a',
    'r3 holds 1',
    'r4 holds 0 + 2 of a',
  ]);
});

it('serves the one that devices were granted for before the older ones and what is paid back', () => {
  const waiting = [
    reservation('r1', 'a', 6, false),
    reservation('r2', 'a', 5, false),
    reservation('r3', 'a', 2, false),
  ];
  const rows = [row('a', 9)];
  expect(told(settle({ rows, waiting }))).toEqual(['r1 holds 6', 'r3 holds 2']);
  expect(told(settle({ rows, waiting, first: 'r2' }))).toEqual([
    'r2 holds 5',
    'r3 holds 2',
  ]);
  const borrowed = {
    rows: [row('a', 4, { borrowed: 3 }), row('b', 3, { lent: 3 })],
    borrowing: [reservation('r0', 'a', 3)],
    loans: [loan('r0', 'b', 3)],
  };
  expect(told(settle({ ...borrowed, waiting, first: 'r3' }))).toEqual([
    'r3 holds 2',
    'r0 pays 2 to b',
  ]);
  // Granted fewer than it needs, it borrows before the older ones do; one that cannot be served holds up nobody.
  const short = [reservation('r4', 'b', 4), reservation('r5', 'a', 4)];
  expect(
    told(
      settle({ rows: [row('a', 3), row('b', 1)], waiting: short, first: 'r5' }),
    ),
  ).toEqual(['r5 holds 3 + 1 of b']);
  expect(told(settle({ rows, waiting, first: 'r9' }))).toEqual([
    'r1 holds 6',
    'r3 holds 2',
  ]);
});

it('ends the loans of a team that leaves, and lends to others again', () => {
  const settled = settle({
    rows: [
      row('a', 4, { lent: 2, reserved: 1 }),
      row('b', 1, { reserved: 1, borrowed: 2 }),
      row('c', 2),
    ],
    borrowing: [reservation('r1', 'b', 3)],
    loans: [loan('r1', 'a', 2)],
    waiting: [reservation('r2', 'a', 5)],
    leaving: 'a',
  });
  expect(told(settled)).toEqual(['r1 stops for a', 'r1 holds 1 + 2 of c']);
});

const TEAMS = ['a', 'b', 'c', 'd'];

const change = fc.oneof(
  fc.record({
    type: fc.constant('reserve' as const),
    team: fc.constantFrom(...TEAMS),
    count: fc.integer({ min: 1, max: 6 }),
    interruptible: fc.boolean(),
  }),
  fc.record({ type: fc.constant('release' as const), which: fc.nat(20) }),
  fc.record({
    type: fc.constant('grant' as const),
    team: fc.constantFrom(...TEAMS),
    count: fc.integer({ min: -5, max: 5 }),
    /** Which of the team's waiting reservations it is for. */
    which: fc.nat(3),
  }),
);
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

const sum = (of: readonly { count: number }[]) =>
  of.reduce((total, { count }) => total + count, 0);

/** A department as it comes about: something changes, it is settled, and so on. Counts for itself what must hold. */
class Department {
  rows = TEAMS.map(team => row(team, 3));
  waiting: DepartmentReservation[] = [];
  loans: DepartmentLoan[] = [];
  readonly live = new Map<string, DepartmentReservation>();
  #position = 0;

  get state(): DepartmentState {
    const { rows, waiting, loans } = this;
    return { rows, waiting, loans, borrowing: this.#borrowing() };
  }

  /** @returns the reservation that devices were granted for, if any were */
  make(each: Change): DepartmentReservation | undefined {
    this.#position += 1;
    const position = this.#position;
    if (each.type === 'reserve') {
      const { team, count, interruptible } = each;
      const id = `r${position}`;
      this.waiting.push({ id, team, count, interruptible, position });
    } else if (each.type === 'grant') {
      const to = this.#row(each.team);
      to.granted = Math.max(0, to.granted + each.count);
      const theirs = this.waiting.filter(({ team }) => team === each.team);
      return each.count > 0
        ? theirs[each.which % Math.max(1, theirs.length)]
        : undefined;
    } else {
      const all = [...this.waiting, ...this.live.values()];
      const ended = all[each.which % Math.max(1, all.length)];
      if (ended) this.#release(ended);
    }
    return undefined;
  }

  /** Settles, and says what was done that must not be. */
  settle(first?: DepartmentReservation): string[] {
    const problems: string[] = [];
    const firstFits = first && first.count <= this.#own(first.team);
    const isNeeded =
      this.waiting.some(each => each.count <= this.#own(each.team)) ||
      this.rows.some(each => each.lent > this.#own(each.team));
    const mayStop = new Set(this.#borrowing().map(({ id }) => id));
    const settled = settleDepartment({ ...this.state, first: first?.id });
    const [served] = settled.steps.flatMap(each =>
      each.step === 'hold' ? [each.reservation.id] : [],
    );
    if (firstFits && served !== first.id) {
      problems.push(`${first.id} is not served first`);
    }
    for (const step of settled.steps) {
      if (step.step === 'pay-back') {
        this.#payBack(step.loan);
        continue;
      }
      const { id, interruptible } = step.reservation;
      if (step.step === 'hold') {
        if (step.loans.length > 0 && !interruptible) problems.push('borrows');
        this.waiting = this.waiting.filter(each => each.id !== id);
        this.live.set(id, step.reservation);
        this.loans = [...this.loans, ...step.loans];
      } else {
        if (!isNeeded || !mayStop.has(id)) problems.push(`${id} stops`);
        this.live.delete(id);
        this.loans = this.loans.filter(each => each.reservation !== id);
        this.waiting.push(step.reservation);
      }
    }
    this.rows = settled.rows;
    return problems;
  }

  /** The rows as what is held and lent says they are. */
  get counted(): DepartmentRow[] {
    return this.rows.map(({ team, granted }) => {
      const mine = [...this.live.values()].filter(each => each.team === team);
      const borrowed = this.loans.filter(each =>
        mine.some(({ id }) => id === each.reservation),
      );
      return {
        team,
        granted,
        reserved: sum(mine) - sum(borrowed),
        lent: sum(this.loans.filter(({ lender }) => lender === team)),
        borrowed: sum(borrowed),
      };
    });
  }

  /** Teams that lend what they have not, or borrow while they have. */
  get unbalanced(): DepartmentRow[] {
    return this.rows.filter(({ team, lent, borrowed }) => {
      const left = this.#own(team) - lent;
      return (lent > 0 && left < 0) || (borrowed > 0 && left > 0);
    });
  }

  /** Reservations that wait although they would fit. */
  get forgotten(): DepartmentReservation[] {
    const idle = this.rows.reduce(
      (total, { team, lent }) => total + Math.max(0, this.#own(team) - lent),
      0,
    );
    return this.waiting.filter(
      ({ team, count, interruptible }) =>
        count <= this.#own(team) ||
        (interruptible && this.#own(team) >= 0 && count <= idle),
    );
  }

  #row(team: string): DepartmentRow {
    return this.rows.find(each => each.team === team) ?? row(team, 0);
  }

  #own(team: string): number {
    return this.#row(team).granted - this.#row(team).reserved;
  }

  #borrowing(): DepartmentReservation[] {
    return [...this.live.values()].filter(({ id }) =>
      this.loans.some(each => each.reservation === id),
    );
  }

  #release({ id }: DepartmentReservation): void {
    this.waiting = this.waiting.filter(each => each.id !== id);
    this.loans = this.loans.filter(each => each.reservation !== id);
    this.live.delete(id);
    this.rows = this.counted;
  }

  #payBack(paid: DepartmentLoan): void {
    this.loans = this.loans.flatMap(each => {
      const isPaid =
        each.reservation === paid.reservation && each.lender === paid.lender;
      const left = each.count - (isPaid ? paid.count : 0);
      return left > 0 ? [{ ...each, count: left }] : [];
    });
  }
}

it('keeps the books, stops nobody without need, and leaves nothing to do', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), changes => {
      const department = new Department();
      for (const each of changes) {
        const first = department.make(each);
        expect(department.settle(first)).toEqual([]);
        expect(department.rows).toEqual(department.counted);
        expect(department.unbalanced).toEqual([]);
        expect(department.forgotten).toEqual([]);
        expect(settleDepartment(department.state)).toEqual({
          rows: department.rows,
          steps: [],
        });
      }
    }),
    { numRuns: 300 },
  );
});
