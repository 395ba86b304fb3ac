/** The busiest hour's rate as a multiple of the day's mean. */
export const DAY_PEAK = 1.6;
/** The quietest hour's rate as a multiple of the day's mean. */
const DAY_TROUGH = 0.55;
const PEAK_HOUR_UTC = 13.5;
const DAY_MS = 86_400_000;

/**
 * The day's rhythm: a multiple of the mean rate between its trough (0.55) and its peak (1.6). A raised cosine to
 * the power 1.5, so that the mean over a day is 1 to within half a percent.
 */
export function diurnal(timeMs: number): number {
  const phase = ((timeMs % DAY_MS) / DAY_MS - PEAK_HOUR_UTC / 24) * 2 * Math.PI;
  return (
    DAY_TROUGH + (DAY_PEAK - DAY_TROUGH) * ((1 + Math.cos(phase)) / 2) ** 1.5
  );
}
