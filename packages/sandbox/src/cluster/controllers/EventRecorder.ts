import { createHash } from 'node:crypto';
import type { KubernetesObject } from '../model/objects';
import { TYPES } from '../model/resourceTypes';
import { timestamp } from '../model/time';
import type { ObjectStore } from '../store/ObjectStore';

/** Kubernetes keeps events for an hour. */
const KEEP_MS = 3_600_000;
/** A repeated event is counted at most once in this time. */
const REPEAT_MS = 60_000;

export type EventDetails = {
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
  /** The component that reports it. */
  component: string;
  /** When it happened, for something that happens once; left out, it happens again now. */
  at?: number;
};

/** Writes events beside the objects they are about, one per reason and message. */
export class EventRecorder {
  readonly #store: ObjectStore;
  readonly #now: () => number;

  constructor(store: ObjectStore, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  record(object: KubernetesObject, details: EventDetails): void {
    const { type, reason, message, component } = details;
    if (details.at !== undefined && details.at < this.#now() - KEEP_MS) {
      return;
    }
    const { name, uid } = object.metadata;
    const namespace = object.metadata.namespace ?? 'default';
    const at = timestamp(details.at ?? this.#now());
    const digest = createHash('sha256')
      .update(`${uid}\n${reason}\n${message}`)
      .digest('hex')
      .slice(0, 16);
    const eventName = `${name}.${digest}`;
    const known = this.#store.get(TYPES.event, namespace, eventName);
    if (known) {
      const age = Date.parse(at) - Date.parse(known.lastTimestamp);
      if (details.at === undefined && age >= REPEAT_MS) {
        this.#store.change(TYPES.event, known, copy => {
          copy.count += 1;
          copy.lastTimestamp = at;
        });
      }
      return;
    }
    this.#store.create(TYPES.event, {
      metadata: { name: eventName, namespace },
      involvedObject: {
        apiVersion: object.apiVersion,
        kind: object.kind,
        name,
        namespace: object.metadata.namespace,
        uid,
      },
      type,
      reason,
      message,
      source: { component },
      reportingComponent: component,
      count: 1,
      firstTimestamp: at,
      lastTimestamp: at,
    });
  }

  /** Forgets events that are older than Kubernetes would keep them. */
  expire(): void {
    const oldest = this.#now() - KEEP_MS;
    for (const event of this.#store.list(TYPES.event)) {
      if (Date.parse(event.lastTimestamp) < oldest) {
        const { namespace, name } = event.metadata;
        this.#store.delete(TYPES.event, namespace, name);
      }
    }
  }
}
