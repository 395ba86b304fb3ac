import { STARTUP, STARTUP_PROBE } from './constants';

/**
 * Seconds from the start of a pod to a model that answers: process start, weights from storage, warm-up.
 *
 * @public
 */
export function estimateModelLoadSeconds(checkpointGiB: number): number {
  return Math.round(
    STARTUP.processSeconds +
      checkpointGiB / STARTUP.weightsGiBPerSecond +
      STARTUP.warmUpSeconds,
  );
}

/**
 * A start-up probe that outlasts the expected start three times over and ten minutes at the least.
 *
 * @public
 */
export function startupProbe(modelLoadSeconds: number): {
  periodSeconds: number;
  failureThreshold: number;
} {
  const budget = Math.max(
    STARTUP_PROBE.leastSeconds,
    STARTUP_PROBE.patience * modelLoadSeconds,
  );
  return {
    periodSeconds: STARTUP_PROBE.periodSeconds,
    failureThreshold: Math.ceil(budget / STARTUP_PROBE.periodSeconds),
  };
}
