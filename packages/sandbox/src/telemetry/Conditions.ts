import type { SeedEndpoint } from '../seed/endpoints';
import { parseFault, type Fault, type FaultInput } from './faults';
import { endpointKey, type ObservedEndpoint } from './observation';
import type { ServingProfile } from './profile';
import { hashOf, smoothNoise } from './random';
import { diurnal } from './traffic';

const MINUTE = 60_000;
/** When each standing condition began, before the sandbox started. */
const SATURATED_FOR = 40 * MINUTE;
const RAMP = 10 * MINUTE;
const BAD_BUILD_FOR = 50 * MINUTE;
const GPU_FAULT_FOR = 4 * MINUTE;

/** What a replica's device and node do to it. */
export type ReplicaCondition = {
  speed: number;
  /** Weight with which the router sends requests its way. */
  share: number;
  errorRatio: number;
  /** Xid code, when one of its devices reports an error. */
  xid?: number;
};

type ActiveFault = Fault & { deviceId?: string };

/**
 * What is wrong, and when: the standing conditions of the seed's endpoints and the faults injected since.
 *
 * @public
 */
export class Conditions {
  readonly #seed: number;
  readonly #startedAt: number;
  readonly #seeds: Map<string, SeedEndpoint>;
  readonly #faults = new Map<string, ActiveFault>();
  #count = 0;

  constructor(options: {
    seed: number;
    startedAt: number;
    endpoints: SeedEndpoint[];
  }) {
    this.#seed = options.seed;
    this.#startedAt = options.startedAt;
    this.#seeds = new Map(
      options.endpoints.map(seed => [`default/${seed.name}`, seed]),
    );
    for (const [endpoint, { condition }] of this.#seeds) {
      if (condition === 'gpu-fault') {
        this.#add({ kind: 'gpu-xid', endpoint }, GPU_FAULT_FOR);
      } else if (condition === 'bad-build') {
        this.#add({ kind: 'bad-build', endpoint }, BAD_BUILD_FOR);
      }
    }
  }

  inject(input: unknown, now: number): Fault {
    this.#count += 1;
    const fault = parseFault(input, { id: `fault-${this.#count}`, since: now });
    this.#faults.set(fault.id, { ...fault });
    return fault;
  }

  clear(id: string): boolean {
    return this.#faults.delete(id);
  }

  list(now: number): Fault[] {
    return [...this.#faults.values()]
      .filter(fault => isActive(fault, now))
      .map(({ deviceId, ...fault }) => fault);
  }

  /** A device keeps its fault: from the first look on, the fault follows the device and not the pod. */
  bind(endpoint: ObservedEndpoint): void {
    const key = endpointKey(endpoint);
    for (const fault of this.#faults.values()) {
      if (fault.kind !== 'gpu-xid' || fault.endpoint !== key) continue;
      fault.deviceId ??= endpoint.replicas[fault.replica]?.deviceIds[0];
    }
  }

  /** Requests per second that clients send. */
  demandPerSecond(key: string, profile: ServingProfile, time: number): number {
    const noise = hashOf(this.#seed, key, 'demand');
    const swing = 1 + 0.05 * smoothNoise(noise, time, 7 * MINUTE);
    let demand = profile.requestsPerSecond * diurnal(time);
    if (this.#seeds.get(key)?.condition === 'saturated') {
      const since = time - (this.#startedAt - SATURATED_FOR);
      const ramp = Math.min(1, Math.max(0, since / RAMP));
      demand = demand * 0.4 * (1 - ramp) + profile.requestsPerSecond * ramp;
      return demand * (1 + (swing - 1) * (ramp < 1 ? 1 : 0.4));
    }
    for (const fault of this.#active(time)) {
      if (fault.kind === 'traffic-spike' && fault.endpoint === key) {
        demand *= fault.factor;
      }
    }
    return demand * swing;
  }

  replica(
    key: string,
    replica: { node?: string; deviceIds: string[] },
    index: number,
    time: number,
  ): ReplicaCondition {
    const condition: ReplicaCondition = {
      speed: 1,
      share: 1,
      errorRatio: 0.0003,
    };
    for (const fault of this.#active(time)) {
      if (fault.kind === 'slow-node' && fault.node === replica.node) {
        condition.speed *= fault.factor;
      } else if (fault.kind === 'bad-build' && fault.endpoint === key) {
        const swing = smoothNoise(hashOf(this.#seed, key), time, 9 * MINUTE);
        condition.errorRatio = Math.min(
          1,
          fault.errorRatio * (1 + 0.15 * swing),
        );
      } else if (
        fault.kind === 'gpu-xid' &&
        fault.endpoint === key &&
        (fault.deviceId === undefined
          ? index === fault.replica
          : replica.deviceIds.includes(fault.deviceId))
      ) {
        // The router sees the replica fail and steers around it; the few requests that still reach it suffer.
        condition.speed *= 0.25;
        condition.share = 0.005;
        condition.errorRatio = 0.4;
        condition.xid = fault.xid;
      }
    }
    return condition;
  }

  #add(input: FaultInput, before: number): void {
    this.inject(input, this.#startedAt - before);
  }

  #active(time: number): ActiveFault[] {
    return [...this.#faults.values()].filter(fault => isActive(fault, time));
  }
}

function isActive(fault: Fault, time: number): boolean {
  return (
    fault.since <= time && (fault.until === undefined || time < fault.until)
  );
}
