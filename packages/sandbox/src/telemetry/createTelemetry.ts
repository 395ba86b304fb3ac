import {
  endpoints as seedEndpoints,
  type SeedEndpoint,
} from '../seed/endpoints';
import Router from 'express-promise-router';
import { Conditions } from './Conditions';
import type { Fault, FaultInput } from './faults';
import { createMetricsRouter } from './metricsRouter';
import type { ObservedEndpoint } from './observation';
import { createPrometheusRouter } from './prometheusRouter';
import { Simulation } from './Simulation';

/** How often a timer looks whether the next step is due. */
const TICK_MS = 5_000;
const WEEK_MS = 7 * 86_400_000;

/** @public */
export type TelemetryOptions = {
  /** The same seed gives the same figures. */
  seed: number;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** What the cluster runs at this moment. */
  observe: () => ObservedEndpoint[];
  /** Endpoints that have a past; the sandbox's seed unless given. */
  endpoints?: SeedEndpoint[];
  /** Value of the `cluster` label. */
  cluster?: string;
  /** How far back the past of the seed's endpoints goes; a week unless given, and at most. */
  historyMs?: number;
  /** Told when a step fails between requests. */
  onError: (error: unknown) => void;
};

/** @public */
export type Telemetry = {
  router: ReturnType<typeof Router>;
  simulation: Simulation;
  /** Simulates up to now. Requests do so themselves; the timer does it in between. */
  step(): void;
  start(): void;
  stop(): void;
  /** @throws InputError when the fault is not valid. */
  injectFault(fault: FaultInput): Fault;
  /** The same for input that nobody has looked at yet. */
  injectUnknownFault(input: unknown): Fault;
  /** Whether there was such a fault. */
  clearFault(id: string): boolean;
  faults(): Fault[];
};

/**
 * The sandbox's telemetry: a simulation of serving on the cluster's pods, its exporters at `/metrics` and the recorded
 * `inference:*` series through Prometheus' HTTP API.
 *
 * @public
 */
export function createTelemetry(options: TelemetryOptions): Telemetry {
  const { seed, now, observe, onError } = options;
  const endpoints = options.endpoints ?? seedEndpoints;
  const startedAt = now();
  const conditions = new Conditions({ seed, startedAt, endpoints });
  const simulation = new Simulation({
    seed,
    startedAt,
    endpoints,
    conditions,
    observe,
    cluster: options.cluster ?? 'sandbox',
    historyMs: Math.min(options.historyMs ?? WEEK_MS, WEEK_MS),
  });
  const step = () => simulation.advance(now());
  let timer: NodeJS.Timeout | undefined;

  const router = Router();
  router.use(
    createMetricsRouter(() => {
      step();
      return simulation.states();
    }),
  );
  router.use(
    createPrometheusRouter({ series: simulation.series, now, refresh: step }),
  );

  return {
    router,
    simulation,
    step,
    start() {
      if (timer) return;
      step();
      timer = setInterval(() => {
        try {
          step();
        } catch (error) {
          onError(error);
        }
      }, TICK_MS);
      timer.unref();
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
    },
    injectFault: fault => conditions.inject(fault, now()),
    injectUnknownFault: input => conditions.inject(input, now()),
    clearFault: id => conditions.clear(id),
    faults: () => conditions.list(now()),
  };
}
