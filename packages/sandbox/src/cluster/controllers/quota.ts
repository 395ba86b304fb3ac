import type { ClusterContext } from './ClusterContext';
import type {
  ClaimSpec,
  Pod,
  ResourceClaim,
  ResourceQuota,
} from '../model/objects';
import { parseQuantity } from '../model/quantity';
import { TYPES } from '../model/resourceTypes';
import { MAX_DEVICES_PER_REQUEST } from '../model/validateObject';

/** Amounts by quota key. */
export type Usage = Map<string, number>;

const CLAIM_COUNT = 'count/resourceclaims.resource.k8s.io';
const EXTENDED_RESOURCES = ['nvidia.com/gpu', 'amd.com/gpu'];

/** The quota key that counts the devices of a DRA device class. */
export function deviceClassKey(className: string): string {
  return `${className}.deviceclass.resource.k8s.io/devices`;
}

/** The quota key of a device class as the extended resource that every class is. */
function implicitResourceKey(className: string): string {
  return `requests.deviceclass.resource.kubernetes.io/${className}`;
}

/*
 * Keys that a namespace may not consume at all without a quota for them, by what consumes them. In Kubernetes this is
 * the `limitedResources` setting of the ResourceQuota admission plugin; this cluster runs with it.
 */
function isLimitedForClaims(key: string): boolean {
  return key.endsWith('.deviceclass.resource.k8s.io/devices');
}
function isLimitedForPods(key: string): boolean {
  return EXTENDED_RESOURCES.some(resource => key === `requests.${resource}`);
}

/** Keys whose use is shown in a quota's status: claims, devices and extended resources. */
function isCounted(key: string): boolean {
  return (
    key === CLAIM_COUNT ||
    isLimitedForClaims(key) ||
    (key.startsWith('requests.') && key.includes('/'))
  );
}

function add(usage: Usage, key: string, amount: number): void {
  usage.set(key, (usage.get(key) ?? 0) + amount);
}

function totalOf(usages: Usage[]): Usage {
  const total: Usage = new Map();
  for (const usage of usages) {
    usage.forEach((amount, key) => add(total, key, amount));
  }
  return total;
}

/** What a device class calls itself as an extended resource, if it does. */
function extendedResourceOf(
  context: ClusterContext,
  className: string,
): string | undefined {
  return context.store.get(TYPES.deviceClass, undefined, className)?.spec
    ?.extendedResourceName;
}

/**
 * What a claim is charged: `All` counts as the most that a request may hold, and alternatives are charged for each of
 * their classes (KEP-4381, KEP-4816). Each device is charged under every key of its class (KEP-5004).
 */
function claimUsage(context: ClusterContext, spec: ClaimSpec): Usage {
  const usage: Usage = new Map([[CLAIM_COUNT, 1]]);
  for (const request of spec.devices?.requests ?? []) {
    const alternatives = request.exactly
      ? [request.exactly]
      : request.firstAvailable ?? [];
    const byClass: Usage = new Map();
    for (const { deviceClassName, allocationMode, count } of alternatives) {
      const devices =
        allocationMode === 'All' ? MAX_DEVICES_PER_REQUEST : count ?? 1;
      byClass.set(
        deviceClassName,
        Math.max(devices, byClass.get(deviceClassName) ?? 0),
      );
    }
    byClass.forEach((devices, name) => {
      add(usage, deviceClassKey(name), devices);
      add(usage, implicitResourceKey(name), devices);
      const resource = extendedResourceOf(context, name);
      if (resource) {
        add(usage, `requests.${resource}`, devices);
      }
    });
  }
  return usage;
}

/** Device-plugin devices of a pod, by resource name; a limit is a request as well. */
export function extendedResourcesOf(pod: Pick<Pod, 'spec'>): Usage {
  const total: Usage = new Map();
  for (const { resources } of pod.spec.containers) {
    for (const name of EXTENDED_RESOURCES) {
      const amount = parseQuantity(
        resources?.requests?.[name] ?? resources?.limits?.[name],
      );
      if (amount) {
        add(total, name, amount);
      }
    }
  }
  return total;
}

function podUsage(pod: Pick<Pod, 'spec'>): Usage {
  return new Map(
    [...extendedResourcesOf(pod)].map(([name, amount]) => [
      `requests.${name}`,
      amount,
    ]),
  );
}

