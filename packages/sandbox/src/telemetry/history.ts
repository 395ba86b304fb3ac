import type { SeedEndpoint } from '../seed/endpoints';
import type { ObservedEndpoint, ObservedReplica } from './observation';
import { STEP_MS, TIERS } from './SeriesStore';

const COLD_START_EVERY_MS = 30 * 60_000;
const WAITING_SINCE_MS = 2 * 3_600_000;
const LONG_AGO_MS = 30 * 24 * 3_600_000;

/** How an endpoint looked at a time in the past; `undefined` before it existed. */
export type PastView = (time: number) => ObservedEndpoint | undefined;

/** Times at which the past is simulated, coarse first, up to and including `end`. */
export function* pastSteps(
  from: number,
  end: number,
): Generator<{ time: number; seconds: number; everyMs: number }> {
  let time = from;
  for (const [index, { stepMs }] of [...TIERS.entries()].reverse()) {
    const finer = TIERS[index - 1];
    const until = finer
      ? Math.floor((end - finer.keepMs) / stepMs) * stepMs
      : end;
    for (
      let next = Math.floor(time / stepMs) * stepMs + stepMs;
      next <= until;
      next += stepMs
    ) {
      yield { time: next, seconds: (next - time) / 1000, everyMs: stepMs };
      time = next;
    }
  }
}

/** The past of an endpoint of the seed: its replicas as its condition tells, a pure function of time. */
export function plannedPast(
  seed: SeedEndpoint,
  startedAt: number,
  loadSeconds: number,
): PastView {
  const base = {
    entityNamespace: 'default',
    entityName: seed.name,
    namespace: seed.team,
    deviceClass: seed.acceleratorClass,
    devicesPerReplica: seed.acceleratorsPerReplica,
    model: seed.model,
    runtime: seed.runtime,
    desired: seed.minReplicas,
  };
  const replica = (index: number, since: number): ObservedReplica => ({
    pod: `${seed.name}-${index}`,
    deviceIds: Array.from(
      { length: seed.acceleratorsPerReplica },
      (_, device) => `${seed.name}-${index}-${device}`,
    ),
    ready: true,
    startedAt: since,
    readyAt: since + loadSeconds * 1000,
    loadSeconds,
  });
  const indexes = Array.from({ length: seed.minReplicas }, (_, i) => i);
  return time => {
    switch (seed.condition) {
      case 'waiting-for-quota':
        return time < startedAt - WAITING_SINCE_MS
          ? undefined
          : { ...base, replicas: [] };
      case 'cold-starting': {
        const into =
          (((time - startedAt) % COLD_START_EVERY_MS) + COLD_START_EVERY_MS) %
          COLD_START_EVERY_MS;
        return {
          ...base,
          replicas: indexes.map(index => ({
            ...replica(index, time - into),
            ready: into >= loadSeconds * 1000,
          })),
        };
      }
      default:
        return {
          ...base,
          replicas: indexes.map(index =>
            replica(index, startedAt - LONG_AGO_MS),
          ),
        };
    }
  };
}

/** The past of an endpoint that the cluster has run for a while: its replicas as their own times tell. */
export function observedPast(endpoint: ObservedEndpoint): PastView {
  const started = endpoint.replicas.flatMap(r => r.startedAt ?? []);
  const first = Math.min(...started);
  return time =>
    started.length === 0 || time < first
      ? undefined
      : {
          ...endpoint,
          replicas: endpoint.replicas
            .filter(r => r.startedAt !== undefined && r.startedAt <= time)
            .map(r => ({
              ...r,
              ready: r.readyAt !== undefined && r.readyAt <= time,
            })),
        };
}

/** The last whole step at or before a time. */
export function alignedStep(time: number): number {
  return Math.floor(time / STEP_MS) * STEP_MS;
}
