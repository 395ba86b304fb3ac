import fc from 'fast-check';
import { carriedOver, endingDevices, returnFrom, warningDue } from './grants';

const DAY_MS = 24 * 3_600_000;
const startsAt = new Date('2026-11-01T00:00:00Z');

function days(count: number): Date {
  return new Date(startsAt.getTime() + count * DAY_MS);
}

it.each<[string, number, number, number | undefined, number | undefined]>([
  ['early on', 30, 22.9, undefined, undefined],
  ['a week before', 30, 23, undefined, 7],
  ['after that warning', 30, 28, 7, undefined],
  ['a day before', 30, 29, 7, 1],
  ['after both', 30, 29.5, 1, undefined],
  ['after the portal was down for a week', 30, 29.5, undefined, 1],
  ['at the end', 30, 30, 7, undefined],
  ['for three days, at once', 3, 0, undefined, undefined],
  ['for three days, the last day', 3, 2, undefined, 1],
  ['for half a day', 0.5, 0.4, undefined, undefined],
])('warns %s', (_when, length, now, warnedDays, expected) => {
  const grant = { startsAt, endsAt: days(length), warnedDays };
  expect(warningDue(grant, days(now))).toBe(expected);
});

it('gives each warning once, in order, however often and late it looks', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.array(fc.double({ min: 0, max: 70, noNaN: true })),
      (length, looks) => {
        const given: number[] = [];
        for (const at of [...looks].sort((a, b) => a - b)) {
          const due = warningDue(
            { startsAt, endsAt: days(length), warnedDays: given.at(-1) },
            days(at),
          );
          if (due !== undefined) given.push(due);
        }
        expect([[], [7], [1], [7, 1]]).toContainEqual(given);
      },
    ),
  );
});

it('returns from what ends soonest, then from the newest', () => {
  const grants = [
    { id: 'old', remaining: 4, startsAt: days(0) },
    { id: 'new', remaining: 2, startsAt: days(5) },
    { id: 'late', remaining: 3, startsAt: days(1), endsAt: days(60) },
    { id: 'soon', remaining: 1, startsAt: days(2), endsAt: days(30) },
  ];
  const from = (count: number) =>
    returnFrom(grants, count).map(each => [each.grant.id, each.count]);
  expect(from(3)).toEqual([
    ['soon', 1],
    ['late', 2],
  ]);
  expect(from(9)).toEqual([
    ['soon', 1],
    ['late', 3],
    ['new', 2],
    ['old', 3],
  ]);
});

describe('what a grant is certain to begin with', () => {
  const ends = (
    id: string,
    state: 'live' | 'scheduled',
    remaining: number,
    grant?: string,
  ) => ({ id, state, remaining, ...(grant && { renewal: { grant } }) });

  it.each([
    ['all of the same', 4, [ends('old', 'live', 4, 'new')], 4],
    ['no more than it renews', 8, [ends('old', 'live', 4, 'new')], 4],
    ['no more than it gives', 3, [ends('old', 'live', 4, 'new')], 3],
    ['nothing where it renews none of them', 3, [ends('a', 'live', 4, 'b')], 0],
    ['nothing of what never began', 3, [ends('old', 'scheduled', 4, 'new')], 0],
    [
      'what comes through one that never began',
      8,
      [ends('old', 'scheduled', 5, 'new'), ends('first', 'live', 6, 'old')],
      5,
    ],
  ])('is %s', (_what, remaining, ended, expected) => {
    expect(carriedOver({ id: 'new', remaining }, ended)).toBe(expected);
  });
});

it.each<[string, { count?: number } | undefined, number]>([
  ['without a renewal', undefined, 4],
  ['while one is asked for', {}, 4],
  ['that is renewed in part', { count: 1 }, 3],
  ['that is renewed for more', { count: 8 }, 0],
])('counts what ends of a grant %s', (_what, renewal, expected) => {
  expect(endingDevices({ remaining: 4, renewal })).toBe(expected);
});
