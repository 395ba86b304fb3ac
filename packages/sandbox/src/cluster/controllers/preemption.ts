import type { ClusterContext } from './ClusterContext';
import { claimsOf } from './claims';
import { chargesOf, exceededLimits } from './quota';
import { INTERRUPTIBLE } from '../model/annotations';
import type { Pod } from '../model/objects';
import { TYPES } from '../model/resourceTypes';

function isInterruptible({ metadata }: Pod): boolean {
  return (
    metadata.labels?.[INTERRUPTIBLE] === 'true' ||
    metadata.annotations?.[INTERRUPTIBLE] === 'true'
  );
}

/** Evicts the youngest interruptible pod that holds what is over a limit; false when there is none. */
function evictOne(context: ClusterContext, namespace: string): boolean {
  const { store, events } = context;
  const exceeded = exceededLimits(context, namespace);
  if (exceeded.length === 0) {
    return false;
  }
  for (const pod of store
    .list(TYPES.pod, { namespace, where: isInterruptible })
    .reverse()) {
    const claims = [...claimsOf(context, pod).values()];
    const charges = chargesOf(context, pod, claims);
    const reason = exceeded.find(({ key }) => charges.has(key));
    if (reason) {
      events.record(pod, {
        type: 'Normal',
        reason: 'Preempted',
        message: `Preempted to reclaim quota that was lent to ${namespace}: ${reason.key} used ${reason.used}, limited to ${reason.limit}`,
        component: 'kueue-admission',
      });
      store.delete(TYPES.pod, namespace, pod.metadata.name);
      return true;
    }
  }
  return false;
}

/**
 * Evicts pods that said they may be interrupted where quota fell below use, the youngest first, until use fits; they are
 * made anew and wait. All other pods run on, whatever the quota.
 */
export function preemptPods(context: ClusterContext): void {
  const namespaces = new Set(
    context.store
      .list(TYPES.resourceQuota)
      .map(quota => quota.metadata.namespace ?? ''),
  );
  for (const namespace of namespaces) {
    while (evictOne(context, namespace));
  }
}
