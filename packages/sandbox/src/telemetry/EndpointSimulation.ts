import { SIGNALS, type SignalId } from '@golden-path/plugin-inference-common';
import type { Conditions } from './Conditions';
import type { ObservedEndpoint } from './observation';
import type { ServingProfile } from './profile';
import { hashOf, KeyedRandom } from './random';
import { ReplicaSimulation, Tally } from './ReplicaSimulation';

/** Ids of all signals, in the order in which their values are stored. */
export const SIGNAL_IDS = Object.keys(SIGNALS).filter(
  (id): id is SignalId => id in SIGNALS,
);

/** Window of the recorded rates and quantiles. */
const WINDOW_SECONDS = 300;
const QUANTILES = [0.5, 0.95, 0.99];

/** A replica with what happens on it, as exporters need it. */
export type LiveReplica = {
  pod: string;
  node?: string;
  deviceIds: string[];
  ready: boolean;
  startedAt?: number;
  readyAt?: number;
  simulation: ReplicaSimulation;
  utilization: number;
  memoryUsed: number;
  xid?: number;
};

/** All that exporters show of an endpoint after a step. */
export type EndpointState = {
  key: string;
  entityNamespace: string;
  /** Kubernetes namespace. */
  namespace: string;
  name: string;
  desired: number;
  profile: ServingProfile;
  replicas: LiveReplica[];
  /** Requests by how they ended, as the gateway counts them. */
  answered: { success: number; error: number; aborted: number };
};

/**
 * One endpoint: spreads its traffic over ready replicas and records its signals.
 *
 * @public
 */
export class EndpointSimulation {
  readonly key: string;
  readonly #seed: number;
  readonly #profile: ServingProfile;
  readonly #conditions: Conditions;
  readonly #replicas = new Map<string, ReplicaSimulation>();
  readonly #window: { seconds: number; tally: Tally }[] = [];
  /** Tallies that left the window, for use again. */
  readonly #spare: Tally[] = [];
  /** The sum of the window. */
  readonly #sum: Tally;
  #sumSeconds = 0;
  #served = false;
  #held = 0;
  /** How long the held requests have waited, on average. */
  #heldSeconds = 0;
  #state: EndpointState | undefined;
  /** Since the simulation began; `arrived` equals the sum of the others and what is still in the system. */
  readonly counts = { arrived: 0, success: 0, error: 0, aborted: 0 };

  constructor(options: {
    key: string;
    seed: number;
    profile: ServingProfile;
    conditions: Conditions;
  }) {
    this.key = options.key;
    this.#seed = options.seed;
    this.#profile = options.profile;
    this.#conditions = options.conditions;
    this.#sum = new Tally(options.profile.runtime);
  }

  get state(): EndpointState | undefined {
    return this.#state;
  }

  /** Requests that have arrived and are neither answered nor given up. */
  get inside(): { running: number; waiting: number } {
    let running = 0;
    let waiting = this.#held;
    for (const replica of this.#replicas.values()) {
      running += replica.running;
      waiting += replica.waiting;
    }
    return { running, waiting };
  }

