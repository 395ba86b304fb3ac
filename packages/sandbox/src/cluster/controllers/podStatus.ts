import type { ClusterContext } from './ClusterContext';
import { missingClaim } from './claims';
import { TIMELINE } from '../model/annotations';
import { endpointOf } from '../model/entity';
import { numberFrom, sha256 } from '../model/hash';
import type {
  Condition,
  Container,
  ContainerState,
  ContainerStatus,
  Pod,
  PodStatus,
} from '../model/objects';
import {
  layOut,
  stageAt,
  timelineOf,
  type PodStage,
  type PodTimeline,
} from '../model/podTimeline';
import { TYPES } from '../model/resourceTypes';
import { timestamp } from '../model/time';

/** From the first failed pull to the kubelet's backing off. */
const BACK_OFF_AFTER_MS = 10_000;
/** How long a pull takes when it starts over after it failed. */
const RETRIED_PULL_SECONDS = 8;

/** Where a pod is, scheduled or not. */
export function podStage(context: ClusterContext, pod: Pod): PodStage {
  const timeline = timelineOf(pod);
  if (timeline) {
    return stageAt(timeline, context.now());
  }
  return missingClaim(context, pod)
    ? 'waiting-for-quota'
    : 'waiting-for-devices';
}

/** Stops a pull that an image fault strikes, and starts it over when the fault has gone. */
function applyImageFault(
  context: ClusterContext,
  pod: Pod,
  timeline: PodTimeline,
): PodTimeline {
  const { faults, now, timeScale, store } = context;
  const isStruck = faults.find('image-pull-failure', endpointOf(pod));
  let next = timeline;
  if (isStruck && stageAt(timeline, now()) === 'pulling-image') {
    next = { ...timeline, heldSince: now() };
  } else if (!isStruck && timeline.heldSince !== undefined) {
    next = layOut({
      plan: timeline,
      scheduledAt: timeline.scheduledAt,
      pullFrom: now(),
      pullSeconds: RETRIED_PULL_SECONDS,
      timeScale,
    });
    delete next.heldSince;
  }
  if (next !== timeline) {
    store.change(TYPES.pod, pod, copy => {
      copy.metadata.annotations = {
        ...copy.metadata.annotations,
        [TIMELINE]: JSON.stringify(next),
      };
    });
  }
  return next;
}

function imageId(image: string): string {
  return `${image.replace(/[:@][^/]*$/, '')}@sha256:${sha256(image)}`;
}

function waitingState(
  stage: PodStage,
  timeline: PodTimeline,
  image: string,
  now: number,
): ContainerState {
  if (stage !== 'image-pull-failed') {
    return { waiting: { reason: 'ContainerCreating' } };
  }
  const backsOff = now - (timeline.heldSince ?? now) >= BACK_OFF_AFTER_MS;
  const failure = pullFailure(image);
  return {
    waiting: backsOff
      ? {
          reason: 'ImagePullBackOff',
          message: `Back-off pulling image "${image}": ErrImagePull: ${failure}`,
        }
      : { reason: 'ErrImagePull', message: failure },
  };
}

function pullFailure(image: string): string {
  return `failed to pull and unpack image "${image}": failed to resolve reference "${image}": unexpected status from HEAD request: 503 Service Unavailable`;
}

function containerStatus(
  container: Container,
  stage: PodStage,
  timeline: PodTimeline,
  now: number,
): ContainerStatus {
  const { name, image = '' } = container;
  const runs = stage !== 'pulling-image' && stage !== 'image-pull-failed';
  return {
    name,
    image,
    imageID: runs ? imageId(image) : '',
    ready: stage === 'ready',
    started: stage === 'ready',
    restartCount: 0,
    state: runs
      ? { running: { startedAt: timestamp(timeline.pulledAt) } }
      : waitingState(stage, timeline, image, now),
  };
}