/** What a namespace uses now, from the claims and pods that exist. */
export function namespaceUsage(
  context: ClusterContext,
  namespace: string,
): Usage {
  return totalOf([
    ...context.store
      .list(TYPES.claim, { namespace })
      .map(claim => claimUsage(context, claim.spec)),
    ...context.store.list(TYPES.pod, { namespace }).map(podUsage),
  ]);
}

/** What one pod and its claims are charged now. */
export function chargesOf(
  context: ClusterContext,
  pod: Pod,
  claims: ResourceClaim[],
): Usage {
  return totalOf([
    podUsage(pod),
    ...claims.map(claim => claimUsage(context, claim.spec)),
  ]);
}

/** A namespace's limits that its use exceeds. */
export function exceededLimits(
  context: ClusterContext,
  namespace: string,
): { key: string; used: number; limit: number }[] {
  const usage = namespaceUsage(context, namespace);
  return context.store.list(TYPES.resourceQuota, { namespace }).flatMap(quota =>
    [...usage].flatMap(([key, used]) => {
      const limit = hardLimit(quota, key) ?? Infinity;
      return used > limit ? [{ key, used, limit }] : [];
    }),
  );
}

function hardLimit(quota: ResourceQuota, key: string): number | undefined {
  const hard = quota.spec?.hard;
  return hard && Object.hasOwn(hard, key)
    ? parseQuantity(hard[key])
    : undefined;
}

function amounts(keys: string[], amountOf: (key: string) => number): string {
  return keys.map(key => `${key}=${amountOf(key)}`).join(',');
}

/**
 * Why a namespace's quotas refuse a request, in Kubernetes' words; undefined when they do not.
 * A device that no quota of the namespace speaks of is refused: nothing runs ungoverned.
 */
function quotaDenial(
  quotas: readonly ResourceQuota[],
  used: Usage,
  requested: Usage,
  isLimited: (key: string) => boolean,
): string | undefined {
  const keys = [...requested.keys()].sort();
  const ungoverned = keys.filter(
    key =>
      isLimited(key) &&
      !quotas.some(quota => hardLimit(quota, key) !== undefined),
  );
  if (ungoverned.length > 0) {
    return `insufficient quota to consume: ${ungoverned.join(',')}`;
  }
  const usedOf = (key: string) => used.get(key) ?? 0;
  const requestedOf = (key: string) => requested.get(key) ?? 0;
  for (const quota of quotas) {
    const limitOf = (key: string) => hardLimit(quota, key) ?? Infinity;
    const exceeded = keys.filter(
      key => usedOf(key) + requestedOf(key) > limitOf(key),
    );
    if (exceeded.length > 0) {
      return (
        `exceeded quota: ${quota.metadata.name}, ` +
        `requested: ${amounts(exceeded, requestedOf)}, ` +
        `used: ${amounts(exceeded, usedOf)}, ` +
        `limited: ${amounts(exceeded, limitOf)}`
      );
    }
  }
  return undefined;
}

/** Asks the namespace's quotas about a claim. */
export function claimDenial(
  context: ClusterContext,
  namespace: string,
  spec: ClaimSpec,
): string | undefined {
  return quotaDenial(
    context.store.list(TYPES.resourceQuota, { namespace }),
    namespaceUsage(context, namespace),
    claimUsage(context, spec),
    isLimitedForClaims,
  );
}

/** Asks the namespace's quotas about a pod with device-plugin devices. */
export function podDenial(
  context: ClusterContext,
  namespace: string,
  pod: Pick<Pod, 'spec'>,
): string | undefined {
  return quotaDenial(
    context.store.list(TYPES.resourceQuota, { namespace }),
    namespaceUsage(context, namespace),
    podUsage(pod),
    isLimitedForPods,
  );
}

/** Keeps `status.hard` and `status.used` of every quota up to date, for the keys we count. */
export function updateQuotaStatus(context: ClusterContext): void {
  for (const quota of context.store.list(TYPES.resourceQuota)) {
    const hard = quota.spec?.hard ?? {};
    const usage = namespaceUsage(context, quota.metadata.namespace ?? '');
    const counted = Object.keys(hard).filter(isCounted);
    context.store.change(TYPES.resourceQuota, quota, copy => {
      copy.status = {
        hard: Object.fromEntries(
          Object.entries(hard).map(([key, value]) => [key, String(value)]),
        ),
        used: Object.fromEntries(
          counted.map(key => [key, String(usage.get(key) ?? 0)]),
        ),
      };
    });
  }
}
