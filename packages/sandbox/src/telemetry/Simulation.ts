import type { SeedEndpoint } from '../seed/endpoints';
import type { Conditions } from './Conditions';
import { EndpointSimulation, type EndpointState } from './EndpointSimulation';
import {
  alignedStep,
  observedPast,
  pastSteps,
  plannedPast,
  type PastView,
} from './history';
import { endpointKey, type ObservedEndpoint } from './observation';
import { observedProfile, seedProfile, type ServingProfile } from './profile';
import { SeriesStore, STEP_MS } from './SeriesStore';

/** After a longer pause (a laptop that slept) the missed time stays a gap, as it would in Prometheus. */
const CATCH_UP_MS = 5 * 60_000;

/**
 * All endpoints of the sandbox: their past at the start, and step by step what the cluster shows from then on.
 *
 * @public
 */
export class Simulation {
  readonly #seed: number;
  readonly #seeds: Map<string, SeedEndpoint>;
  readonly #conditions: Conditions;
  readonly #observe: () => ObservedEndpoint[];
  readonly #startedAt: number;
  readonly #historyMs: number;
  readonly #endpoints = new Map<string, EndpointSimulation>();
  /** Endpoints whose simulated past has not met its first look at the cluster. */
  readonly #notMet = new Set<string>();
  #last: number | undefined;
  readonly series: SeriesStore;

  constructor(options: {
    seed: number;
    startedAt: number;
    endpoints: SeedEndpoint[];
    conditions: Conditions;
    observe: () => ObservedEndpoint[];
    cluster: string;
    /** How far back the past goes; a week at most. */
    historyMs: number;
  }) {
    this.#seed = options.seed;
    this.#startedAt = options.startedAt;
    this.#seeds = new Map(
      options.endpoints.map(seed => [`default/${seed.name}`, seed]),
    );
    this.#conditions = options.conditions;
    this.#observe = options.observe;
    this.#historyMs = options.historyMs;
    this.series = new SeriesStore(options.cluster);
  }

  /** Simulates up to the last whole step before `now`. The first call also makes the past. */
  advance(now: number): void {
    const end = alignedStep(now);
    if (this.#last !== undefined && end <= this.#last) return;
    const observed = this.#look();
    if (this.#last === undefined) {
      this.#makePast(observed, end - STEP_MS);
      this.#last = end - STEP_MS;
    } else if (end - this.#last > CATCH_UP_MS) {
      this.#last = end - STEP_MS;
    }
    for (let time = this.#last + STEP_MS; time <= end; time += STEP_MS) {
      this.#stepAll(observed, time);
    }
    this.#last = end;
    this.series.prune(end);
  }

  /** What exporters show of each endpoint that the cluster runs. */
  states(): EndpointState[] {
    return [...this.#endpoints.values()].flatMap(endpoint =>
      this.#notMet.has(endpoint.key) ? [] : endpoint.state ?? [],
    );
  }

  /** The simulation of one endpoint, for those who check its books. */
  endpoint(key: string): EndpointSimulation | undefined {
    return this.#endpoints.get(key);
  }

  #look(): ObservedEndpoint[] {
    return this.#observe().map(endpoint => ({
      ...endpoint,
      replicas: [...endpoint.replicas].sort((a, b) =>
        a.pod < b.pod ? -1 : Number(a.pod > b.pod),
      ),
    }));
  }

  #makePast(observed: ObservedEndpoint[], end: number): void {
    for (const [key, seed] of this.#seeds) {
      const now = observed.find(endpoint => endpointKey(endpoint) === key);
      const profile = seedProfile(seed);
      const admitted =
        seed.condition === 'waiting-for-quota' &&
        now?.replicas.some(replica => replica.readyAt !== undefined);
      const past =
        admitted && now
          ? observedPast(now)
          : plannedPast(seed, this.#startedAt, profile.loadSeconds);
      this.#begin(key, profile, past, end);
    }
  }

  #begin(
    key: string,
    profile: ServingProfile,
    past: PastView,
    end: number,
  ): EndpointSimulation {
    const simulation = new EndpointSimulation({
      key,
      seed: this.#seed,
      profile,
      conditions: this.#conditions,
    });
    this.#endpoints.set(key, simulation);
    for (const step of pastSteps(end - this.#historyMs, end)) {
      const view = past(step.time);
      if (!view) continue;
      const values = simulation.step(view, step.time, step.seconds);
      this.series.put(key, step.time, values, step.everyMs);
    }
    this.#notMet.add(key);
    return simulation;
  }

  #stepAll(observed: ObservedEndpoint[], time: number): void {
    const seen = new Set<string>();
    for (const endpoint of observed) {
      const key = endpointKey(endpoint);
      seen.add(key);
      const seed = this.#seeds.get(key);
      const simulation =
        this.#endpoints.get(key) ??
        this.#begin(
          key,
          seed ? seedProfile(seed) : observedProfile(endpoint),
          observedPast(endpoint),
          time - STEP_MS,
        );
      if (this.#notMet.delete(key)) simulation.adopt(endpoint.replicas);
      this.#conditions.bind(endpoint);
      this.series.put(
        key,
        time,
        simulation.step(endpoint, time, STEP_MS / 1000),
      );
    }
    for (const key of this.#endpoints.keys()) {
      if (!seen.has(key) && !this.#notMet.has(key)) this.#endpoints.delete(key);
    }
  }
}