  /** The cluster's pods take over from those that the past was simulated with, in order. */
  adopt(pods: { pod: string; ready: boolean }[]): void {
    const past = [...this.#replicas.values()];
    this.#replicas.clear();
    for (const [index, simulation] of past.entries()) {
      const heir = pods[index];
      if (heir?.ready) this.#replicas.set(heir.pod, simulation);
      else this.#held += simulation.drop();
    }
  }

  /** Simulates `seconds` up to `time` and answers the signals at that time, `NaN` where one does not apply. */
  step(
    observed: ObservedEndpoint,
    time: number,
    seconds: number,
  ): Float64Array {
    const random = new KeyedRandom(
      hashOf(this.#seed, this.key, Math.round(time / 1000)),
    );
    const tally = this.#spare.pop() ?? new Tally(this.#profile.runtime);
    tally.clear();
    this.#forgetAllBut(observed.replicas.map(r => r.pod));

    const views = observed.replicas.map((replica, index) => {
      const condition = this.#conditions.replica(
        this.key,
        replica,
        index,
        time,
      );
      return {
        replica,
        condition,
        simulation: this.#simulationOf(replica.pod),
      };
    });
    for (const view of views.filter(({ replica }) => !replica.ready)) {
      // The gateway tries again elsewhere what a replica cannot finish.
      this.#held += view.simulation.drop();
      view.simulation.utilization = 0;
      view.simulation.kvCacheUsed = 0;
    }
    const ready = views.filter(({ replica }) => replica.ready);
    this.#served ||= ready.length > 0;

    const demand = this.#served
      ? this.#conditions.demandPerSecond(this.key, this.#profile, time)
      : 0;
    const arrivals = random.poisson(demand * seconds);
    this.counts.arrived += arrivals;
    if (ready.length === 0) {
      const before = this.#held;
      this.#held += arrivals;
      this.#heldSeconds =
        this.#held === 0
          ? 0
          : (before * (this.#heldSeconds + seconds) +
              (arrivals * seconds) / 2) /
            this.#held;
      const gone = random.round(
        this.#held * (1 - Math.exp(-seconds / this.#profile.patienceSeconds)),
      );
      tally.aborted += Math.min(this.#held, gone);
      this.#held -= Math.min(this.#held, gone);
    } else {
      const shares = ready.reduce((sum, view) => sum + view.condition.share, 0);
      let toPlace = arrivals + this.#held;
      const heldShare = toPlace === 0 ? 0 : this.#held / toPlace;
      const heldSeconds = this.#heldSeconds;
      this.#heldSeconds = 0;
      let sharesLeft = shares;
      this.#held = 0;
      for (const { condition, simulation } of ready) {
        const share = condition.share / sharesLeft;
        const placed = Math.min(toPlace, random.round(toPlace * share));
        toPlace -= placed;
        sharesLeft -= condition.share;
        tally.add(
          simulation.step({
            seconds,
            arrivals: placed,
            held: {
              count: Math.round(placed * heldShare),
              seconds: heldSeconds,
            },
            expectedPerSecond: (demand * condition.share) / shares,
            speed: condition.speed,
            errorRatio: condition.errorRatio,
            random,
          }),
        );
      }
    }
    this.counts.success += tally.success;
    this.counts.error += tally.error;
    this.counts.aborted += tally.aborted;
    this.#remember(tally, seconds);
    this.#state = {
      key: this.key,
      entityNamespace: observed.entityNamespace,
      namespace: observed.namespace,
      name: observed.entityName,
      desired: observed.desired,
      profile: this.#profile,
      answered: { ...this.counts },
      replicas: views.map(({ replica, condition, simulation }) => ({
        ...replica,
        simulation,
        xid: condition.xid,
        ...this.#deviceFigures(replica, simulation, time),
      })),
    };
    return this.#signals(observed, time);
  }

  #simulationOf(pod: string): ReplicaSimulation {
    let simulation = this.#replicas.get(pod);
    if (!simulation) {
      simulation = new ReplicaSimulation(this.#profile);
      this.#replicas.set(pod, simulation);
    }
    return simulation;
  }

  #forgetAllBut(pods: string[]): void {
    for (const [pod, simulation] of this.#replicas) {
      if (pods.includes(pod)) continue;
      this.#held += simulation.drop();
      this.#replicas.delete(pod);
    }
  }

  #remember(tally: Tally, seconds: number): void {
    this.#window.push({ seconds, tally });
    this.#sum.add(tally);
    this.#sumSeconds += seconds;
    while (this.#sumSeconds - this.#window[0].seconds >= WINDOW_SECONDS) {
      const oldest = this.#window.shift();
      if (!oldest) break;
      this.#sum.add(oldest.tally, -1);
      this.#sumSeconds -= oldest.seconds;
      this.#spare.push(oldest.tally);
    }
  }

