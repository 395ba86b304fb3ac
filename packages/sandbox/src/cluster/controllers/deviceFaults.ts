import type { ClusterContext } from './ClusterContext';
import { claimsOf } from './claims';
import { deviceId, deviceKey, extendedDevicesOf } from './deviceInventory';
import type { FaultTarget } from './FaultBoard';
import { endpointOf } from '../model/entity';
import type { Pod } from '../model/objects';
import { TYPES } from '../model/resourceTypes';
import { timestamp } from '../model/time';

/** The Xid that the sandbox's broken devices report. */
export const XID = 48;
const TAINT = 'gpu.nvidia.com/xid';

/** Devices that a pod holds on its node. */
export function devicesOfPod(context: ClusterContext, pod: Pod): string[] {
  const claimed = [...claimsOf(context, pod).values()].flatMap(claim =>
    (claim.status?.allocation?.devices.results ?? []).map(one => one.device),
  );
  const extended = extendedDevicesOf(pod.metadata.annotations).map(key =>
    key.slice(key.indexOf('/') + 1),
  );
  return [...claimed, ...extended];
}

function targetOf(
  context: ClusterContext,
  endpoint: string,
): { pod: Pod; target: FaultTarget } | undefined {
  const pod = context.store
    .list(TYPES.pod)
    .find(
      one => one.spec.nodeName !== undefined && endpointOf(one) === endpoint,
    );
  if (!pod || pod.spec.nodeName === undefined) {
    return undefined;
  }
  const node = pod.spec.nodeName;
  const [device] = devicesOfPod(context, pod);
  const target: FaultTarget = { pod: pod.metadata.name, node };
  if (device !== undefined) {
    target.device = device;
    target.deviceId = deviceId(context, node, device);
  }
  return { pod, target };
}

/** Gives faults of devices and nodes what they strike: the endpoint's first replica. */
function aimFaults(context: ClusterContext): void {
  for (const fault of context.faults.list()) {
    const isAimed = fault.kind === 'gpu-xid' || fault.kind === 'slow-node';
    const aim =
      isAimed && !fault.target ? targetOf(context, fault.endpoint) : undefined;
    if (!aim) {
      continue;
    }
    context.faults.aim(fault, aim.target);
    if (fault.kind === 'gpu-xid') {
      context.events.record(aim.pod, {
        type: 'Warning',
        reason: 'GPUXidError',
        message: `Device ${aim.target.deviceId} on ${aim.target.node} reported Xid ${XID}: double-bit ECC error`,
        component: 'dra-driver-nvidia-gpu',
      });
    }
  }
}

/** Taints the devices that are broken, so that nothing new is placed on them. */
function taintDevices(context: ClusterContext): void {
  const { store, faults } = context;
  const broken = new Map(
    faults
      .list()
      .flatMap(({ kind, target, since }) =>
        kind === 'gpu-xid' && target?.device !== undefined
          ? [[deviceKey(target.node, target.device), since] as const]
          : [],
      ),
  );
  for (const slice of store.list(TYPES.slice)) {
    const { nodeName } = slice.spec;
    store.change(TYPES.slice, slice, copy => {
      for (const device of copy.spec.devices) {
        const since = broken.get(deviceKey(nodeName, device.name));
        delete device.taints;
        if (since !== undefined) {
          device.taints = [
            {
              key: TAINT,
              value: String(XID),
              effect: 'NoSchedule',
              timeAdded: timestamp(since),
            },
          ];
        }
      }
    });
  }
}

/** Makes the faults of devices and nodes visible in the cluster. */
export function applyDeviceFaults(context: ClusterContext): void {
  aimFaults(context);
  taintDevices(context);
}
