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
  /** Since when all wanted replicas have been ready, where that was seen. */
  completeSince?: number;
};

/** How long a start is taken to last where the endpoint does not say. */
const DEFAULT_START_SECONDS = 300;

/** A start that takes this many times the expected time is overdue. */
const OVERDUE_FACTOR = 2;

/**
 * Reads an endpoint's history from its series of ready replicas.
 *
 * @public
 */
export function replicaHistoryOf(
  ready: Series | undefined,
  desired: number | undefined,
): ReplicaHistory {
  const history: ReplicaHistory = {};
  if (ready === undefined) return history;
  const start = Date.parse(ready.start);
  const at = (index: number) => start + index * ready.stepSeconds * 1000;
  // What was there from the first sample on began at a time nobody saw.
  const first = ready.values.findIndex(value => value !== null);
  if (first > 0) history.firstSeenAt = at(first);
  let complete = false;
  ready.values.forEach((value, index) => {
    if (value === null) return;
    if (value > 0) history.lastReadyAt = at(index);
    const isComplete = value > 0 && value >= (desired ?? 1);
    if (!isComplete) history.completeSince = undefined;
    else if (!complete && index > 0) history.completeSince = at(index);
    complete = isComplete;
  });
  return history;
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
    completeSince: pick(Math.min, left.completeSince, right.completeSince),
  };
}

function startingOrFailing(input: {
  history: ReplicaHistory;
  expectedSeconds?: number;
  now: number;
}): Phase {
  const { history, expectedSeconds, now } = input;
  const since = history.lastReadyAt ?? history.firstSeenAt;
  const limitMs =
    (expectedSeconds ?? DEFAULT_START_SECONDS) * OVERDUE_FACTOR * 1000;
  const late = since !== undefined && now - since > limitMs;
  const restart = history.lastReadyAt !== undefined;
  const sinceIso =
    since === undefined ? {} : { since: new Date(since).toISOString() };
  if (restart && late) return { name: 'failing', ...sinceIso };
  return {
    name: 'starting',
    ...sinceIso,
    ...(expectedSeconds !== undefined && { expectedSeconds }),
    overdue: late,
    restart,
  };
}

/**
 * Where an endpoint is in its life, from its replica counts.
 *
 * @remarks
 * Only fresh counts decide; without them the phase is `unknown` and carries the last known counts. An endpoint
 * whose replicas were ready and are not is `starting` again (`restart`) for twice the expected start, then
 * `failing`. One that never was ready stays `starting` and becomes `overdue` after the same time.
 *
 * @public
 */
export function phase(input: {
  replicasReady: Signal;
  replicasDesired: Signal;
  history?: ReplicaHistory;
  /** How long a start of this model is expected to take. */
  expectedSeconds?: number;
  /** Milliseconds since the epoch. */
  now: number;
}): Phase {
  const {
    replicasReady,
    replicasDesired,
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
      : { ...startingOrFailing({ history, expectedSeconds, now }), ...counts };
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
