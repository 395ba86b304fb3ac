import { InputError } from '@backstage/errors';
import type { TeamQuota } from '@golden-path/plugin-gpu-quota-node';
import { kueueResourceName } from './chargesForKueue';
import { MANAGED, ownershipOf, type Ownership } from './manifests';

/** Group and version of Kueue's objects. @public */
export const KUEUE_API_VERSION = 'kueue.x-k8s.io/v1beta2';
/** Name of the LocalQueue in each team's namespace: the value of `kueue.x-k8s.io/queue-name`. @public */
export const LOCAL_QUEUE_NAME = 'gpu';
/** Node label that tells nodes of one extended resource apart. @public */
export const ACCELERATOR_CLASS_LABEL = 'goldenpath.dev/accelerator-class';
/** The most resource groups that a ClusterQueue can have. */
const MAX_RESOURCE_GROUPS = 16;

type Kueue<Kind extends string, Spec, Metadata = { name: string }> = {
  apiVersion: typeof KUEUE_API_VERSION;
  kind: Kind;
  metadata: Metadata & Ownership;
  spec: Spec;
};

/** A class of devices as Kueue knows it. @public */
export type ResourceFlavorManifest = Kueue<
  'ResourceFlavor',
  { nodeLabels?: Record<string, string> }
>;
/** A department: its teams lend each other what they do not use. @public */
export type CohortManifest = Kueue<'Cohort', Record<string, never>>;
/** What a team may hold. @public */
export type ClusterQueueManifest = Kueue<
  'ClusterQueue',
  {
    cohortName?: string;
    namespaceSelector: { matchLabels: Record<string, string> };
    queueingStrategy: 'BestEffortFIFO';
    preemption: {
      reclaimWithinCohort: 'Any';
      borrowWithinCohort: { policy: 'Never' };
      withinClusterQueue: 'LowerPriority';
    };
    resourceGroups: {
      coveredResources: string[];
      flavors: {
        name: string;
        resources: {
          name: string;
          nominalQuota: string;
          borrowingLimit?: string;
        }[];
      }[];
    }[];
  }
>;
/** Where a team's workloads queue. @public */
export type LocalQueueManifest = Kueue<
  'LocalQueue',
  { clusterQueue: string },
  { name: string; namespace: string }
>;

/** Everything that Kueue has to know about a team. @public */
export type KueueManifests = {
  flavors: ResourceFlavorManifest[];
  cohort?: CohortManifest;
  clusterQueue: ClusterQueueManifest;
  localQueue: LocalQueueManifest;
};

type ClassQuota = TeamQuota['quotas'][number];

/**
 * A class as a ResourceFlavor. Classes that share an extended resource differ by the nodes they are on, which carry the
 * class's name as a label; a claim finds its nodes by itself.
 *
 * @public
 */
export function renderResourceFlavor(
  quota: Pick<ClassQuota, 'acceleratorClass' | 'extendedResourceName'>,
): ResourceFlavorManifest {
  const { acceleratorClass, extendedResourceName } = quota;
  return {
    apiVersion: KUEUE_API_VERSION,
    kind: 'ResourceFlavor',
    metadata: { name: acceleratorClass, ...MANAGED },
    spec: extendedResourceName
      ? { nodeLabels: { [ACCELERATOR_CLASS_LABEL]: acceleratorClass } }
      : {},
  };
}

function renderFlavorQuota(quota: ClassQuota, canBorrow: boolean) {
  return {
    name: quota.acceleratorClass,
    resources: [
      {
        name: kueueResourceName(quota),
        nominalQuota: String(quota.granted),
        // Kueue allows no limit on borrowing where there is nobody to borrow from.
        ...(canBorrow && { borrowingLimit: String(quota.borrowed ?? 0) }),
      },
    ],
  };
}

/**
 * What a team may hold, as Kueue understands it: a device is charged once, under one resource name, and what a team
 * does not use is lent within its department until it wants it back.
 *
 * @param quota - every accelerator class with what the team was granted of it, 0 included
 * @throws InputError when the classes are more than a ClusterQueue can hold
 * @public
 */
export function renderKueue(quota: TeamQuota): KueueManifests {
  const { namespace, department } = quota;
  const groups = new Map<string, ClassQuota[]>();
  for (const each of quota.quotas) {
    const name = kueueResourceName(each);
    groups.set(name, [...(groups.get(name) ?? []), each]);
  }
  if (groups.size > MAX_RESOURCE_GROUPS) {
    throw new InputError(
      `Kueue can hold ${MAX_RESOURCE_GROUPS} kinds of devices apart, not ${groups.size}: let classes share an extended resource, or set kueue: false for this cluster`,
    );
  }
  return {
    flavors: quota.quotas.map(renderResourceFlavor),
    ...(department && {
      cohort: {
        apiVersion: KUEUE_API_VERSION,
        kind: 'Cohort',
        metadata: { name: department, ...MANAGED },
        spec: {},
      },
    }),
    clusterQueue: {
      apiVersion: KUEUE_API_VERSION,
      kind: 'ClusterQueue',
      metadata: { name: namespace, ...ownershipOf(quota) },
      spec: {
        ...(department && { cohortName: department }),
        namespaceSelector: {
          matchLabels: { 'kubernetes.io/metadata.name': namespace },
        },
        queueingStrategy: 'BestEffortFIFO',
        preemption: {
          reclaimWithinCohort: 'Any',
          borrowWithinCohort: { policy: 'Never' },
          withinClusterQueue: 'LowerPriority',
        },
        resourceGroups: [...groups].map(([name, classes]) => ({
          coveredResources: [name],
          flavors: classes.map(each =>
            renderFlavorQuota(each, department !== undefined),
          ),
        })),
      },
    },
    localQueue: {
      apiVersion: KUEUE_API_VERSION,
      kind: 'LocalQueue',
      metadata: { name: LOCAL_QUEUE_NAME, namespace, ...ownershipOf(quota) },
      spec: { clusterQueue: namespace },
    },
  };
}
