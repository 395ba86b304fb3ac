import type { TeamQuota } from '@golden-path/plugin-gpu-quota-node';

/** Name of the ResourceQuota that the portal keeps in each team's namespace. @public */
export const RESOURCE_QUOTA_NAME = 'golden-path-gpu-quota';

/** The part of a `v1` ResourceQuota that the portal owns. @public */
export type ResourceQuotaManifest = {
  apiVersion: 'v1';
  kind: 'ResourceQuota';
  metadata: {
    name: string;
    namespace: string;
    labels: Record<string, string>;
    annotations: Record<string, string>;
  };
  spec: { hard: Record<string, string> };
};

/** The part of a `v1` Namespace that the portal owns. @public */
export type NamespaceManifest = {
  apiVersion: 'v1';
  kind: 'Namespace';
  metadata: {
    name: string;
    labels: Record<string, string>;
    annotations: Record<string, string>;
  };
};

function ownership(quota: TeamQuota) {
  return {
    labels: { 'app.kubernetes.io/managed-by': 'golden-path' },
    annotations: { 'goldenpath.dev/team': quota.team },
  };
}

/**
 * The key under which Kubernetes counts the devices that ResourceClaims of a namespace allocate from a DeviceClass
 * (KEP-4381, "Resource Quota"; `ResourceClaimsPerClass` in `k8s.io/api/core/v1`).
 *
 * @public
 */
export function resourceQuotaKey(deviceClassName: string): string {
  return `${deviceClassName}.deviceclass.resource.k8s.io/devices`;
}

/**
 * What a team may hold, as Kubernetes understands it. Classes that share a DeviceClass are counted together, because
 * Kubernetes can only count them together.
 *
 * @param quota - every accelerator class with what the team was granted of it, 0 included
 * @public
 */
export function renderResourceQuota(quota: TeamQuota): ResourceQuotaManifest {
  const devices = new Map<string, number>();
  for (const { deviceClassName, granted } of quota.quotas) {
    const key = resourceQuotaKey(deviceClassName);
    devices.set(key, (devices.get(key) ?? 0) + granted);
  }
  return {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: {
      name: RESOURCE_QUOTA_NAME,
      namespace: quota.namespace,
      ...ownership(quota),
    },
    spec: {
      hard: Object.fromEntries(
        [...devices]
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
    metadata: { name: quota.namespace, ...ownership(quota) },
  };
}
