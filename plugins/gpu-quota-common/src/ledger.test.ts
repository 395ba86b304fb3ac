import fc from 'fast-check';
import {
  available,
  isEnough,
  missing,
  overQuota,
  type LedgerFigures,
} from './ledger';
import { settleDepartment } from './settleDepartment';

it('says how many more are needed after those that wait before', () => {
  expect(missing({ granted: 8, reserved: 4 }, 0, 6)).toBe(2);
  expect(missing({ granted: 8, reserved: 4 }, 8, 6)).toBe(6);
  expect(missing({ granted: 8, reserved: 4 }, 0, 4)).toBe(0);
});

it('has nothing available, rather than less than nothing, over the quota', () => {
  const over = { granted: 2, reserved: 5 };
  expect(available(over)).toBe(0);
  expect(overQuota(over)).toBe(3);
  expect(overQuota({ granted: 5, reserved: 5 })).toBe(0);
  // The first to wait asks for what is over as well, the next for itself.
  expect(missing(over, 0, 2)).toBe(5);
  expect(missing(over, 2, 4)).toBe(4);
});

/** Reservations that start, of a team that has no siblings. */
function serveWaiting<T extends { count: number }>(
  ledger: LedgerFigures,
  waiting: readonly T[],
): T[] {
  const { steps } = settleDepartment({
    rows: [{ team: 'a', lent: 0, borrowed: 0, ...ledger }],
    waiting: waiting.map(({ count: devices }, position) => ({
      id: String(position),
      team: 'a',
      count: devices,
      interruptible: false,
      position,
    })),
    borrowing: [],
    loans: [],
  });
  return steps.flatMap(each =>
    each.step === 'hold' ? [waiting[each.reservation.position]] : [],
  );
}

const count = fc.integer({ min: 1, max: 50 });
const figures = fc
  .tuple(fc.nat(100), fc.nat(100))
  .map(([reserved, more]) => ({ granted: reserved + more, reserved }));

it('starts what fits in the order given, sells nothing twice and leaves nothing that fits', () => {
  fc.assert(
    fc.property(figures, fc.array(fc.record({ count })), (ledger, waiting) => {
      const served = serveWaiting(ledger, waiting);
      const devices = served.reduce((sum, each) => sum + each.count, 0);
      expect(devices).toBeLessThanOrEqual(available(ledger));
      expect(waiting.filter(each => served.includes(each))).toEqual(served);
      const left = available(ledger) - devices;
      const passedOver = waiting.filter(each => !served.includes(each));
      expect(passedOver.filter(each => each.count <= left)).toEqual([]);
    }),
  );
});

it('asks for exactly enough: granting what is missing serves everybody, one less does not', () => {
  fc.assert(
    fc.property(
      figures,
      fc.array(fc.record({ count }), { maxLength: 6 }),
      fc.record({ count }),
      (ledger, before, next) => {
        const queued = before.reduce((sum, each) => sum + each.count, 0);
        const short = Math.max(0, queued - available(ledger));
        const all = [...before, next];
        const more = short + missing(ledger, queued, next.count);
        const grant = (extra: number) =>
          serveWaiting({ ...ledger, granted: ledger.granted + extra }, all);
        expect(grant(more)).toHaveLength(all.length);
        fc.pre(more > 0);
        expect(grant(more - 1).length).toBeLessThan(all.length);
      },
    ),
  );
});

it('takes what is missing for enough, whoever waits before, and one less than that not', () => {
  expect(isEnough({ granted: 4, reserved: 2, waiting: 4 }, 2, 4)).toBe(true);
  expect(isEnough({ granted: 4, reserved: 2, waiting: 4 }, 1, 4)).toBe(false);
  // Over the quota, the first asks for what is over as well.
  expect(isEnough({ granted: 2, reserved: 5, waiting: 0 }, 2, 2)).toBe(false);
  fc.assert(
    fc.property(
      fc.record({ granted: fc.nat(100), reserved: fc.nat(100) }),
      fc.nat(100),
      fc.nat(100),
      count,
      (ledger, pending, others, needed) => {
        const asked = missing(ledger, pending, needed);
        const then = { ...ledger, waiting: pending + others };
        expect(isEnough(then, asked, needed)).toBe(true);
        const alone = missing(ledger, 0, needed);
        fc.pre(alone > 0);
        expect(isEnough({ ...ledger, waiting: 0 }, alone - 1, needed)).toBe(
          false,
        );
      },
    ),
  );
});
