import type { TeamQuota } from '@golden-path/plugin-gpu-quota-node';
import type {
  ClusterQueueObject,
  LocalQueueObject,
  NamespaceObject,
  ResourceQuotaObject,
} from './kubernetesObjects';
import { TEAM_ANNOTATION } from './manifests';
import { LOCAL_QUEUE_NAME } from './renderKueue';
import { RESOURCE_QUOTA_NAME } from './renderResourceQuota';

/** What a cluster holds where a team's objects go. Left out: there is none. */
export type SeenObjects = {
  namespace?: NamespaceObject;
  resourceQuota?: ResourceQuotaObject;
  kueue:
    | { used: false }
    | {
        used: true;
        clusterQueue?: ClusterQueueObject;
        localQueue?: LocalQueueObject;
      };
};

/**
 * The team that a namespace and its quota objects belong to, and the object that says so; undefined when none does.
 * Where they name several teams, the first decides, so that a namespace never has two owners: the namespace itself
 * before what is in it.
 */
export function findOwner(
  { namespace }: Pick<TeamQuota, 'namespace'>,
  seen: SeenObjects,
): { team: string; namedBy: string } | undefined {
  const { clusterQueue, localQueue } = seen.kueue.used
    ? seen.kueue
    : { clusterQueue: undefined, localQueue: undefined };
  return [
    { object: seen.namespace, namedBy: `Namespace ${namespace}` },
    {
      object: seen.resourceQuota,
      namedBy: `ResourceQuota ${RESOURCE_QUOTA_NAME}`,
    },
    { object: clusterQueue, namedBy: `ClusterQueue ${namespace}` },
    { object: localQueue, namedBy: `LocalQueue ${LOCAL_QUEUE_NAME}` },
  ].flatMap(({ object, namedBy }) => {
    const team = object?.metadata?.annotations?.[TEAM_ANNOTATION];
    return team ? [{ team, namedBy }] : [];
  })[0];
}
