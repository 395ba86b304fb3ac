import type { ClusterContext } from './ClusterContext';
import { ACCELERATOR_CLASS, EXTENDED_DEVICES } from '../model/annotations';
import { deviceProfile } from '../model/deviceProfiles';
import type { Device } from '../model/objects';
import { TYPES } from '../model/resourceTypes';

/** A node with the devices that nobody holds. */
export type NodeInventory = {
  name: string;
  labels: Record<string, string>;
  driver: string;
  acceleratorClass: string;
  extendedResource: string;
  free: Device[];
};

/** `node/device`: how a device is named across the cluster. */
export function deviceKey(node: string, device: string): string {
  return `${node}/${device}`;
}

/** Devices that claims or device-plugin pods hold. */
export function heldDevices(context: ClusterContext): Set<string> {
  const held = new Set<string>();
  for (const claim of context.store.list(TYPES.claim)) {
    for (const result of claim.status?.allocation?.devices.results ?? []) {
      held.add(deviceKey(result.pool, result.device));
    }
  }
  for (const pod of context.store.list(TYPES.pod)) {
    for (const key of extendedDevicesOf(pod.metadata.annotations)) {
      held.add(key);
    }
  }
  return held;
}

/** The device-plugin devices noted on a pod. */
export function extendedDevicesOf(
  annotations: Record<string, string> | undefined,
): string[] {
  return (annotations?.[EXTENDED_DEVICES] ?? '').split(',').filter(Boolean);
}

/** Every node with its free, untainted devices. */
export function inventory(context: ClusterContext): NodeInventory[] {
  const held = heldDevices(context);
  const slices = context.store.list(TYPES.slice);
  return context.store.list(TYPES.node).flatMap(node => {
    const { name, labels = {} } = node.metadata;
    const acceleratorClass = labels[ACCELERATOR_CLASS];
    return slices
      .filter(slice => slice.spec.nodeName === name)
      .map(slice => ({
        name,
        labels,
        driver: slice.spec.driver,
        acceleratorClass,
        extendedResource: deviceProfile(acceleratorClass).extendedResource,
        free: slice.spec.devices.filter(
          device => !device.taints && !held.has(deviceKey(name, device.name)),
        ),
      }));
  });
}

/** A device's UUID. */
export function deviceId(
  context: ClusterContext,
  node: string,
  device: string,
): string | undefined {
  return context.store
    .list(TYPES.slice, { where: slice => slice.spec.nodeName === node })
    .flatMap(slice => slice.spec.devices)
    .find(one => one.name === device)?.attributes.uuid.string;
}
