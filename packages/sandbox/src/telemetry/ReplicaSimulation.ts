import {
  FINE_BOUNDS,
  Histogram,
  LATENCY_BOUNDS,
  TPOT_BOUNDS,
  TTFT_BOUNDS,
} from './histogram';
import { FULL_BATCH_SLOWDOWN, type ServingProfile } from './profile';
import type { KeyedRandom } from './random';

/** What happened on a replica (or all of an endpoint's) in a stretch of time. */
export class Tally {
  success = 0;
  error = 0;
  aborted = 0;
  /** Successes cut off at their token limit. */
  truncated = 0;
  promptTokens = 0;
  generationTokens = 0;
  preemptions = 0;
  readonly ttft = new Histogram(TTFT_BOUNDS);
  readonly tpot = new Histogram(TPOT_BOUNDS);
  readonly latency: Histogram;
  readonly queue = new Histogram(FINE_BOUNDS);

  constructor(runtime: ServingProfile['runtime']) {
    // Triton exports summaries: its latency needs bounds fine enough to take quantiles of milliseconds from.
    this.latency = new Histogram(
      runtime === 'triton' ? FINE_BOUNDS : LATENCY_BOUNDS,
    );
  }

  get finished(): number {
    return this.success + this.error + this.aborted;
  }

  clear(): void {
    this.success = 0;
    this.error = 0;
    this.aborted = 0;
    this.truncated = 0;
    this.promptTokens = 0;
    this.generationTokens = 0;
    this.preemptions = 0;
    this.ttft.clear();
    this.tpot.clear();
    this.latency.clear();
    this.queue.clear();
  }

  /** Adds another tally, or takes it away again with `sign` -1. */
  add(other: Tally, sign: 1 | -1 = 1): void {
    this.success += sign * other.success;
    this.error += sign * other.error;
    this.aborted += sign * other.aborted;
    this.truncated += sign * other.truncated;
    this.promptTokens += sign * other.promptTokens;
    this.generationTokens += sign * other.generationTokens;
    this.preemptions += sign * other.preemptions;
    this.queue.add(other.queue, sign);
    this.latency.add(other.latency, sign);
    if (other.generationTokens === 0) return;
    this.ttft.add(other.ttft, sign);
    this.tpot.add(other.tpot, sign);
  }
}

/** What a replica is asked in one step. */
export type ReplicaStep = {
  seconds: number;
  /** Requests that reach it in this step. */
  arrivals: number;
  /** How many of them the gateway held back until the replica was ready, and for how long on average. */
  held: { count: number; seconds: number };
  /** The rate behind those arrivals. */
  expectedPerSecond: number;
  /** 1 is a device in full health. */
  speed: number;
  errorRatio: number;
  random: KeyedRandom;
};

/**
 * Continuous batching on one replica, by whole requests: each step takes arrivals into the batch, finishes what its
 * capacity allows and leaves the rest waiting. Requests are never lost: arrivals = finished + running + waiting.
 *
 * @public
 */
export class ReplicaSimulation {
  readonly #profile: ServingProfile;
  /** Since the replica started: what its exporter counts. */
  readonly total: Tally;
  /** Of the step under way. */
  readonly #tally: Tally;
  running = 0;
  waiting = 0;
  kvCacheUsed = 0;
  /** Share of time the device's engine is active. */
  utilization = 0;
  #errorCarry = 0;

  constructor(profile: ServingProfile) {
    this.#profile = profile;
    this.total = new Tally(profile.runtime);
    this.#tally = new Tally(profile.runtime);
  }

  /** Answers what happened; the tally is valid until the next step. */
  step(step: ReplicaStep): Tally {
    const { seconds, random } = step;
    const profile = this.#profile;
    const capacity = Math.max(1e-6, profile.capacityPerReplica * step.speed);
    const waitingBefore = this.waiting;

    // Expectation carries the load where a step sees few requests, the sample where it sees many.
    const expected = step.expectedPerSecond * seconds;
    const weight = expected / (expected + 60);
    const offered =
      weight * step.arrivals + (1 - weight) * expected + waitingBefore;
    const busy = Math.min(1, offered / (capacity * seconds));

    const present = this.running + this.waiting + step.arrivals;
    const tpot =
      (profile.tpotSeconds * (1 + FULL_BATCH_SLOWDOWN * busy * busy)) /
      step.speed;
    const prefill = (profile.prefillSeconds * (1 + 0.5 * busy)) / step.speed;
    const residence = prefill + profile.outputTokens * tpot;
    const rate = Math.min(offered / seconds, capacity);
    const batch = Math.min(
      profile.maxRunning,
      random.poisson(rate * residence),
    );
    const left = Math.min(
      present,
      Math.max(batch, present - random.round(capacity * seconds)),
    );
    const queued = Math.max(0, left - profile.maxRunning);
    const aborted = this.#giveUp(queued, waitingBefore, seconds, random);
    this.waiting = queued - aborted;
    this.running = left - queued;

    const completed = present - left;
    this.#errorCarry += completed * step.errorRatio;
    const error = Math.min(completed, Math.floor(this.#errorCarry));
    this.#errorCarry -= error;

    const tally = this.#tally;
    tally.clear();
    tally.error = error;
    tally.aborted = aborted;
    tally.success = completed - error;
    this.#observe(tally, {
      wait:
        0.004 +
        (waitingBefore + this.waiting) / 2 / capacity +
        0.4 * residence * (busy ** 8 / profile.maxRunning),
      congested: waitingBefore + this.waiting > 0,
      prefill,
      tpot,
      held: step.held,
      random,
    });
    this.#gauges(busy, random);
    if (this.kvCacheUsed > 0.94) {
      tally.preemptions = random.poisson(completed * 0.03);
    }
    this.total.add(tally);
    return tally;
  }

