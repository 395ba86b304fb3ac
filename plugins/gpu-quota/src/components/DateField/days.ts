/**
 * The last second of a day on the reader's calendar, RFC 3339 in UTC; undefined where it is none.
 *
 * @param day - `2026-03-31`
 */
export function endOfDay(day: string): string | undefined {
  // Without a zone a time is the reader's own.
  const end = new Date(`${day}T23:59:59`);
  if (Number.isNaN(end.getTime())) return undefined;
  const at = end.toISOString();
  // Some engines take the 30th of February for the 2nd of March.
  return toDay(at) === day ? at.replace('.000Z', 'Z') : undefined;
}

/** The day of a moment on the reader's calendar: `2026-03-31`; empty where it is none. */
export function toDay(at: string): string {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return '';
  return [
    String(time.getFullYear()).padStart(4, '0'),
    String(time.getMonth() + 1).padStart(2, '0'),
    String(time.getDate()).padStart(2, '0'),
  ].join('-');
}
