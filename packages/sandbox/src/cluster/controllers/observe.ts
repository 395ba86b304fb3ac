import type { ClusterContext } from './ClusterContext';
import { devicesOfPod } from './deviceFaults';
import { deviceId } from './deviceInventory';
import type { Fault } from './FaultBoard';
import { isControlledBy } from './ownership';
import { podStage } from './podStatus';
import { extendedResourcesOf } from './quota';
import {
  ACCELERATOR_CLASS,
  ENTITY_NAME,
  KUBERNETES_ID,
  MODEL,
  RUNTIME,
} from '../model/annotations';
import { entityOf } from '../model/entity';
import type { Deployment, KubernetesObject, Pod } from '../model/objects';
import { startSeconds, timelineOf, type PodStage } from '../model/podTimeline';
import { TYPES } from '../model/resourceTypes';
import {
  inferenceServiceSchema,
  llmInferenceServiceSchema,
} from '../model/validateObject';

/** One replica of an endpoint as it is now. Times are milliseconds. */
export type ObservedReplica = {
  pod: string;
  node?: string;
  /** UUIDs, as DCGM reports them. */
  deviceIds: string[];
  phase: PodStage;
  ready: boolean;
  /** When the container started; unset before. */
  startedAt?: number;
  /** When the pod became ready; unset before. */
  readyAt?: number;
  /** Seconds from the container's start to ready; unset before it is ready. */
  loadSeconds?: number;
  /** When a pod that is on its way will be ready. */
  expectedReadyAt?: number;
};

/** An endpoint's workload as it is now. */
export type ObservedWorkload = {
  namespace: string;
  /** Name of the LLMInferenceService, InferenceService or Deployment. */
  name: string;
  kind: string;
  entityNamespace: string;
  entityName: string;
  /** Replicas wanted. */
  desired: number;
  replicas: ObservedReplica[];
  /** Device class of its claims; unset when it has none. */
  deviceClass?: string;
  devicesPerReplica: number;
  /** Model id and server, where the workload names them. */
  model?: string;
  runtime?: string;
  faults: Fault[];
};

function observeReplica(context: ClusterContext, pod: Pod): ObservedReplica {
  const { name } = pod.metadata;
  const { nodeName } = pod.spec;
  const phase = podStage(context, pod);
  const timeline = timelineOf(pod);
  const deviceIds =
    nodeName === undefined
      ? []
      : devicesOfPod(context, pod).flatMap(
          device => deviceId(context, nodeName, device) ?? [],
        );
  const replica: ObservedReplica = {
    pod: name,
    node: nodeName,
    deviceIds,
    phase,
    ready: phase === 'ready',
  };
  if (!timeline || timeline.heldSince !== undefined) {
    return replica;
  }
  if (phase !== 'pulling-image') {
    replica.startedAt = timeline.pulledAt;
  }
  if (phase === 'ready') {
    replica.readyAt = timeline.readyAt;
    replica.loadSeconds = startSeconds(timeline);
  } else {
    replica.expectedReadyAt = timeline.readyAt;
  }
  return replica;
}

/** The device class and count that one replica asks for. */
function devicesAsked(
  context: ClusterContext,
  deployment: Deployment,
): { deviceClass?: string; devicesPerReplica: number } {
  const { namespace } = deployment.metadata;
  const { spec } = deployment.spec.template;
  const requests = (spec.resourceClaims ?? []).flatMap(
    ({ resourceClaimTemplateName = '' }) =>
      context.store.get(
        TYPES.claimTemplate,
        namespace,
        resourceClaimTemplateName,
      )?.spec.spec.devices?.requests ?? [],
  );
  const asked = requests.flatMap(
    request => request.exactly ?? request.firstAvailable?.[0] ?? [],
  );
  const extended = [...extendedResourcesOf({ spec }).values()];
  const count = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
  return {
    // Devices of a device plugin have no class; the nodes that have them do.
    deviceClass:
      asked[0]?.deviceClassName ?? spec.nodeSelector?.[ACCELERATOR_CLASS],
    devicesPerReplica:
      count(asked.map(request => request.count ?? 1)) + count(extended),
  };
}

/** Endpoints are inference services, and Deployments that say which entity they are. */
function workloadOf(
  context: ClusterContext,
  deployment: Deployment,
): KubernetesObject | undefined {
  const { namespace, labels = {}, ownerReferences = [] } = deployment.metadata;
  if (ownerReferences.length > 0) {
    return [
      ...context.store.list(TYPES.llmInferenceService, { namespace }),
      ...context.store.list(TYPES.inferenceService, { namespace }),
    ].find(object => isControlledBy(deployment, object));
  }
  return ENTITY_NAME in labels || KUBERNETES_ID in labels
    ? deployment
    : undefined;
}

function servedModel(workload: KubernetesObject): {
  model?: string;
  runtime?: string;
} {
  const annotations = workload.metadata.annotations ?? {};
  const llm = llmInferenceServiceSchema.safeParse(workload);
  const predictive = inferenceServiceSchema.safeParse(workload);
  const named = predictive.success
    ? predictive.data.spec.predictor.model?.runtime
    : undefined;
  return {
    model:
      annotations[MODEL] ??
      (llm.success ? llm.data.spec.model.name : undefined),
    runtime:
      annotations[RUNTIME] ??
      (named?.includes('triton') ? 'triton' : undefined),
  };
}

/** Every endpoint's workload with its replicas, devices and faults. */
export function observeWorkloads(context: ClusterContext): ObservedWorkload[] {
  const { store, faults } = context;
  return store.list(TYPES.deployment).flatMap(deployment => {
    const workload = workloadOf(context, deployment);
    if (!workload) {
      return [];
    }
    const { namespace = '', name } = workload.metadata;
    const entity = entityOf(workload);
    const replicaSets = store.list(TYPES.replicaSet, {
      namespace,
      where: one => isControlledBy(one, deployment),
    });
    const pods = store.list(TYPES.pod, {
      namespace,
      where: pod => replicaSets.some(one => isControlledBy(pod, one)),
    });
    const endpoint = `${entity.namespace}/${entity.name}`;
    return [
      {
        namespace,
        name,
        kind: workload.kind,
        entityNamespace: entity.namespace,
        entityName: entity.name,
        desired: deployment.spec.replicas ?? 1,
        ...servedModel(workload),
        replicas: pods.map(pod => observeReplica(context, pod)),
        ...devicesAsked(context, deployment),
        faults: faults.list().filter(fault => fault.endpoint === endpoint),
      },
    ];
  });
}
