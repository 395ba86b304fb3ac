import type { Phase, Series, Signal } from './schemas';

/**
 * What is remembered of an endpoint's replicas. Times are milliseconds since the epoch.
 *
 * @public
 */
export type ReplicaHistory = {
  /** When it was first known, where that was seen. */
  firstSeenAt?: number;
  /** When at least one replica was last ready. */
  lastReadyAt?: number;
  /** Since when replicas have been wanted, where that was seen after a time when none was. */
  wantedSince?: number;
  /** Since when all wanted replicas have been ready, where that was seen. */
  completeSince?: number;
};

/** How long a start is taken to last where the endpoint does not say. */
const DEFAULT_START_SECONDS = 300;

/** A start that takes this many times the expected time is overdue. */
const OVERDUE_FACTOR = 2;

type Observation = { at: number; value: number };

function observationsOf(series: Series | undefined): Observation[] {
  if (series === undefined) return [];
  const start = Date.parse(series.start);
  return series.values.flatMap((value, index) =>
    value === null
      ? []
      : [{ at: start + index * series.stepSeconds * 1000, value }],
  );
}

/** When the run of samples that ends now and meets the test began, unless it was there from the first sample on. */
function beganAt(
  observations: Observation[],
  test: (value: number) => boolean,
): number | undefined {
  const last = observations.map(({ value }) => test(value)).lastIndexOf(false);
  return last === -1 ? undefined : observations[last + 1]?.at;
}

/**
 * Reads an endpoint's history from its series.
 *
 * @param series - replicas ready and wanted, over the same time
 *
 * @public
 */
export function replicaHistoryOf(series: {
  replicasReady?: Series;
  replicasDesired?: Series;
}): ReplicaHistory {
  const ready = observationsOf(series.replicasReady);
  const desired = observationsOf(series.replicasDesired);
  const wanted = desired[desired.length - 1]?.value ?? 1;
  // What has a sample at the very start began at a time nobody saw.
  const isFirstSeen = series.replicasReady?.values[0] === null;
  return {
    firstSeenAt: isFirstSeen ? ready[0]?.at : undefined,
    lastReadyAt: ready.filter(({ value }) => value > 0).pop()?.at,
    wantedSince: beganAt(desired, value => value > 0),
    completeSince: beganAt(ready, value => value > 0 && value >= wanted),
  };
}

/**
 * Joins what two observers remember of the same endpoint.
 *
 * @public
 */
export function mergeReplicaHistory(
  left: ReplicaHistory,
  right: ReplicaHistory,
): ReplicaHistory {
  const pick = (
    choose: (...values: number[]) => number,
    ...values: (number | undefined)[]
  ) => {
    const known = values.filter(value => value !== undefined);
    return known.length > 0 ? choose(...known) : undefined;
  };
  return {
    firstSeenAt: pick(Math.min, left.firstSeenAt, right.firstSeenAt),
    lastReadyAt: pick(Math.max, left.lastReadyAt, right.lastReadyAt),
    wantedSince: pick(Math.max, left.wantedSince, right.wantedSince),
    completeSince: pick(Math.max, left.completeSince, right.completeSince),
  };
}

function startingOrFailing(input: {
  history: ReplicaHistory;
  expectedSeconds?: number;
  accelerators?: Signal;
  now: number;
}): Phase {
  const { history, expectedSeconds, accelerators, now } = input;
  const { firstSeenAt, lastReadyAt, wantedSince } = history;
  // Having been ready before it was scaled to zero is no sign of trouble now.
  const restart =
    lastReadyAt !== undefined &&
    (wantedSince === undefined || lastReadyAt >= wantedSince);
  const since = restart ? lastReadyAt : wantedSince ?? firstSeenAt;
  const limitMs =
    (expectedSeconds ?? DEFAULT_START_SECONDS) * OVERDUE_FACTOR * 1000;
  const late = since !== undefined && now - since > limitMs;
  const sinceIso =
    since === undefined ? {} : { since: new Date(since).toISOString() };
  if (restart && late) return { name: 'failing', ...sinceIso };
  return {
    name: 'starting',
    ...sinceIso,
    ...(expectedSeconds !== undefined && { expectedSeconds }),
    overdue: late,
    restart,
    ...(accelerators?.state === 'ok' &&
      accelerators.value === 0 && { waitingForDevices: true }),
  };
}

/**
 * Where an endpoint is in its life, from its replica counts.
 *
 * @remarks
 * Only fresh counts decide; without them the phase is `unknown` and carries the last known counts. An endpoint
 * whose replicas were ready and are not is `starting` again (`restart`) for twice the expected start, then
 * `failing`. One that never was ready stays `starting` and becomes `overdue` after the same time. While no device is
 * allocated nothing loads: it is `waitingForDevices`.
 *
 * @public
 */
export function phase(input: {
  replicasReady: Signal;
  replicasDesired: Signal;
  /** Devices allocated now. */
  accelerators?: Signal;
  history?: ReplicaHistory;
  /** How long a start of this model is expected to take. */
  expectedSeconds?: number;
  /** Milliseconds since the epoch. */
  now: number;
}): Phase {
  const {
    replicasReady,
    replicasDesired,
    accelerators,
    history = {},
    expectedSeconds,
    now,
  } = input;
  const counts = {
    ...(replicasReady.value !== undefined && {
      replicasReady: Math.round(replicasReady.value),
    }),
    ...(replicasDesired.value !== undefined && {
      replicasDesired: Math.round(replicasDesired.value),
    }),
  };
  if (
    replicasReady.state === 'no-data' &&
    replicasDesired.state === 'no-data'
  ) {
    return { name: 'absent' };
  }
  const ready = replicasReady.state === 'ok' ? replicasReady.value : undefined;
  const desired =
    replicasDesired.state === 'ok' ? replicasDesired.value : undefined;
  if (ready === undefined || desired === undefined) {
    return { name: 'unknown', ...counts };
  }
  if (ready === 0) {
    return desired === 0
      ? { name: 'absent', ...counts }
      : {
          ...startingOrFailing({ history, expectedSeconds, accelerators, now }),
          ...counts,
        };
  }
  return ready >= desired
    ? {
        name: 'ready',
        ...counts,
        ...(history.completeSince !== undefined && {
          since: new Date(history.completeSince).toISOString(),
        }),
      }
    : { name: 'degraded', ...counts };
}
