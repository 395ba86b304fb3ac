import type { TeamQuota } from '@golden-path/plugin-gpu-quota-node';
import { chargesForResourceQuota } from './chargesForResourceQuota';
import type { DeviceUse, ExtendedResourceNames } from './deviceUse';
import { ownershipOf, type Ownership } from './manifests';

/** Name of the ResourceQuota that the portal keeps in each team's namespace. @public */
export const RESOURCE_QUOTA_NAME = 'golden-path-gpu-quota';

/** The part of a `v1` ResourceQuota that the portal owns. @public */
export type ResourceQuotaManifest = {
  apiVersion: 'v1';
  kind: 'ResourceQuota';
  metadata: { name: string; namespace: string } & Ownership;
  spec: { hard: Record<string, string> };
};

/** The part of a `v1` Namespace that the portal owns. @public */
export type NamespaceManifest = {
  apiVersion: 'v1';
  kind: 'Namespace';
  metadata: { name: string } & Ownership;
};

/** What a team's classes are called as extended resources. */
export function extendedResourceNamesOf(
  quotas: TeamQuota['quotas'],
): ExtendedResourceNames {
  return new Map(
    quotas.flatMap(({ deviceClassName, extendedResourceName }) =>
      extendedResourceName
        ? [[deviceClassName, extendedResourceName] as const]
        : [],
    ),
  );
}

/**
 * The limits of a team by quota key: what would be charged if every device that it may hold were held, so that the keys
 * of a class always move together. Classes that share a key are counted together, because Kubernetes can only count
 * them together.
 *
 * @public
 */
export function hardLimitsOf(quotas: TeamQuota['quotas']): Map<string, number> {
  const uses = quotas.map(
    ({ deviceClassName, granted, borrowed = 0 }): DeviceUse => ({
      by: 'claim',
      requests: [{ exactly: { deviceClassName, count: granted + borrowed } }],
    }),
  );
  return chargesForResourceQuota(uses, {
    extendedResourceNames: extendedResourceNamesOf(quotas),
    counting: 'every-key',
  });
}

/**
 * What a team may hold, as Kubernetes understands it.
 *
 * @param quota - every accelerator class with what the team was granted of it, 0 included
 * @public
 */
export function renderResourceQuota(quota: TeamQuota): ResourceQuotaManifest {
  return {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: {
      name: RESOURCE_QUOTA_NAME,
      namespace: quota.namespace,
      ...ownershipOf(quota),
    },
    spec: {
      hard: Object.fromEntries(
        [...hardLimitsOf(quota.quotas)]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, count]) => [key, String(count)]),
      ),
    },
  };
}

/** The namespace of a team's endpoints. @public */
export function renderNamespace(quota: TeamQuota): NamespaceManifest {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: quota.namespace, ...ownershipOf(quota) },
  };
}
