/** Devices of one (team, class). @public */
export type LedgerFigures = { granted: number; reserved: number };

/** Devices that can be reserved now; never negative, also when a team is over its quota. @public */
export function available(figures: LedgerFigures): number {
  return Math.max(0, figures.granted - figures.reserved);
}

/**
 * Devices that are reserved although the team's quota does not cover them any more. Nothing is stopped because of it;
 * nothing more can be reserved until enough is given back or granted.
 *
 * @public
 */
export function overQuota(figures: LedgerFigures): number {
  return Math.max(0, figures.reserved - figures.granted);
}

/**
 * How many more devices a team has to be granted so that a reservation fits after those that wait before it. What the
 * team is over its quota has to be granted too, once: the first that waits asks for it.
 *
 * @param figures - the ledger now
 * @param queued - devices of reservations that wait for a pending request of their own
 * @param count - devices of the new reservation
 * @public
 */
export function missing(
  figures: LedgerFigures,
  queued: number,
  count: number,
): number {
  const free = figures.granted - figures.reserved;
  const left = queued > 0 ? Math.max(0, free - queued) : free;
  return Math.max(0, count - left);
}

/**
 * As {@link missing}, and never less than what the team is over its quota besides, although another one that waits asks
 * for that as well: it may not get it, and then a grant in full would be for nothing.
 *
 * @public
 */
export function missingForSure(
  figures: LedgerFigures,
  queued: number,
  count: number,
): number {
  return Math.max(missing(figures, queued, count), missing(figures, 0, count));
}

/**
 * Whether a request is for no more than one reservation can have needed when it was filed, so that it is idle once the
 * reservation has its devices.
 *
 * @param then - the ledger when it was filed
 * @param asked - devices asked for
 * @param count - devices of the reservation
 * @public
 */
export function isForNoMoreThan(
  then: LedgerFigures,
  asked: number,
  count: number,
): boolean {
  return asked <= Math.max(count, missing(then, 0, count));
}

/**
 * Whether what was asked for a reservation covers all of it, as things stood then. If so, and it waits although that was
 * granted, others took what it counted on; if not, its requester wanted it so.
 *
 * @param then - the ledger when it was asked for, and all devices that waited
 * @param asked - devices asked for
 * @param count - devices of the reservation
 * @public
 */
export function isEnough(
  then: LedgerFigures & { waiting: number },
  asked: number,
  count: number,
): boolean {
  const free = then.granted - then.reserved;
  // What the team is over its quota another one that waits asks for.
  return asked >= count - (then.waiting > 0 ? Math.max(0, free) : free);
}
