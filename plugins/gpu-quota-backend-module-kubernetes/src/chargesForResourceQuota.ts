import {
  charge,
  type Charges,
  type DeviceRequest,
  type DeviceSubRequest,
  type DeviceUse,
  type ExtendedResourceNames,
} from './deviceUse';
import {
  extendedResourceQuotaKey,
  implicitExtendedResourceName,
  quotaKeysOf,
  resourceQuotaKey,
} from './quotaKeys';

/** What `allocationMode: All` is charged: the most devices that a claim can hold (`AllocationResultsMaxSize`). */
const ALL_DEVICES = 32;

/**
 * How a cluster counts devices that can be had in more than one way.
 * - `each-path`: each way of asking charges its own key, and the scheduler's claim that of claims
 * - `every-key`: every device of a class charges every key of it (KEP-5004, with the gate `DRAExtendedResource`)
 *
 * @public
 */
export type QuotaCounting = 'each-path' | 'every-key';

function devicesOf({ allocationMode, count }: DeviceSubRequest): number {
  return allocationMode === 'All' ? ALL_DEVICES : count ?? 1;
}

/** Devices by class that a request may come to hold: of alternatives, the most of each class (KEP-4816). */
function devicesByClass(request: DeviceRequest): Map<string, number> {
  const alternatives =
    'exactly' in request ? [request.exactly] : request.firstAvailable;
  const byClass = new Map<string, number>();
  for (const alternative of alternatives) {
    const { deviceClassName } = alternative;
    byClass.set(
      deviceClassName,
      Math.max(byClass.get(deviceClassName) ?? 0, devicesOf(alternative)),
    );
  }
  return byClass;
}

/**
 * What Kubernetes charges a namespace's ResourceQuota for the devices its pods hold. One device is charged under
 * several keys, so the limits of a class's keys have to be raised together; which keys is what this says.
 * Source: KEP-5004, "Resource Quota", whose example is a test.
 *
 * @param uses - how the namespace's pods come by their devices
 * @param options - the extended resources that DeviceClasses stand for, and how the cluster counts
 * @public
 */
export function chargesForResourceQuota(
  uses: readonly DeviceUse[],
  options: {
    extendedResourceNames: ExtendedResourceNames;
    counting: QuotaCounting;
  },
): Charges {
  const { extendedResourceNames, counting } = options;
  const charges: Charges = new Map();

  function chargeClass(
    deviceClassName: string,
    devices: number,
    askedFor?: string,
  ): void {
    const extendedResourceName = extendedResourceNames.get(deviceClassName);
    const keys =
      counting === 'every-key'
        ? quotaKeysOf({ deviceClassName, extendedResourceName })
        : [
            resourceQuotaKey(deviceClassName),
            ...(askedFor ? [extendedResourceQuotaKey(askedFor)] : []),
          ];
    keys.forEach(key => charge(charges, key, devices));
  }

  for (const use of uses) {
    switch (use.by) {
      case 'device-plugin':
        charge(
          charges,
          extendedResourceQuotaKey(use.resourceName),
          use.devices,
        );
        break;
      case 'explicit-extended-resource':
        chargeClass(
          use.deviceClassName,
          use.devices,
          extendedResourceNames.get(use.deviceClassName),
        );
        break;
      case 'implicit-extended-resource':
        chargeClass(
          use.deviceClassName,
          use.devices,
          implicitExtendedResourceName(use.deviceClassName),
        );
        break;
      default:
        for (const request of use.requests) {
          devicesByClass(request).forEach((devices, deviceClassName) =>
            chargeClass(deviceClassName, devices),
          );
        }
    }
  }
  return charges;
}
