const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A span of time with one unit, rounded down: `moments`, `5 min`, `2 h`, `3 d`. */
export function formatAge(milliseconds: number): string {
  if (milliseconds < MINUTE) {
    return 'moments';
  }
  if (milliseconds < HOUR) {
    return `${Math.floor(milliseconds / MINUTE)} min`;
  }
  if (milliseconds < 2 * DAY) {
    return `${Math.floor(milliseconds / HOUR)} h`;
  }
  return `${Math.floor(milliseconds / DAY)} d`;
}
