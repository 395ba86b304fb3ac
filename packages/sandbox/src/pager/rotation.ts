const HOUR_MS = 3_600_000;

/** All rotations count their shifts from this Monday, 09:00 UTC. */
export const ROTATION_EPOCH = Date.UTC(2024, 0, 1, 9);

/** One person's turn. Times are milliseconds since the epoch; the end is exclusive. */
export type Shift = { person: string; start: number; end: number };

/**
 * Shifts that overlap `[since, until]`, in order. People take turns; a rotation without people is a gap and has none.
 */
export function shiftsBetween(
  rotation: { people: readonly string[]; shiftHours: number },
  since: number,
  until: number,
): Shift[] {
  const { people } = rotation;
  if (people.length === 0) return [];
  const length = rotation.shiftHours * HOUR_MS;
  const first = Math.floor((since - ROTATION_EPOCH) / length);
  const last = Math.floor((until - ROTATION_EPOCH) / length);
  const shifts: Shift[] = [];
  for (let turn = first; turn <= last; turn++) {
    const start = ROTATION_EPOCH + turn * length;
    // A shift that begins where the range ends is not in it, unless the range is a moment.
    if (start === until && since !== until) break;
    const index = ((turn % people.length) + people.length) % people.length;
    shifts.push({ person: people[index], start, end: start + length });
  }
  return shifts;
}
