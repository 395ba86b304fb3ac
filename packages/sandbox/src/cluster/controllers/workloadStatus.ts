import type { ClusterContext } from './ClusterContext';
import { isControlledBy } from './ownership';
import { updateConditions, type StatedCondition } from '../model/conditions';
import type {
  Condition,
  Deployment,
  KubernetesObject,
  Pod,
} from '../model/objects';
import { childName } from '../model/names';
import { isJsonObject } from '../model/plainJson';
import { TYPES, type ResourceType } from '../model/resourceTypes';

/** Kubernetes' own, which KServe leaves as it is. */
export const DEFAULT_PROGRESS_DEADLINE_SECONDS = 600;

type Progress = {
  wanted: number;
  created: number;
  ready: number;
  pods: Pod[];
  /** Whether nothing has moved for longer than the Deployment's deadline. */
  isOverdue: boolean;
};

/** Whether a roll-out that is not complete has neither created a pod nor made one ready for too long. */
function isOverdue(
  { now, timeScale }: ClusterContext,
  deployment: Deployment,
  made: KubernetesObject[],
): boolean {
  const { status, spec, metadata } = deployment;
  const isCompleted =
    isJsonObject(status) &&
    status.observedGeneration === metadata.generation &&
    conditionsOf(deployment)?.some(
      condition => condition.reason === 'NewReplicaSetAvailable',
    );
  const seconds =
    spec.progressDeadlineSeconds ?? DEFAULT_PROGRESS_DEADLINE_SECONDS;
  const steps = made.flatMap(object => [
    object.metadata.creationTimestamp,
    ...(conditionsOf(object) ?? [])
      .filter(({ type, status: is }) => type === 'Ready' && is === 'True')
      .map(condition => condition.lastTransitionTime),
  ]);
  const last = Math.max(
    ...[metadata.creationTimestamp, ...steps].map(time => Date.parse(time)),
  );
  return !isCompleted && now() - last > (seconds * 1000) / timeScale;
}

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

function progressing(name: string, progress: Progress): StatedCondition {
  const type = 'Progressing';
  if (progress.ready >= progress.wanted) {
    return {
      type,
      isTrue: true,
      reason: 'NewReplicaSetAvailable',
      message: 'ReplicaSet has successfully progressed.',
    };
  }
  return progress.isOverdue
    ? {
        type,
        isTrue: false,
        reason: 'ProgressDeadlineExceeded',
        message: `Deployment "${name}" has timed out progressing: ${waitingMessage(
          progress,
        )}`,
      }
    : {
        type,
        isTrue: true,
        reason: 'ReplicaSetUpdated',
        message: waitingMessage(progress),
      };
}

function deploymentConditions(
  name: string,
  progress: Progress,
): StatedCondition[] {
  const isAvailable = progress.ready >= progress.wanted;
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
    progressing(name, progress),
  ];
}

function updateDeployment(
  context: ClusterContext,
  deployment: Deployment,
): Progress {
  const { store } = context;
  const { name, namespace, generation } = deployment.metadata;
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
    isOverdue: isOverdue(context, deployment, [...replicaSets, ...pods]),
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
    deploymentConditions(name, progress),
  );
  return progress;
}

/** Why a service has not the replicas that it wants. */
function shortage(progress: Progress) {
  return {
    reason: progress.isOverdue
      ? 'ProgressDeadlineExceeded'
      : 'MinimumReplicasUnavailable',
    message: waitingMessage(progress),
  };
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
    ...(!isReady && shortage(progress)),
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
  const service = childName(name, '-kserve-workload-svc');
  const url = `http://${service}.${namespace}.svc.cluster.local:8000`;
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
  const service = childName(name, '-predictor');
  const url = `http://${service}.${namespace}.svc.cluster.local`;
  const isLoading = progress.pods.some(pod => pod.status.phase === 'Running');
  let target = isLoading ? 'Loading' : 'Pending';
  if (isReady) {
    target = 'Loaded';
  }
  const condition = (type: string, isTrue: boolean): StatedCondition => ({
    type,
    isTrue,
    ...(!isTrue && shortage(progress)),
  });
  setStatus(
    context,
    TYPES.inferenceService,
    object,
    {
      observedGeneration: generation,
      url,
      address: { url },
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
