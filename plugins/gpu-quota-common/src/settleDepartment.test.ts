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

/** Departments as they come about: each round something changes, and it is settled. */
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
  }),
);

type Live = DepartmentReservation & { own: number; loans: DepartmentLoan[] };

it('keeps the books, stops nobody without need, and leaves nothing to do', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), changes => {
      let rows = TEAMS.map(team => row(team, 3));
      let waiting: DepartmentReservation[] = [];
      let loans: DepartmentLoan[] = [];
      const live = new Map<string, Live>();
      const at = (team: string) =>
        rows.find(each => each.team === team) ?? row(team, 0);

      changes.forEach((each, position) => {
        const ownNeed = () =>
          waiting.some(
            one => one.count <= at(one.team).granted - at(one.team).reserved,
          ) || rows.some(one => one.reserved + one.lent > one.granted);
        if (each.type === 'reserve') {
          const { team, count, interruptible } = each;
          waiting.push({
            id: `r${position}`,
            team,
            count,
            interruptible,
            position,
          });
        } else if (each.type === 'grant') {
          const to = at(each.team);
          to.granted = Math.max(0, to.granted + each.count);
        } else {
          const all = [...waiting, ...live.values()];
          const ended = all[each.which % Math.max(1, all.length)];
          if (!ended) return;
          const held = live.get(ended.id);
          live.delete(ended.id);
          waiting = waiting.filter(one => one.id !== ended.id);
          const back = loans.filter(one => one.reservation === ended.id);
          loans = loans.filter(one => one.reservation !== ended.id);
          if (held) {
            const lentTo = back.reduce((sum, one) => sum + one.count, 0);
            at(held.team).reserved -= held.count - lentTo;
            at(held.team).borrowed -= lentTo;
            for (const one of back) at(one.lender).lent -= one.count;
          }
        }
        const needed = ownNeed();
        const state = () => ({
          rows,
          waiting,
          borrowing: [...live.values()].filter(one =>
            loans.some(({ reservation: id }) => id === one.id),
          ),
          loans,
        });
        const own = new Map(
          [...live.values()]
            .filter(one => !loans.some(l => l.reservation === one.id))
            .map(one => [one.id, one]),
        );
        const settled = settleDepartment(state());
        for (const step of settled.steps) {
          if (step.step === 'interrupt') {
            expect(needed).toBe(true);
            expect(own.has(step.reservation.id)).toBe(false);
            expect(step.reservation.interruptible).toBe(true);
            live.delete(step.reservation.id);
            loans = loans.filter(l => l.reservation !== step.reservation.id);
            waiting.push(step.reservation);
          } else if (step.step === 'hold') {
            const { reservation: held } = step;
            waiting = waiting.filter(one => one.id !== held.id);
            live.set(held.id, { ...held, own: step.own, loans: step.loans });
            loans = [...loans, ...step.loans];
            if (step.loans.length > 0) expect(held.interruptible).toBe(true);
          } else {
            const { reservation: id, lender, count } = step.loan;
            const paid = loans.find(
              one => one.reservation === id && one.lender === lender,
            );
            loans = loans.flatMap(one => {
              if (one !== paid) return [one];
              const left = one.count - count;
              return left > 0 ? [{ ...one, count: left }] : [];
            });
          }
        }
        const before = rows;
        rows = settled.rows;

        const sum = (of: readonly { count: number }[]) =>
          of.reduce((total, { count }) => total + count, 0);
        for (const one of rows) {
          const lent = loans.filter(({ lender }) => lender === one.team);
          const mine = [...live.values()].filter(
            ({ team }) => team === one.team,
          );
          const borrowed = loans.filter(({ reservation: id }) =>
            mine.some(held => held.id === id),
          );
          expect(one).toEqual({
            team: one.team,
            granted: before.find(({ team }) => team === one.team)?.granted,
            reserved: sum(mine) - sum(borrowed),
            lent: sum(lent),
            borrowed: sum(borrowed),
          });
          if (one.lent > 0) {
            expect(one.reserved + one.lent).toBeLessThanOrEqual(one.granted);
          }
          // Nobody borrows what it has.
          if (one.borrowed > 0) {
            expect(one.granted - one.reserved - one.lent).toBeLessThanOrEqual(
              0,
            );
          }
        }
        const free = (one: DepartmentRow) =>
          Math.max(0, one.granted - one.reserved - one.lent);
        const pool = rows.reduce((total, one) => total + free(one), 0);
        for (const one of waiting) {
          const mine = at(one.team);
          expect(one.count).toBeGreaterThan(mine.granted - mine.reserved);
          if (one.interruptible) expect(one.count).toBeGreaterThan(pool);
        }
        expect(settleDepartment(state())).toEqual({ rows, steps: [] });
      });
    }),
    { numRuns: 300 },
  );
});
