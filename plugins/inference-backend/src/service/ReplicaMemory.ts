import {
  mergeReplicaHistory,
  type ReplicaHistory,
} from '@golden-path/plugin-inference-common';
import type { SignalSnapshot } from '@golden-path/plugin-inference-node';

type Memory = ReplicaHistory & { seenAt: number; wanted: boolean };

/** How long an endpoint without series is remembered. */
const FORGET_AFTER_MS = 24 * 3600 * 1000;

/**
 * Remembers from snapshot to snapshot when replicas were ready, so that the fleet can tell a first start from an
 * outage without a series of each endpoint.
 */
export class ReplicaMemory {
  readonly #memories = new Map<string, Memory>();
  #observed = false;

  /** Takes in what a snapshot says. */
  observe(snapshot: SignalSnapshot, at: number): void {
    for (const [label, samples] of snapshot) {
      const ready = samples.replicasReady?.value ?? 0;
      const wanted = (samples.replicasDesired?.value ?? 0) > 0;
      const before = this.#memories.get(label);
      this.#memories.set(label, {
        seenAt: at,
        wanted,
        // What the very first snapshot holds began at a time nobody saw.
        firstSeenAt: before ? before.firstSeenAt : this.#firstSeen(at),
        lastReadyAt: ready > 0 ? at : before?.lastReadyAt,
        wantedSince:
          wanted && before && !before.wanted ? at : before?.wantedSince,
      });
    }
    this.#observed = true;
    for (const [label, memory] of this.#memories) {
      if (at - memory.seenAt > FORGET_AFTER_MS) this.#memories.delete(label);
    }
  }

  /** Takes in what the series of an endpoint say about the time before. */
  learn(label: string, history: ReplicaHistory): void {
    const before = this.#memories.get(label);
    if (before) {
      const { firstSeenAt, lastReadyAt, wantedSince } = mergeReplicaHistory(
        before,
        history,
      );
      this.#memories.set(label, {
        ...before,
        firstSeenAt,
        lastReadyAt,
        wantedSince,
      });
    }
  }

  historyOf(label: string): ReplicaHistory {
    const { firstSeenAt, lastReadyAt, wantedSince } =
      this.#memories.get(label) ?? {};
    return { firstSeenAt, lastReadyAt, wantedSince };
  }

  #firstSeen(at: number): number | undefined {
    return this.#observed ? at : undefined;
  }
}
