import type { ClusterContext } from './ClusterContext';
import type { KubernetesObject } from '../model/objects';
import { TYPES } from '../model/resourceTypes';

/** KEDA's own. */
const DEFAULT_MAX_REPLICAS = 100;

/**
 * Replicas of an inference service within the bounds of the ScaledObject that is for it or for its Deployment. No trigger
 * is asked: what is idle keeps its least number, what is loaded gets no more.
 */
export function scaledReplicas(
  context: ClusterContext,
  object: KubernetesObject,
  wanted: { deployment: string; replicas: number },
): number {
  const { namespace, name } = object.metadata;
  const [scaler] = context.store.list(TYPES.scaledObject, {
    namespace,
    where: ({ spec: { scaleTargetRef: target } }) =>
      (target.kind ?? 'Deployment') === 'Deployment'
        ? target.name === wanted.deployment
        : target.kind === object.kind && target.name === name,
  });
  if (!scaler) {
    return wanted.replicas;
  }
  const { minReplicaCount = 0, maxReplicaCount = DEFAULT_MAX_REPLICAS } =
    scaler.spec;
  return Math.min(maxReplicaCount, Math.max(minReplicaCount, wanted.replicas));
}
