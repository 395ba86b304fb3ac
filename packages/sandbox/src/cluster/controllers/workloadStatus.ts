import type { ClusterContext } from './ClusterContext';
import { isControlledBy } from './ownership';
import { updateConditions, type StatedCondition } from '../model/conditions';
import type {
  Condition,
  Deployment,
  KubernetesObject,
  Pod,
} from '../model/objects';
import { isJsonObject } from '../model/plainJson';
import { TYPES, type ResourceType } from '../model/resourceTypes';

type Progress = { wanted: number; created: number; ready: number; pods: Pod[] };

function conditionsOf(object: KubernetesObject): Condition[] | undefined {
  const { status } = object;
  return isJsonObject(status) && Array.isArray(status.conditions)
    ? status.conditions
    : undefined;
}

export function isPodReady(pod: Pod): boolean {
  return (
    pod.status.conditions?.some(
      condition => condition.type === 'Ready' && condition.status === 'True',
    ) ?? false
  );
}

function setStatus<T extends KubernetesObject>(
  context: ClusterContext,
  type: ResourceType<T>,
  object: T,
  status: Record<string, unknown>,
  stated: StatedCondition[],
): void {
  context.store.change<KubernetesObject>(type, object, copy => {
    copy.status = {
      ...status,
      conditions: updateConditions(conditionsOf(object), stated, context.now()),
    };
  });
}

/** Why pods are not ready, as one sentence for a condition. */
function waitingMessage({ wanted, ready, pods }: Progress): string {
  const unscheduled = pods
    .flatMap(pod => pod.status.conditions ?? [])
    .find(one => one.type === 'PodScheduled' && one.status === 'False');
  return (
    unscheduled?.message ??
    `${ready} of ${wanted} replicas are ready: ${wanted - ready} not ready`
  );
}

function deploymentConditions(progress: Progress): StatedCondition[] {
  const { wanted, ready } = progress;
  const isAvailable = ready >= wanted;
  return [
    {
      type: 'Available',
      isTrue: isAvailable,
      reason: isAvailable
        ? 'MinimumReplicasAvailable'
        : 'MinimumReplicasUnavailable',
      message: isAvailable
        ? 'Deployment has minimum availability.'
        : 'Deployment does not have minimum availability.',
    },
    {
      type: 'Progressing',
      isTrue: true,
      reason: isAvailable ? 'NewReplicaSetAvailable' : 'ReplicaSetUpdated',
      message: isAvailable
        ? 'ReplicaSet has successfully progressed.'
        : waitingMessage(progress),
    },
  ];
}

function updateDeployment(
  context: ClusterContext,
  deployment: Deployment,
): Progress {
  const { store } = context;
  const { namespace, generation } = deployment.metadata;
  const replicaSets = store.list(TYPES.replicaSet, {
    namespace,
    where: one => isControlledBy(one, deployment),
  });
  const pods: Pod[] = [];
  for (const replicaSet of replicaSets) {
    const own = store.list(TYPES.pod, {
      namespace,
      where: pod => isControlledBy(pod, replicaSet),
    });
    pods.push(...own);
    const ready = own.filter(isPodReady).length;
    setStatus(
      context,
      TYPES.replicaSet,
      replicaSet,
      {
        replicas: own.length,
        fullyLabeledReplicas: own.length,
        readyReplicas: ready,
        availableReplicas: ready,
        observedGeneration: replicaSet.metadata.generation,
      },
      [],
    );
  }
  const progress: Progress = {
    wanted: deployment.spec.replicas ?? 1,
    created: pods.length,
    ready: pods.filter(isPodReady).length,
    pods,
  };
  setStatus(
    context,
    TYPES.deployment,
    deployment,
    {
      observedGeneration: generation,
      replicas: progress.created,
      updatedReplicas: progress.created,
      readyReplicas: progress.ready,
      availableReplicas: progress.ready,
      unavailableReplicas: Math.max(0, progress.wanted - progress.ready),
    },
    deploymentConditions(progress),
  );
  return progress;
}

/** The conditions of an LLMInferenceService, under KServe's names. */
function llmConditions(
  object: KubernetesObject,
  progress: Progress,
): StatedCondition[] {
  const { spec } = object;
  const given = isJsonObject(spec) ? spec.router : undefined;
  const router = isJsonObject(given) ? given : {};
  const isReady = progress.ready >= progress.wanted;
  const workload = (type: string): StatedCondition => ({
    type,
    isTrue: isReady,
    ...(!isReady && {
      reason: 'MinimumReplicasUnavailable',
      message: waitingMessage(progress),
    }),
  });
  const routing = (type: string): StatedCondition => ({ type, isTrue: true });
  const scheduler = router.scheduler
    ? ['SchedulerWorkloadReady', 'InferencePoolReady']
    : [];
  return [
    { type: 'PresetsCombined', isTrue: true },
    workload('MainWorkloadReady'),
    workload('WorkloadsReady'),
    ...(router.gateway ? [routing('GatewaysReady')] : []),
    ...(router.route ? [routing('HTTPRoutesReady')] : []),
    ...scheduler.map(routing),
    routing('RouterReady'),
    workload('Ready'),
  ];
}

function updateLlm(
  context: ClusterContext,
  object: KubernetesObject,
  progress: Progress,
): void {
  const { name, namespace, generation } = object.metadata;
  const url = `http://${name}-kserve-workload-svc.${namespace}.svc.cluster.local:8000`;
  setStatus(
    context,
    TYPES.llmInferenceService,
    object,
    { observedGeneration: generation, url, addresses: [{ url }] },
    llmConditions(object, progress),
  );
}

function updateInferenceService(
  context: ClusterContext,
  object: KubernetesObject,
  progress: Progress,
): void {
  const { name, namespace, generation } = object.metadata;
  const isReady = progress.ready >= progress.wanted;
  const isLoading = progress.pods.some(pod => pod.status.phase === 'Running');
  let target = isLoading ? 'Loading' : 'Pending';
  if (isReady) {
    target = 'Loaded';
  }
  const condition = (type: string, isTrue: boolean): StatedCondition => ({
    type,
    isTrue,
    ...(!isTrue && {
      reason: 'MinimumReplicasUnavailable',
      message: waitingMessage(progress),
    }),
  });
  setStatus(
    context,
    TYPES.inferenceService,
    object,
    {
      observedGeneration: generation,
      url: `http://${name}-predictor.${namespace}.svc.cluster.local:8000`,
      modelStatus: {
        transitionStatus: isReady ? 'UpToDate' : 'InProgress',
        states: {
          activeModelState: isReady ? 'Loaded' : '',
          targetModelState: target,
        },
        copies: { totalCopies: progress.ready },
      },
    },
    [
      condition('PredictorReady', isReady),
      condition('IngressReady', true),
      condition('Ready', isReady),
    ],
  );
}

/** Carries the pods' state up: ReplicaSet, Deployment, KServe's objects. */
export function updateWorkloadStatus(context: ClusterContext): void {
  const { store } = context;
  for (const deployment of store.list(TYPES.deployment)) {
    const progress = updateDeployment(context, deployment);
    const { namespace } = deployment.metadata;
    for (const object of store.list(TYPES.llmInferenceService, { namespace })) {
      if (isControlledBy(deployment, object)) {
        updateLlm(context, object, progress);
      }
    }
    for (const object of store.list(TYPES.inferenceService, { namespace })) {
      if (isControlledBy(deployment, object)) {
        updateInferenceService(context, object, progress);
      }
    }
  }
}