  #deviceFigures(
    replica: ObservedEndpoint['replicas'][number],
    simulation: ReplicaSimulation,
    time: number,
  ): { utilization: number; memoryUsed: number } {
    const { memoryRatio } = this.#profile;
    if (replica.ready) {
      return { utilization: simulation.utilization, memoryUsed: memoryRatio };
    }
    const loadSeconds = replica.loadSeconds ?? this.#profile.loadSeconds;
    const loaded =
      replica.startedAt === undefined
        ? 0
        : Math.min(
            1,
            Math.max(0, (time - replica.startedAt) / 1000 / loadSeconds),
          );
    return {
      utilization: 0.02 * loaded,
      memoryUsed: 0.01 + memoryRatio * 0.9 * loaded,
    };
  }

  #signals(observed: ObservedEndpoint, time: number): Float64Array {
    const { runtime } = this.#profile;
    const values: Partial<Record<SignalId, number>> = {
      replicasDesired: observed.desired,
      replicasReady: observed.replicas.filter(r => r.ready).length,
      accelerators: observed.replicas.reduce(
        (sum, r) => sum + r.deviceIds.length,
        0,
      ),
    };
    const replicas = this.#state?.replicas ?? [];
    const withDevices = replicas.filter(r => r.deviceIds.length > 0);
    const devices = withDevices.reduce((sum, r) => sum + r.deviceIds.length, 0);
    if (devices > 0) {
      const mean = (figure: (replica: LiveReplica) => number) =>
        withDevices.reduce(
          (sum, r) => sum + figure(r) * r.deviceIds.length,
          0,
        ) / devices;
      values.gpuUtilization = mean(r => r.utilization);
      values.gpuMemoryUsed = mean(r => r.memoryUsed);
      values.deviceErrors = withDevices.filter(r => r.xid !== undefined).length;
    }
    const loads = observed.replicas.flatMap(replica => {
      if (replica.readyAt === undefined || replica.readyAt > time) return [];
      if (replica.loadSeconds !== undefined) return [replica.loadSeconds];
      return replica.startedAt === undefined
        ? []
        : [(replica.readyAt - replica.startedAt) / 1000];
    });
    if (loads.length > 0) values.modelLoadSeconds = Math.max(...loads);
    if (this.#served) this.#requestSignals(values, runtime);
    return Float64Array.from(SIGNAL_IDS, id => values[id] ?? NaN);
  }

  #requestSignals(
    values: Partial<Record<SignalId, number>>,
    runtime: ServingProfile['runtime'],
  ): void {
    const sum = this.#sum;
    const seconds = this.#sumSeconds;
    const { running, waiting } = this.inside;
    values.requestsSucceeded = sum.success / seconds;
    values.requestsFailed = sum.error / seconds;
    values.requestsAborted = sum.aborted / seconds;
    values.requestsRunning = running;
    values.requestsWaiting = waiting;
    [values.latencyP50, values.latencyP95, values.latencyP99] =
      sum.latency.quantiles(QUANTILES);
    values.queueP95 = sum.queue.quantile(0.95);
    if (runtime !== 'vllm') return;
    [values.ttftP50, values.ttftP95, values.ttftP99] =
      sum.ttft.quantiles(QUANTILES);
    [values.tpotP50, values.tpotP95, values.tpotP99] =
      sum.tpot.quantiles(QUANTILES);
    values.preemptions = sum.preemptions / seconds;
    values.promptTokens = sum.promptTokens / seconds;
    values.generationTokens = sum.generationTokens / seconds;
    const ready = this.#state?.replicas.filter(r => r.ready) ?? [];
    if (ready.length > 0) {
      values.kvCacheUsed = Math.max(
        ...ready.map(r => r.simulation.kvCacheUsed),
      );
    }
  }
}
