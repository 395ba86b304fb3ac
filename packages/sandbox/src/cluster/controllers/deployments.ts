import type { ClusterContext } from './ClusterContext';
import { controllerRef, isControlledBy } from './ownership';
import { podDenial } from './quota';
import {
  POD_TEMPLATE_HASH,
  REVISION,
  RUNNING_SINCE,
} from '../model/annotations';
import { templateHash } from '../model/hash';
import type { Deployment, Pod, ReplicaSet } from '../model/objects';
import { TYPES } from '../model/resourceTypes';
import { timestamp } from '../model/time';

/** Kubernetes shortens the base of a generated name to this. */
const MAX_NAME_BASE = 58;

function podsOf(context: ClusterContext, replicaSet: ReplicaSet): Pod[] {
  return context.store.list(TYPES.pod, {
    namespace: replicaSet.metadata.namespace,
    where: pod => isControlledBy(pod, replicaSet),
  });
}

/** A Deployment's current ReplicaSet; those of earlier templates go, with their pods. */
function currentReplicaSet(
  context: ClusterContext,
  deployment: Deployment,
): ReplicaSet {
  const { store } = context;
  const { namespace, name } = deployment.metadata;
  const { replicas = 1, template } = deployment.spec;
  const hash = templateHash(template);
  const owned = store.list(TYPES.replicaSet, {
    namespace,
    where: replicaSet => isControlledBy(replicaSet, deployment),
  });
  const isCurrent = (replicaSet: ReplicaSet) =>
    replicaSet.metadata.labels?.[POD_TEMPLATE_HASH] === hash;
  const current = owned.find(isCurrent);
  const revisions = owned.map(one =>
    Number(one.metadata.annotations?.[REVISION] ?? 1),
  );
  for (const old of owned.filter(one => !isCurrent(one))) {
    store.delete(TYPES.replicaSet, namespace, old.metadata.name);
  }
  if (current) {
    return store.change(TYPES.replicaSet, current, copy => {
      copy.spec.replicas = replicas;
    });
  }
  const labels = { ...template.metadata?.labels, [POD_TEMPLATE_HASH]: hash };
  const since = deployment.metadata.annotations?.[RUNNING_SINCE];
  return store.create(TYPES.replicaSet, {
    metadata: {
      name: `${name}-${hash}`,
      namespace,
      labels,
      annotations: {
        [REVISION]: String(Math.max(0, ...revisions) + 1),
        // What ran before the sandbox began applies to the first revision only.
        ...(since !== undefined &&
          owned.length === 0 && { [RUNNING_SINCE]: since }),
      },
      ownerReferences: [controllerRef(deployment)],
    },
    spec: {
      replicas,
      selector: {
        matchLabels: {
          ...deployment.spec.selector.matchLabels,
          [POD_TEMPLATE_HASH]: hash,
        },
      },
      template: {
        ...template,
        metadata: { ...template.metadata, labels },
      },
    },
  });
}

function createPod(context: ClusterContext, replicaSet: ReplicaSet): boolean {
  const { store, events } = context;
  const { namespace = '', name } = replicaSet.metadata;
  const { template } = replicaSet.spec;
  const podName = `${name.slice(0, MAX_NAME_BASE)}-${context.newSuffix()}`;
  const denial = podDenial(context, namespace, template);
  if (denial !== undefined) {
    events.record(replicaSet, {
      type: 'Warning',
      reason: 'FailedCreate',
      message: `Error creating: pods "${name}-" is forbidden: ${denial}`,
      component: 'replicaset-controller',
    });
    return false;
  }
  const since = replicaSet.metadata.annotations?.[RUNNING_SINCE];
  store.create(TYPES.pod, {
    metadata: {
      name: podName,
      namespace,
      labels: template.metadata?.labels,
      ...(since !== undefined && {
        creationTimestamp: timestamp(Number(since)),
      }),
      annotations: {
        ...template.metadata?.annotations,
        ...(since !== undefined && { [RUNNING_SINCE]: since }),
      },
      ownerReferences: [controllerRef(replicaSet)],
    },
    spec: template.spec,
    status: { phase: 'Pending', qosClass: 'Burstable' },
  });
  events.record(replicaSet, {
    type: 'Normal',
    reason: 'SuccessfulCreate',
    message: `Created pod: ${podName}`,
    component: 'replicaset-controller',
  });
  return true;
}

/** Pods to give up first: those that run nothing yet, then the youngest. */
function surplus(pods: Pod[], count: number): Pod[] {
  return [...pods]
    .reverse()
    .sort(
      (a, b) =>
        Number(a.spec.nodeName !== undefined) -
        Number(b.spec.nodeName !== undefined),
    )
    .slice(0, Math.max(0, count));
}

function reconcileReplicaSet(
  context: ClusterContext,
  replicaSet: ReplicaSet,
): void {
  const { store } = context;
  const wanted = replicaSet.spec.replicas ?? 1;
  const pods = podsOf(context, replicaSet);
  for (const pod of surplus(pods, pods.length - wanted)) {
    store.delete(TYPES.pod, pod.metadata.namespace, pod.metadata.name);
  }
  let count = pods.length;
  while (count < wanted && createPod(context, replicaSet)) {
    count += 1;
  }
  const annotations = replicaSet.metadata.annotations ?? {};
  if (count >= wanted && RUNNING_SINCE in annotations) {
    store.change(TYPES.replicaSet, replicaSet, copy => {
      delete copy.metadata.annotations?.[RUNNING_SINCE];
    });
  }
}

/** Keeps each Deployment's pods at its template and replica count, by recreation. */
export function reconcileDeployments(context: ClusterContext): void {
  for (const deployment of context.store.list(TYPES.deployment)) {
    reconcileReplicaSet(context, currentReplicaSet(context, deployment));
  }
}
