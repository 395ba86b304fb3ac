import type { GrantState } from './types';

const DAY_MS = 24 * 3_600_000;

/** Days before a grant ends at which its team is warned, once each. @public */
export const WARNING_DAYS = [7, 1] as const;

/**
 * The warning a team should have had by now and has not: the latest one only, and none that would have been due
 * before the devices were given.
 *
 * @param grant - its start, its end, and the days of the last warning that was given
 * @param now - the moment to judge at
 * @returns days before the end
 * @public
 */
export function warningDue(
  grant: { startsAt: Date; endsAt: Date; warnedDays?: number },
  now: Date,
): number | undefined {
  const due = WARNING_DAYS.filter(days => {
    const at = grant.endsAt.getTime() - days * DAY_MS;
    return at >= grant.startsAt.getTime() && at <= now.getTime();
  });
  const latest = Math.min(...due);
  return latest < (grant.warnedDays ?? Infinity) && now < grant.endsAt
    ? latest
    : undefined;
}

/**
 * Which grants give devices back when a team returns some: those that end soonest first, then those for good from the
 * newest on.
 *
 * @param grants - live grants of the (team, class)
 * @param count - devices to give back, at most what the grants give together
 * @returns how many each gives back, without those that give back none
 * @public
 */
export function returnFrom<
  T extends { remaining: number; startsAt: Date; endsAt?: Date },
>(grants: readonly T[], count: number): { grant: T; count: number }[] {
  const order = [...grants].sort(
    (a, b) =>
      (a.endsAt?.getTime() ?? Infinity) - (b.endsAt?.getTime() ?? Infinity) ||
      b.startsAt.getTime() - a.startsAt.getTime(),
  );
  let left = count;
  return order.flatMap(grant => {
    const returned = Math.min(left, grant.remaining);
    left -= returned;
    return returned > 0 ? [{ grant, count: returned }] : [];
  });
}

/** A grant and what goes on with it, as {@link carriedOver} looks at them. @public */
export type GrantLink = {
  id: string;
  state: GrantState;
  /** Devices. */
  remaining: number;
  /** Its renewal; `grant` is the id of what it gives. */
  renewal?: { grant?: string };
};

/**
 * Devices that a grant is certain to begin with, whatever room there is then: those of the grant that it renews, which
 * come free at that moment. Where that one ran out without ever having begun, those that it would have carried over.
 *
 * @param grant - one that begins
 * @param ended - those of its (team, class) that end at the same moment
 * @returns at most what the grant gives
 * @public
 */
export function carriedOver(
  grant: Pick<GrantLink, 'id' | 'remaining'>,
  ended: readonly GrantLink[],
): number {
  const replaced = ended.find(each => each.renewal?.grant === grant.id);
  if (!replaced) return 0;
  const had =
    replaced.state === 'live'
      ? replaced.remaining
      : carriedOver(replaced, ended);
  return Math.min(grant.remaining, had);
}

/**
 * Devices of a grant that go back at its end: those that no approved renewal has go on.
 *
 * @param grant - `renewal.count` is what an approved renewal gives, left out while there is none
 * @public
 */
export function endingDevices(grant: {
  remaining: number;
  renewal?: { count?: number };
}): number {
  return Math.max(0, grant.remaining - (grant.renewal?.count ?? 0));
}
