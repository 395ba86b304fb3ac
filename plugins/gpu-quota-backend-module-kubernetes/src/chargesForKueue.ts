import {
  charge,
  type Charges,
  type DeviceRequest,
  type DeviceUse,
  type ExtendedResourceNames,
} from './deviceUse';
import { implicitExtendedResourceName } from './quotaKeys';

/**
 * The resource under which Kueue counts a DeviceClass: the name to map the class to in `deviceClassMappings`. It is the
 * extended resource's where there is one, so that a device is charged under one name whichever way it was asked for.
 *
 * @public
 */
export function kueueResourceName(deviceClass: {
  deviceClassName: string;
  extendedResourceName?: string;
}): string {
  return (
    deviceClass.extendedResourceName ??
    `goldenpath.dev/${deviceClass.deviceClassName}`
  );
}

/** What Kueue charges a workload, or why it does not admit it. @public */
export type KueueCharges =
  | { state: 'charged'; charges: Charges }
  | { state: 'inadmissible'; reason: string };

function chargeRequests(
  requests: readonly DeviceRequest[],
  names: ExtendedResourceNames,
): KueueCharges {
  const charges: Charges = new Map();
  for (const request of requests) {
    if (!('exactly' in request) || request.exactly.allocationMode === 'All') {
      return {
        state: 'inadmissible',
        reason: 'Kueue counts requests for an exact number of devices only',
      };
    }
    const { deviceClassName, count = 1 } = request.exactly;
    const extendedResourceName = names.get(deviceClassName);
    charge(
      charges,
      kueueResourceName({ deviceClassName, extendedResourceName }),
      count,
    );
  }
  return { state: 'charged', charges };
}

/**
 * What Kueue charges a workload's ClusterQueue for its devices: each device once, under one resource name, where a
 * ResourceQuota charges it under several keys. The scheduler's claim for an extended resource is not charged again.
 * Source: Kueue v0.19, "Dynamic Resource Allocation".
 *
 * @param use - how the workload's pods come by their devices
 * @param extendedResourceNames - the extended resources that DeviceClasses stand for
 * @public
 */
export function chargesForKueue(
  use: DeviceUse,
  extendedResourceNames: ExtendedResourceNames,
): KueueCharges {
  switch (use.by) {
    case 'device-plugin':
      return {
        state: 'charged',
        charges: new Map([[use.resourceName, use.devices]]),
      };
    case 'explicit-extended-resource': {
      const { deviceClassName, devices } = use;
      const name = kueueResourceName({
        deviceClassName,
        extendedResourceName: extendedResourceNames.get(deviceClassName),
      });
      return { state: 'charged', charges: new Map([[name, devices]]) };
    }
    case 'implicit-extended-resource':
      return {
        state: 'inadmissible',
        reason: `no ClusterQueue covers ${implicitExtendedResourceName(
          use.deviceClassName,
        )}: a class has one name in Kueue`,
      };
    case 'claim':
      return {
        state: 'inadmissible',
        reason: 'Kueue counts claims made from a template only',
      };
    default:
      return chargeRequests(use.requests, extendedResourceNames);
  }
}
