/**
 * One alternative of a device request, as in `resource.k8s.io/v1`.
 *
 * @public
 */
export type DeviceSubRequest = {
  deviceClassName: string;
  allocationMode?: 'ExactCount' | 'All';
  /** Devices; 1 when left out. */
  count?: number;
};

/** A device request of a ResourceClaim: one thing, or the first of several that can be had. @public */
export type DeviceRequest =
  | { exactly: DeviceSubRequest }
  | { firstAvailable: DeviceSubRequest[] };

/** How a pod comes by devices. @public */
export type DeviceUse =
  | {
      /** The pod asks for an extended resource, and the node's device plugin has it. */
      by: 'device-plugin';
      resourceName: string;
      devices: number;
    }
  | {
      /**
       * The pod asks for an extended resource that stands for a DeviceClass: under the name which the class gives
       * itself (explicit) or under the one every class has (implicit). The scheduler makes the claim.
       */
      by: 'explicit-extended-resource' | 'implicit-extended-resource';
      deviceClassName: string;
      devices: number;
    }
  | {
      /** The pod refers to a claim, or to a template of which it gets a claim of its own. */
      by: 'claim' | 'claim-template';
      requests: DeviceRequest[];
    };

/** What each DeviceClass calls itself as an extended resource (`spec.extendedResourceName`), by the class's name. @public */
export type ExtendedResourceNames = ReadonlyMap<string, string>;

/** Amounts by quota key or resource name. @public */
export type Charges = Map<string, number>;

/** Adds an amount under a key. */
export function charge(charges: Charges, key: string, amount: number): void {
  charges.set(key, (charges.get(key) ?? 0) + amount);
}
