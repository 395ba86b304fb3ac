import type { Range, SignalId } from '@golden-path/plugin-inference-common';

/** Signals whose series an endpoint's page draws or reads. */
export const SERIES_SIGNALS = [
  'gpuUtilization',
  'ttftP95',
  'latencyP95',
  'queueP95',
  'tpotP95',
  'requestsWaiting',
  'kvCacheUsed',
  'requestsSucceeded',
  'generationTokens',
  'replicasReady',
  'replicasDesired',
  'modelLoadSeconds',
] as const satisfies readonly SignalId[];

/** Steps that make about 180 points of each range. */
const STEP_SECONDS: Record<Range, number> = {
  '1h': 20,
  '3h': 60,
  '24h': 480,
  '7d': 3360,
};

const POINTS = 180;

/** What part of time a range is now. */
export type SeriesWindow = { start: number; end: number; stepSeconds: number };

/**
 * The window of a range, with start and end on multiples of the step: everybody who looks within one step asks
 * for the same window, and the same points come back as time goes on.
 */
export function seriesWindow(range: Range, now: number): SeriesWindow {
  const stepSeconds = STEP_SECONDS[range];
  const stepMs = stepSeconds * 1000;
  const end = Math.floor(now / stepMs) * stepMs;
  return { start: end - POINTS * stepMs, end, stepSeconds };
}
