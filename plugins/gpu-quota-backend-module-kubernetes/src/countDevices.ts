import { deviceSelector } from './deviceSelector';
import {
  parseQuantity,
  type DeviceClassObject,
  type NodeObject,
  type PodObject,
  type ResourceClaimObject,
  type ResourceSliceObject,
} from './kubernetesObjects';
import { ACCELERATOR_CLASS_LABEL } from './renderKueue';

/** Everything of a cluster that says what devices it has and who holds them. */
export type Inventory = {
  deviceClasses: DeviceClassObject[];
  slices: ResourceSliceObject[];
  claims: ResourceClaimObject[];
  nodes: NodeObject[];
  pods: PodObject[];
};

/** Devices of a class that exist, and those that are allocated. */
export type DeviceCount = {
  acceleratorClass: string;
  devices: number;
  used: number;
};

/** Slices of each pool's newest generation: older ones are about to go. */
function currentSlices(slices: ResourceSliceObject[]): ResourceSliceObject[] {
  const poolOf = ({ spec }: ResourceSliceObject) =>
    `${spec.driver} ${spec.pool.name}`;
  const newest = new Map<string, number>();
  for (const slice of slices) {
    const { generation = 0 } = slice.spec.pool;
    newest.set(
      poolOf(slice),
      Math.max(newest.get(poolOf(slice)) ?? 0, generation),
    );
  }
  return slices.filter(
    slice => (slice.spec.pool.generation ?? 0) === newest.get(poolOf(slice)),
  );
}

function publishedDevices(
  { spec }: DeviceClassObject,
  slices: ResourceSliceObject[],
): number {
  const isSelected = deviceSelector(
    (spec.selectors ?? []).flatMap(({ cel }) => (cel ? [cel.expression] : [])),
  );
  return slices
    .flatMap(({ spec: { driver, devices = [] } }) =>
      devices.map(device => ({ driver, device })),
    )
    .filter(isSelected).length;
}

/** Devices that claims were given of a class: a result names the request that it answers, and that one its class. */
function claimedDevices(name: string, claims: ResourceClaimObject[]): number {
  return claims
    .map(({ spec, status }) => {
      const requests = (spec.devices?.requests ?? []).flatMap(request => [
        ...(request.exactly?.deviceClassName === name ? [request.name] : []),
        ...(request.firstAvailable ?? [])
          .filter(each => each.deviceClassName === name)
          .map(each => `${request.name}/${each.name ?? ''}`),
      ]);
      return (status?.allocation?.devices?.results ?? []).filter(
        result => !result.adminAccess && requests.includes(result.request),
      ).length;
    })
    .reduce((sum, count) => sum + count, 0);
}

function requested(pod: PodObject, resource: string): number {
  return pod.spec.containers.reduce(
    (sum, { resources }) =>
      sum +
      (parseQuantity(
        resources?.requests?.[resource] ?? resources?.limits?.[resource],
      ) ?? 0),
    0,
  );
}

/** Devices of device plugins: what nodes offer under the class's extended resource, and what pods on them hold of it. */
function pluginDevices(
  acceleratorClass: string,
  resource: string,
  inventory: Inventory,
): { devices: number; used: number } {
  const isShared =
    inventory.deviceClasses.filter(
      ({ spec }) => spec.extendedResourceName === resource,
    ).length > 1;
  const nodes = new Map(
    inventory.nodes
      .filter(({ metadata }) => {
        const label = metadata.labels?.[ACCELERATOR_CLASS_LABEL];
        return label === undefined ? !isShared : label === acceleratorClass;
      })
      .map(({ metadata, status }) => [
        metadata.name,
        parseQuantity(status?.allocatable?.[resource]) ?? 0,
      ]),
  );
  const sum = (amounts: Iterable<number>) =>
    [...amounts].reduce((total, amount) => total + amount, 0);
  return {
    devices: sum(nodes.values()),
    used: sum(
      inventory.pods
        .filter(({ spec, status }) => {
          const ended = ['Succeeded', 'Failed'].includes(status?.phase ?? '');
          // On a node without the plugin it is DRA that gives the devices, by a claim that is counted as one.
          return !ended && (nodes.get(spec.nodeName ?? '') ?? 0) > 0;
        })
        .map(pod => requested(pod, resource)),
    ),
  };
}

/** Extended resources that device plugins of the cluster's nodes offer for its DeviceClasses. */
export function offeredByPlugins(
  inventory: Pick<Inventory, 'deviceClasses' | 'nodes'>,
): string[] {
  return inventory.deviceClasses
    .flatMap(({ spec }) => spec.extendedResourceName ?? [])
    .filter(resource =>
      inventory.nodes.some(
        ({ status }) =>
          (parseQuantity(status?.allocatable?.[resource]) ?? 0) > 0,
      ),
    );
}

/**
 * Devices of a class that a cluster has, and those that are held. A class whose DeviceClass the cluster does not have
 * has no devices there.
 *
 * @throws InputError when the DeviceClass selects in a way that is not understood
 */
export function countDevices(
  {
    acceleratorClass,
    deviceClassName,
  }: {
    acceleratorClass: string;
    deviceClassName: string;
  },
  inventory: Inventory,
): DeviceCount {
  const deviceClass = inventory.deviceClasses.find(
    ({ metadata }) => metadata.name === deviceClassName,
  );
  if (!deviceClass) return { acceleratorClass, devices: 0, used: 0 };
  const resource = deviceClass.spec.extendedResourceName;
  const plugin = resource
    ? pluginDevices(acceleratorClass, resource, inventory)
    : { devices: 0, used: 0 };
  const published = publishedDevices(
    deviceClass,
    currentSlices(inventory.slices),
  );
  return {
    acceleratorClass,
    devices: published + plugin.devices,
    used: claimedDevices(deviceClassName, inventory.claims) + plugin.used,
  };
}
