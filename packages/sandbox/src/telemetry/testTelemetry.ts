import { endpoints as seed, type SeedEndpoint } from '../seed/endpoints';
import { createTelemetry, type Telemetry } from './createTelemetry';
import type { ObservedEndpoint } from './observation';

/** A Tuesday, in the middle of a 15 s step. */
export const START = Date.parse('2026-11-24T10:00:07Z');

/** An endpoint of the seed as a cluster would show it: each replica with its devices, ready unless said otherwise. */
export function observed(
  endpoint: SeedEndpoint,
  replica: Partial<ObservedEndpoint['replicas'][number]> = {},
): ObservedEndpoint {
  const waiting = endpoint.condition === 'waiting-for-quota';
  return {
    entityNamespace: 'default',
    entityName: endpoint.name,
    namespace: endpoint.team,
    desired: endpoint.minReplicas,
    deviceClass: endpoint.acceleratorClass,
    devicesPerReplica: endpoint.acceleratorsPerReplica,
    model: endpoint.model,
    runtime: endpoint.runtime,
    replicas: Array.from({ length: endpoint.minReplicas }, (_, index) => ({
      pod: `${endpoint.name}-5f7c9-${index}`,
      node: waiting ? undefined : `gpu-node-${index + 1}`,
      deviceIds: waiting
        ? []
        : Array.from(
            { length: endpoint.acceleratorsPerReplica },
            (__, device) => `${endpoint.name}-${index}-gpu-${device}`,
          ),
      ready: !waiting,
      startedAt: waiting ? undefined : START - 86_500_000,
      readyAt: waiting ? undefined : START - 86_400_000,
      loadSeconds: waiting ? undefined : 100,
      ...replica,
    })),
  };
}

export function seedEndpoint(name: string): SeedEndpoint {
  const found = seed.find(endpoint => endpoint.name === name);
  if (!found) throw new Error(`The seed has no endpoint ${name}`);
  return found;
}

/** Telemetry on a clock that the test moves. */
export class TestTelemetry {
  now = START;
  cluster: ObservedEndpoint[];
  readonly telemetry: Telemetry;

  constructor(
    names: string[],
    options: { seed?: number; at?: number; historyHours?: number } = {},
  ) {
    this.now = options.at ?? START;
    const endpoints = names.map(seedEndpoint);
    this.cluster = endpoints.map(endpoint => observed(endpoint));
    this.telemetry = createTelemetry({
      seed: options.seed ?? 1,
      now: () => this.now,
      observe: () => this.cluster,
      endpoints,
      historyMs: (options.historyHours ?? 3) * 3_600_000,
      onError: error => {
        throw error;
      },
    });
    this.telemetry.step();
  }

  /** Lets time pass, step by step. */
  pass(minutes: number): void {
    const end = this.now + minutes * 60_000;
    while (this.now < end) {
      this.now = Math.min(end, this.now + 15_000);
      this.telemetry.step();
    }
  }

  /** The value of a recorded series now; `undefined` when it is absent. */
  value(
    endpoint: string,
    series: string,
    labels: Record<string, string> = {},
  ): number | undefined {
    return this.#series(endpoint, series, labels)?.at(this.now);
  }

  /** All samples of the last hours. */
  last(hours: number, endpoint: string, series: string): number[] {
    const start = this.now - hours * 3_600_000;
    return [
      ...(this.#series(endpoint, series)?.between(start, this.now) ?? []),
    ].map(sample => sample.value);
  }

  #series(endpoint: string, name: string, labels: Record<string, string> = {}) {
    return [...this.telemetry.simulation.series.all()].find(
      series =>
        series.labels.endpoint === `default/${endpoint}` &&
        series.labels.__name__ === `inference:${name}` &&
        Object.entries(labels).every(([k, v]) => series.labels[k] === v),
    );
  }
}
