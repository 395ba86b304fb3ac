import { randomInt, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { InputError, NotFoundError } from '@backstage/errors';
import type { Router } from 'express';
import { z } from 'zod';
import { clusterRouter } from './api/clusterRouter';
import { ObjectWriter } from './api/ObjectWriter';
import type { ClusterContext } from './controllers/ClusterContext';
import { createClaims } from './controllers/claims';
import { reconcileDeployments } from './controllers/deployments';
import { applyDeviceFaults } from './controllers/deviceFaults';
import { EventRecorder } from './controllers/EventRecorder';
import {
  FAULT_KINDS,
  FaultBoard,
  type Fault,
  type FaultRequest,
} from './controllers/FaultBoard';
import { reconcileInferenceServices } from './controllers/inferenceServices';
import { observeWorkloads, type ObservedWorkload } from './controllers/observe';
import { advancePods } from './controllers/podStatus';
import { preemptPods } from './controllers/preemption';
import { updateQueueStatus } from './controllers/queues';
import { updateQuotaStatus } from './controllers/quota';
import { schedulePods } from './controllers/scheduler';
import { seedCluster, type SeedNode } from './controllers/seedCluster';
import { updateWorkloadStatus } from './controllers/workloadStatus';
import { GitOps, type RepositoryState, type SyncResult } from './gitops/GitOps';
import { endpointOf } from './model/entity';
import { NAME_ALPHABET } from './model/hash';
import type { KubernetesObject } from './model/objects';
import { TYPES } from './model/resourceTypes';
import { ObjectStore, type StoreSnapshot } from './store/ObjectStore';
import { SnapshotFile } from './store/SnapshotFile';

const TICK_MS = 1000;
const FASTEST_TICK_MS = 100;
const SUFFIX_LENGTH = 5;

/** Options of {@link createCluster}. */
export type ClusterOptions = {
  /** Folder that keeps the cluster's objects between runs. */
  dataDir: string;
  /** Milliseconds. */
  now: () => number;
  /** How much faster than the clock pods start; 1 is real time. */
  timeScale: number;
  seedNodes: readonly SeedNode[];
  /** Bearer token of the API. */
  token: string;
  /** Namespaces that exist from the start: one per team. */
  namespaces?: readonly string[];
  /** Source of UIDs; random by default. */
  newUid?: () => string;
  /** Source of the ends of generated names; random by default. */
  newSuffix?: () => string;
  /** Told when a periodic tick fails; writes to stderr by default. */
  onError?: (error: unknown) => void;
};

/** The sandbox's cluster. */
export type Cluster = {
  /** The Kubernetes API. */
  router: Router;
  /** Makes the cluster hold what a repository's `deploy/` says. */
  applyRepository(state: RepositoryState): Promise<SyncResult>;
  /** Lets every controller act once. */
  tick(): Promise<void>;
  /** Ticks until stopped. */
  start(): void;
  stop(): Promise<void>;
  observe(): ObservedWorkload[];
  /** @throws InputError for an unknown kind, NotFoundError for an unknown endpoint. */
  injectFault(fault: FaultRequest): Fault;
  /** Ends a fault; false when it was not in force. */
  clearFault(fault: FaultRequest): boolean;
  faults(): readonly Fault[];
  /** Deletes an endpoint's pods, so that it starts anew. */
  restartEndpoint(endpoint: string): Promise<void>;
  /** Every object, oldest first. */
  objects(): KubernetesObject[];
};

type Snapshot = StoreSnapshot & { faults: Fault[] };

const snapshotSchema: z.ZodType<Snapshot> = z.object({
  resourceVersion: z.number(),
  objects: z.array(
    z.looseObject({
      apiVersion: z.string(),
      kind: z.string(),
      metadata: z.looseObject({
        name: z.string(),
        namespace: z.string().optional(),
        uid: z.string(),
        resourceVersion: z.string(),
        generation: z.number(),
        creationTimestamp: z.string(),
      }),
    }),
  ),
  faults: z.array(
    z.object({
      kind: z.enum(FAULT_KINDS),
      endpoint: z.string(),
      since: z.number(),
      target: z
        .object({
          pod: z.string(),
          node: z.string(),
          device: z.string().optional(),
          deviceId: z.string().optional(),
        })
        .optional(),
    }),
  ),
});

function randomSuffix(): string {
  return Array.from(
    { length: SUFFIX_LENGTH },
    () => NAME_ALPHABET[randomInt(NAME_ALPHABET.length)],
  ).join('');
}

function reconcile(context: ClusterContext): void {
  preemptPods(context);
  reconcileInferenceServices(context);
  reconcileDeployments(context);
  createClaims(context);
  schedulePods(context);
  applyDeviceFaults(context);
  advancePods(context);
  updateWorkloadStatus(context);
  updateQuotaStatus(context);
  updateQueueStatus(context);
  context.events.expire();
}

/**
 * Creates the sandbox's cluster: the part of the Kubernetes API that the portal and its quota sink
 * speak, over controllers that run no container but keep the objects as if they did.
 */
export function createCluster(options: ClusterOptions): Cluster {
  const { now, timeScale, token } = options;
  if (!(timeScale > 0)) {
    throw new InputError('timeScale must be greater than 0');
  }
  const store = new ObjectStore({ now, newUid: options.newUid ?? randomUUID });
  const faults = new FaultBoard(now);
  const context: ClusterContext = {
    store,
    faults,
    events: new EventRecorder(store, now),
    now,
    timeScale,
    newSuffix: options.newSuffix ?? randomSuffix,
  };
  const file = new SnapshotFile(join(options.dataDir, 'cluster.json'), value =>
    snapshotSchema.parse(value),
  );
  const stored = file.read();
  if (stored) {
    store.restore(stored);
    faults.restore(stored.faults);
  }
  seedCluster(context, options.seedNodes, options.namespaces ?? []);

  const revision = () => `${store.resourceVersion}/${faults.revision}`;
  let saved = '';
  async function save(): Promise<void> {
    const current = revision();
    if (current !== saved) {
      await file.write({ ...store.snapshot(), faults: [...faults.list()] });
      saved = current;
    }
  }

  const writer = new ObjectWriter(store, now);
  const gitOps = new GitOps(context, writer);
  const router = clusterRouter({ store, writer, token, now, onWrite: save });

  async function tick(): Promise<void> {
    reconcile(context);
    await save();
  }

  const onError =
    options.onError ??
    (error => {
      process.stderr.write(
        `cluster: ${error instanceof Error ? error.stack : error}\n`,
      );
    });
  let timer: NodeJS.Timeout | undefined;

  return {
    router,
    async applyRepository(state) {
      const result = gitOps.sync(state);
      await save();
      return result;
    },
    tick,
    start() {
      timer ??= setInterval(() => {
        tick().catch(onError);
      }, Math.max(FASTEST_TICK_MS, TICK_MS / timeScale));
    },
    async stop() {
      clearInterval(timer);
      timer = undefined;
      await save();
    },
    observe: () => observeWorkloads(context),
    injectFault(fault) {
      const endpoint = qualified(fault.endpoint);
      requireEndpoint(context, endpoint);
      return faults.inject({ kind: fault.kind, endpoint });
    },
    clearFault: fault =>
      faults.clear({ kind: fault.kind, endpoint: qualified(fault.endpoint) }),
    faults: () => faults.list(),
    async restartEndpoint(name) {
      const endpoint = qualified(name);
      requireEndpoint(context, endpoint);
      for (const pod of store.list(TYPES.pod)) {
        if (endpointOf(pod) === endpoint) {
          store.delete(TYPES.pod, pod.metadata.namespace, pod.metadata.name);
        }
      }
      await save();
    },
    objects: () => store.all().map(({ object }) => object),
  };
}

/** An endpoint without a namespace is in `default`. */
function qualified(endpoint: string): string {
  return endpoint.includes('/') ? endpoint : `default/${endpoint}`;
}

function requireEndpoint(context: ClusterContext, endpoint: string): void {
  const isKnown = [
    ...context.store.list(TYPES.llmInferenceService),
    ...context.store.list(TYPES.inferenceService),
    ...context.store.list(TYPES.deployment),
  ].some(object => endpointOf(object) === endpoint);
  if (!isKnown) {
    throw new NotFoundError(`The cluster has no endpoint "${endpoint}"`);
  }
}
