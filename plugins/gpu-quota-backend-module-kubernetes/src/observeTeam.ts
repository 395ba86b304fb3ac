import type {
  TeamObservation,
  TeamQuota,
} from '@golden-path/plugin-gpu-quota-node';
import { findOwner, type SeenObjects } from './findOwner';
import { parseQuantity, type ResourceQuotaObject } from './kubernetesObjects';
import { extendedResourceQuotaKey, quotaKeysOf } from './quotaKeys';
import { LOCAL_QUEUE_NAME } from './renderKueue';
import { hardLimitsOf } from './renderResourceQuota';

type ClassQuota = TeamQuota['quotas'][number];
type Limit = { name: string; expected: number; actual?: number };

function totalOf({ granted, borrowed = 0 }: ClassQuota): number {
  return granted + borrowed;
}

/** Every limit that stands for a class: what it should be and what it is. */
function limitsOf(
  quota: TeamQuota,
  of: ClassQuota,
  hard: ReadonlyMap<string, number>,
  seen: SeenObjects,
): Limit[] {
  const limits = quotaKeysOf(of).map(key => ({
    name: key,
    expected: hard.get(key) ?? 0,
    actual: parseQuantity(seen.resourceQuota?.spec?.hard?.[key]),
  }));
  if (!seen.kueue.used) return limits;
  const flavor = seen.kueue.clusterQueue?.spec?.resourceGroups
    ?.flatMap(group => group.flavors)
    .find(({ name }) => name === of.acceleratorClass);
  const resource = flavor?.resources[0];
  const queue = `ClusterQueue ${quota.namespace}`;
  return [
    ...limits,
    {
      name: queue,
      expected: of.granted,
      // Kueue admits nothing where it finds no quota.
      actual: parseQuantity(resource?.nominalQuota) ?? 0,
    },
    ...(quota.department === undefined
      ? []
      : [
          {
            name: `borrowingLimit of ${queue}`,
            expected: of.borrowed ?? 0,
            // Without one Kueue lets the team borrow all that is idle.
            actual: resource
              ? parseQuantity(resource.borrowingLimit ?? undefined)
              : 0,
          },
        ]),
  ];
}

/** What of Kueue's objects leads elsewhere than it was written, whatever their figures say. */
function misledBy(quota: TeamQuota, seen: SeenObjects): string | undefined {
  if (!seen.kueue.used) return undefined;
  const { namespace, department } = quota;
  const { clusterQueue, localQueue } = seen.kueue;
  const cohort = clusterQueue?.spec?.cohortName || undefined;
  if (clusterQueue && cohort !== department) {
    return `ClusterQueue ${namespace} is in ${
      cohort ? `Cohort ${cohort}` : 'no Cohort'
    }`;
  }
  if (!localQueue) return `LocalQueue ${LOCAL_QUEUE_NAME} is missing`;
  const target = localQueue.spec?.clusterQueue;
  return target === namespace
    ? undefined
    : `LocalQueue ${LOCAL_QUEUE_NAME} leads to ClusterQueue ${target}`;
}

/** Devices of a DeviceClass in use: the most that any key which counts only this class says. */
function usedOf(
  deviceClass: ClassQuota,
  quotas: TeamQuota['quotas'],
  resourceQuota: ResourceQuotaObject | undefined,
): number {
  const { deviceClassName, extendedResourceName } = deviceClass;
  const isShared = quotas.some(
    other =>
      other.deviceClassName !== deviceClassName &&
      other.extendedResourceName === extendedResourceName,
  );
  const keys = quotaKeysOf(deviceClass).filter(
    key =>
      !isShared ||
      !extendedResourceName ||
      key !== extendedResourceQuotaKey(extendedResourceName),
  );
  const used = resourceQuota?.status?.used ?? {};
  return Math.max(...keys.map(key => parseQuantity(used[key]) ?? 0));
}

/**
 * What is in force for a team and what it uses, read from the objects of a cluster. Where a class has several limits and
 * one is not as it should be, that one is told; where all are, what of the queues leads elsewhere. Classes that share a
 * DeviceClass cannot be told apart there: what is used is laid to them in order, as far as their quota goes, and the rest
 * to the last. Of a namespace that is another team's, nothing is this team's.
 */
export function observeTeam(
  quota: TeamQuota,
  seen: SeenObjects,
): TeamObservation {
  const owner = findOwner(quota, seen);
  if (owner && owner.team !== quota.team) {
    return {
      team: quota.team,
      state: 'namespace-missing',
      reason: `${quota.namespace} belongs to ${owner.team}`,
    };
  }
  const hard = hardLimitsOf(quota.quotas);
  const misled = misledBy(quota, seen);
  const unassigned = new Map<string, number>();
  for (const each of quota.quotas) {
    unassigned.set(
      each.deviceClassName,
      usedOf(each, quota.quotas, seen.resourceQuota),
    );
  }
  return {
    team: quota.team,
    state: 'observed',
    classes: quota.quotas.map((each, index) => {
      const total = totalOf(each);
      const wrong = limitsOf(quota, each, hard, seen).find(
        limit => limit.actual !== limit.expected,
      );
      const isLast = !quota.quotas
        .slice(index + 1)
        .some(other => other.deviceClassName === each.deviceClassName);
      const left = unassigned.get(each.deviceClassName) ?? 0;
      const used = isLast ? left : Math.min(left, total);
      unassigned.set(each.deviceClassName, left - used);
      const { acceleratorClass } = each;
      if (!wrong) {
        return {
          acceleratorClass,
          applied: total,
          ...(misled && { limit: misled }),
          used,
        };
      }
      const { name: limit, actual, expected } = wrong;
      return {
        acceleratorClass,
        ...(actual !== undefined && {
          applied: Math.max(0, total + actual - expected),
        }),
        limit,
        used,
      };
    }),
  };
}
