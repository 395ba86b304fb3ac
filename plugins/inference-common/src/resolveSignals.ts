import type { Signal } from './schemas';
import { SIGNALS, type SignalId } from './signals';

/**
 * One figure as a signal source gives it; `at` is when it was true, in milliseconds since the epoch.
 *
 * @public
 */
export type SignalSample = { value: number; at: number };

/**
 * The latest samples of one endpoint. A signal that is left out has no series.
 *
 * @public
 */
export type SignalSamples = Partial<Record<SignalId, SignalSample>>;

/**
 * What is known of one endpoint: the source answered, or it failed and these are the last known samples, or
 * there is no source.
 *
 * @public
 */
export type SignalReading =
  | { source: 'ok'; samples: SignalSamples }
  | { source: 'error'; lastKnown: SignalSamples }
  | { source: 'not-configured' };

/**
 * Every signal of an endpoint with its state.
 *
 * @public
 */
export type ResolvedSignals = Record<SignalId, Signal>;

/** After this many intervals without a new sample a figure is stale. */
const STALE_AFTER_INTERVALS = 3;

/** Runtimes that serve models without token streams, so that a missing token figure is nothing to miss. */
const RUNTIMES_WITHOUT_TOKENS = new Set(['triton', 'tei', 'mlserver']);

const TOKEN_SIGNALS = new Set<SignalId>([
  'ttftP50',
  'ttftP95',
  'ttftP99',
  'tpotP50',
  'tpotP95',
  'tpotP99',
  'kvCacheUsed',
  'preemptions',
  'promptTokens',
  'generationTokens',
]);

const REQUEST_DURATIONS = new Set<SignalId>([
  'ttftP50',
  'ttftP95',
  'ttftP99',
  'tpotP50',
  'tpotP95',
  'tpotP99',
  'latencyP50',
  'latencyP95',
  'latencyP99',
  'queueP95',
]);

const DEVICE_SIGNALS = new Set<SignalId>([
  'gpuUtilization',
  'gpuMemoryUsed',
  'deviceErrors',
]);

const WORKLOAD_SIGNALS = new Set<SignalId>([
  'replicasReady',
  'replicasDesired',
  'accelerators',
]);

const signalIds = Object.keys(SIGNALS) as SignalId[];

/**
 * Whether a figure that is not there is nothing to miss, as fresh figures beside it show.
 */
function isNotApplicable(
  id: SignalId,
  runtime: string | undefined,
  isZero: (other: SignalId) => boolean,
): boolean {
  if (
    TOKEN_SIGNALS.has(id) &&
    runtime !== undefined &&
    RUNTIMES_WITHOUT_TOKENS.has(runtime)
  ) {
    return true;
  }
  if (WORKLOAD_SIGNALS.has(id)) {
    return false;
  }
  const nothingRuns = isZero('replicasReady');
  if (DEVICE_SIGNALS.has(id)) {
    return nothingRuns && isZero('accelerators');
  }
  const noTraffic =
    isZero('requestsSucceeded') &&
    isZero('requestsFailed') &&
    isZero('requestsWaiting');
  return nothingRuns || (REQUEST_DURATIONS.has(id) && noTraffic);
}

/**
 * Gives every signal of an endpoint its state.
 *
 * @remarks
 * A sample older than three intervals is `stale`, or `error` while the source is failing; so is one from the
 * future, which tells of a wrong clock. What has no sample is `no-data`, unless fresh figures beside it show
 * that there is nothing to measure (no replica, no request, a runtime without tokens): then `not-applicable`.
 * A missing figure is never 0.
 *
 * @public
 */
export function resolveSignals(
  reading: SignalReading,
  options: { now: number; intervalMs: number; runtime?: string },
): ResolvedSignals {
  const { now, intervalMs, runtime } = options;
  let samples: SignalSamples = {};
  if (reading.source === 'ok') samples = reading.samples;
  if (reading.source === 'error') samples = reading.lastKnown;

  const isFresh = (sample: SignalSample) =>
    Math.abs(now - sample.at) <= STALE_AFTER_INTERVALS * intervalMs;
  const isZero = (id: SignalId) => {
    const sample = samples[id];
    return sample !== undefined && sample.value === 0 && isFresh(sample);
  };

  const resolve = (id: SignalId): Signal => {
    const { unit } = SIGNALS[id];
    const sample = samples[id];
    if (sample !== undefined && Number.isFinite(sample.value)) {
      const known = {
        unit,
        value: sample.value,
        at: new Date(sample.at).toISOString(),
      };
      if (isFresh(sample)) return { state: 'ok', ...known };
      return {
        state: reading.source === 'error' ? 'error' : 'stale',
        ...known,
      };
    }
    if (
      reading.source !== 'not-configured' &&
      isNotApplicable(id, runtime, isZero)
    ) {
      return { state: 'not-applicable', unit };
    }
    return { state: reading.source === 'error' ? 'error' : 'no-data', unit };
  };

  return Object.fromEntries(
    signalIds.map(id => [id, resolve(id)]),
  ) as ResolvedSignals;
}
