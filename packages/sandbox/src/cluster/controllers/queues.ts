import type { ClusterContext } from './ClusterContext';
import { updateConditions, type StatedCondition } from '../model/conditions';
import type { ClusterQueue } from '../model/objects';
import { TYPES } from '../model/resourceTypes';

function clusterQueueCondition(
  context: ClusterContext,
  queue: ClusterQueue,
): StatedCondition {
  const missing = (queue.spec.resourceGroups ?? [])
    .flatMap(group => group.flavors.map(flavor => flavor.name))
    .filter(name => !context.store.get(TYPES.resourceFlavor, undefined, name));
  return missing.length > 0
    ? {
        type: 'Active',
        isTrue: false,
        reason: 'FlavorNotFound',
        message: `Can't admit new workloads: references missing ResourceFlavor(s): ${missing.join()}.`,
      }
    : {
        type: 'Active',
        isTrue: true,
        reason: 'Ready',
        message: 'Can admit new workloads',
      };
}

function localQueueCondition(queue: ClusterQueue | undefined): StatedCondition {
  if (!queue) {
    return {
      type: 'Active',
      isTrue: false,
      reason: 'ClusterQueueDoesNotExist',
      message: "Can't submit new workloads to clusterQueue",
    };
  }
  const isActive = queue.status?.conditions.some(
    condition => condition.type === 'Active' && condition.status === 'True',
  );
  return isActive
    ? {
        type: 'Active',
        isTrue: true,
        reason: 'Ready',
        message: 'Can submit new workloads to localQueue',
      }
    : {
        type: 'Active',
        isTrue: false,
        reason: 'ClusterQueueIsInactive',
        message: "Can't submit new workloads to clusterQueue",
      };
}

/** Says on Kueue's queues whether they could admit anything, as Kueue does. No workload of this cluster waits in them. */
export function updateQueueStatus(context: ClusterContext): void {
  const { store, now } = context;
  for (const queue of store.list(TYPES.clusterQueue)) {
    const stated = clusterQueueCondition(context, queue);
    store.change(TYPES.clusterQueue, queue, copy => {
      copy.status = {
        ...copy.status,
        conditions: updateConditions(copy.status?.conditions, [stated], now()),
      };
    });
  }
  for (const queue of store.list(TYPES.localQueue)) {
    const stated = localQueueCondition(
      store.get(TYPES.clusterQueue, undefined, queue.spec.clusterQueue),
    );
    store.change(TYPES.localQueue, queue, copy => {
      copy.status = {
        ...copy.status,
        conditions: updateConditions(copy.status?.conditions, [stated], now()),
      };
    });
  }
}
