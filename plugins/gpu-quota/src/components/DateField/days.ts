import { DateTime } from 'luxon';

/**
 * The last moment of a day on the reader's calendar, RFC 3339 in UTC; undefined where it is none.
 *
 * @param day - `2026-03-31`
 */
export function endOfDay(day: string): string | undefined {
  const end = DateTime.fromISO(day).endOf('day').startOf('second').toUTC();
  return end.isValid ? end.toISO({ suppressMilliseconds: true }) : undefined;
}

/** The day of a moment on the reader's calendar: `2026-03-31`. */
export function toDay(at: string): string {
  return DateTime.fromISO(at).toISODate() ?? '';
}