  /** The replica went away: answers how many requests it held. */
  drop(): number {
    const lost = this.running + this.waiting;
    this.running = 0;
    this.waiting = 0;
    return lost;
  }

  /** How many of the queued leave, when each has the same chance to run out of patience at any time. */
  #giveUp(
    queued: number,
    before: number,
    seconds: number,
    random: KeyedRandom,
  ): number {
    const { patienceSeconds } = this.#profile;
    const growth = (queued - before) / seconds;
    const plateau = Math.max(0, growth * patienceSeconds);
    const stay = Math.exp(-seconds / patienceSeconds);
    const after = random.round(plateau + (before - plateau) * stay);
    return Math.max(0, queued - Math.max(0, after));
  }

  #observe(
    tally: Tally,
    times: {
      wait: number;
      congested: boolean;
      prefill: number;
      tpot: number;
      held: ReplicaStep['held'];
      random: KeyedRandom;
    },
  ): void {
    const { promptTokens, outputTokens, runtime } = this.#profile;
    const { random, tpot, held } = times;
    const jitter = Math.abs(1 + 0.12 * random.normal());
    tally.promptTokens = Math.round(tally.success * promptTokens * jitter);
    if (runtime === 'vllm') {
      tally.generationTokens = Math.round(
        tally.success * outputTokens * jitter,
      );
      tally.truncated = Math.min(
        tally.success,
        random.round(tally.success * 0.06),
      );
      tally.tpot.spread(
        Math.max(0, tally.generationTokens - tally.success),
        { median: tpot, sigma: 0.3 },
        random.uniform(),
      );
    }
    const late = Math.min(tally.success, held.count);
    this.#observeWaits(tally, { ...times, count: tally.success - late });
    this.#observeWaits(tally, {
      ...times,
      count: late,
      wait: times.wait + held.seconds,
      congested: true,
    });
  }

  /** Lengths vary less within one product than across a whole region's traffic, where p95 is four times p50. */
  #observeWaits(
    tally: Tally,
    times: {
      count: number;
      wait: number;
      congested: boolean;
      prefill: number;
      tpot: number;
      random: KeyedRandom;
    },
  ): void {
    const { outputTokens, runtime } = this.#profile;
    const { count, wait, congested, random } = times;
    if (count === 0) return;
    const ttft = wait + times.prefill;
    tally.queue.spread(
      count,
      { median: wait, sigma: congested ? 0.4 : 0.9 },
      random.uniform(),
    );
    if (runtime === 'triton') {
      tally.latency.spread(
        count,
        { median: ttft, sigma: 0.4 },
        random.uniform(),
      );
      return;
    }
    tally.ttft.spread(
      count,
      { median: ttft, sigma: congested ? 0.45 : 0.5 },
      random.uniform(),
    );
    tally.latency.spread(
      count,
      { median: ttft + outputTokens * times.tpot, sigma: 0.52 },
      random.uniform(),
    );
  }

  #gauges(busy: number, random: KeyedRandom): void {
    const { kvTokens, promptTokens, outputTokens, runtime } = this.#profile;
    const held = this.running * (promptTokens + outputTokens / 2);
    const full = this.waiting > 0 ? 0.985 : (held / kvTokens) * 0.97;
    this.kvCacheUsed =
      runtime === 'triton'
        ? 0
        : Math.min(1, Math.max(0, full * (1 + 0.008 * random.normal())));
    // Engines are active well before they are full, and nearly always when they are.
    const knee = (0.74 * (1 - Math.exp(-5 * busy))) / (1 - Math.exp(-5));
    const brim = 0.2 * Math.min(1, Math.max(0, (busy - 0.75) / 0.25));
    this.utilization = Math.min(
      1,
      Math.max(0, (knee + brim) * (1 + 0.02 * random.normal())),
    );
  }
}
