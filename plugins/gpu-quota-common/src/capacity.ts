import type { LedgerFigures } from './ledger';

/** A team whose reservations take this share of its quota is close to its limit. @public */
export const CLOSE_TO_LIMIT = 0.9;

/** Whether a team will soon need more: it holds quota, and 90 % or more of it is reserved. @public */
export function isCloseToLimit(figures: LedgerFigures): boolean {
  return (
    figures.granted > 0 && figures.reserved >= CLOSE_TO_LIMIT * figures.granted
  );
}

/**
 * How many more devices of a class can be promised; 0 when more are promised than its capacity allows.
 *
 * @param pool - devices promised to teams, and how many may be
 * @public
 */
export function roomFor(pool: { promised: number; limit: number }): number {
  return Math.max(0, pool.limit - pool.promised);
}
