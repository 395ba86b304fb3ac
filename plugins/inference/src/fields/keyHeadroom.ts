import {
  extendedResourceQuotaKey,
  implicitExtendedResourceName,
  quotaKeysOf,
  resourceQuotaKey,
  type Quota,
} from '@golden-path/plugin-gpu-quota-common';
import type { AcceleratorClass } from '@golden-path/plugin-inference-common';

/** One key of a ResourceQuota that counts devices of a class, with what a team has left under it. */
export type KeyHeadroom = {
  key: string;
  family: 'DRA device class' | 'implicit extended resource' | 'device plugin';
  granted: number;
  available: number;
  /** Titles of the other classes that are counted under the same key. */
  sharedWith: string[];
};

function familyOf(key: string, deviceClassName: string): KeyHeadroom['family'] {
  const implicit = implicitExtendedResourceName(deviceClassName);
  if (key === resourceQuotaKey(deviceClassName)) {
    return 'DRA device class';
  }
  return implicit !== undefined && key === extendedResourceQuotaKey(implicit)
    ? 'implicit extended resource'
    : 'device plugin';
}

/**
 * What a team has left under every key that a class is counted under.
 *
 * @remarks
 * The portal raises all keys of a class together, and a key that classes share by what was granted of all of them:
 * Kubernetes can only count them together.
 */
export function keyHeadroomOf(
  acceleratorClass: AcceleratorClass,
  classes: AcceleratorClass[],
  quotas: Quota[],
): KeyHeadroom[] {
  return quotaKeysOf(acceleratorClass).map(key => {
    const counted = classes.filter(other => quotaKeysOf(other).includes(key));
    const held = quotas.filter(quota =>
      counted.some(({ name }) => name === quota.acceleratorClass),
    );
    const sum = (of: 'granted' | 'available') =>
      held.reduce((total, quota) => total + quota[of], 0);
    return {
      key,
      family: familyOf(key, acceleratorClass.deviceClassName),
      granted: sum('granted'),
      available: Math.max(0, sum('available')),
      sharedWith: counted
        .filter(({ name }) => name !== acceleratorClass.name)
        .map(({ title }) => title),
    };
  });
}