function podConditions(
  pod: Pod,
  stage: PodStage,
  timeline: PodTimeline,
): Condition[] {
  const scheduledAt = timestamp(timeline.scheduledAt);
  const runs = stage !== 'pulling-image' && stage !== 'image-pull-failed';
  const isReady = stage === 'ready';
  const names = pod.spec.containers.map(container => container.name);
  const readiness = (type: string): Condition => ({
    type,
    status: isReady ? 'True' : 'False',
    ...(!isReady && {
      reason: 'ContainersNotReady',
      message: `containers with unready status: [${names.join(' ')}]`,
    }),
    lastTransitionTime: isReady ? timestamp(timeline.readyAt) : scheduledAt,
  });
  return [
    {
      type: 'PodReadyToStartContainers',
      status: runs ? 'True' : 'False',
      lastTransitionTime: runs ? timestamp(timeline.pulledAt) : scheduledAt,
    },
    { type: 'Initialized', status: 'True', lastTransitionTime: scheduledAt },
    readiness('Ready'),
    readiness('ContainersReady'),
    { type: 'PodScheduled', status: 'True', lastTransitionTime: scheduledAt },
  ];
}

function scheduledStatus(
  pod: Pod,
  stage: PodStage,
  timeline: PodTimeline,
  now: number,
): PodStatus {
  const runs = stage !== 'pulling-image' && stage !== 'image-pull-failed';
  const { uid } = pod.metadata;
  const node = pod.spec.nodeName ?? '';
  return {
    ...pod.status,
    phase: runs ? 'Running' : 'Pending',
    conditions: podConditions(pod, stage, timeline),
    containerStatuses: pod.spec.containers.map(container =>
      containerStatus(container, stage, timeline, now),
    ),
    startTime: timestamp(timeline.scheduledAt),
    hostIP: `10.20.0.${1 + numberFrom(node, 254)}`,
    ...(runs && {
      podIP: `10.42.${numberFrom(uid, 255)}.${1 + numberFrom(`${uid}.`, 254)}`,
    }),
  };
}

/** The kubelet's events of a pod's way so far. */
function recordProgress(
  context: ClusterContext,
  pod: Pod,
  stage: PodStage,
  timeline: PodTimeline,
): void {
  const [{ name, image = '' }] = pod.spec.containers;
  const normal = (reason: string, message: string, at: number) =>
    context.events.record(pod, {
      type: 'Normal',
      reason,
      message,
      component: 'kubelet',
      at,
    });
  normal('Pulling', `Pulling image "${image}"`, timeline.scheduledAt);
  if (stage === 'image-pull-failed') {
    const failed = (reason: string, message: string) =>
      context.events.record(pod, {
        type: 'Warning',
        reason,
        message,
        component: 'kubelet',
      });
    failed('Failed', `Failed to pull image "${image}": ${pullFailure(image)}`);
    failed('BackOff', `Back-off pulling image "${image}"`);
  } else if (stage !== 'pulling-image') {
    normal('Pulled', `Successfully pulled image "${image}"`, timeline.pulledAt);
    normal('Created', `Created container: ${name}`, timeline.pulledAt);
    normal('Started', `Started container ${name}`, timeline.pulledAt);
  }
}

/** Moves scheduled pods along: image, container, weights, compilation, ready. */
export function advancePods(context: ClusterContext): void {
  const { store, now } = context;
  for (const scheduled of store.list(TYPES.pod)) {
    const noted = timelineOf(scheduled);
    if (!noted) {
      continue;
    }
    const timeline = applyImageFault(context, scheduled, noted);
    const { namespace, name } = scheduled.metadata;
    const pod = store.get(TYPES.pod, namespace, name) ?? scheduled;
    const stage = stageAt(timeline, now());
    store.change(TYPES.pod, pod, copy => {
      copy.status = scheduledStatus(pod, stage, timeline, now());
    });
    recordProgress(context, pod, stage, timeline);
  }
}
