import type { ClusterContext } from './ClusterContext';
import { claimsOf, missingClaim } from './claims';
import { deviceKey, inventory, type NodeInventory } from './deviceInventory';
import { extendedResourcesOf } from './quota';
import {
  EXTENDED_DEVICES,
  RUNNING_SINCE,
  TIMELINE,
} from '../model/annotations';
import { endpointOf } from '../model/entity';
import { numberFrom } from '../model/hash';
import type {
  AllocatedDevice,
  Device,
  DeviceSubRequest,
  Pod,
  ResourceClaim,
} from '../model/objects';
import { layOut, planStart, type PodTimeline } from '../model/podTimeline';
import { TYPES } from '../model/resourceTypes';

/** A node that is slow reads weights this many times slower. */
const SLOW_NODE_FACTOR = 3;
/** An image that the node has already. */
const CACHED_PULL_SECONDS = 1;

type Placement = {
  node: NodeInventory;
  claims: { claim: ResourceClaim; results: AllocatedDevice[] }[];
  extended: Device[];
};

/** Takes devices for one claim from those that are left; undefined when they do not suffice. */
function allocate(
  node: NodeInventory,
  claim: ResourceClaim,
  left: Device[],
): AllocatedDevice[] | undefined {
  const results: AllocatedDevice[] = [];
  for (const request of claim.spec.devices?.requests ?? []) {
    const fits = ({
      deviceClassName,
      allocationMode,
      count,
    }: DeviceSubRequest) =>
      deviceClassName === node.acceleratorClass &&
      left.length >= (allocationMode === 'All' ? 1 : count ?? 1);
    const choice = [request.exactly, ...(request.firstAvailable ?? [])].find(
      option => option !== undefined && fits(option),
    );
    if (!choice) {
      return undefined;
    }
    const wanted =
      choice.allocationMode === 'All' ? left.length : choice.count ?? 1;
    const name =
      choice === request.exactly || !choice.name
        ? request.name
        : `${request.name}/${choice.name}`;
    for (const device of left.splice(0, wanted)) {
      results.push({
        request: name,
        driver: node.driver,
        pool: node.name,
        device: device.name,
      });
    }
  }
  return results;
}

function place(
  node: NodeInventory,
  claims: ResourceClaim[],
  extended: Map<string, number>,
): Placement | undefined {
  const left = [...node.free];
  const allocations: Placement['claims'] = [];
  for (const claim of claims) {
    const results = allocate(node, claim, left);
    if (!results) {
      return undefined;
    }
    allocations.push({ claim, results });
  }
  const taken: Device[] = [];
  for (const [resource, count] of extended) {
    if (resource !== node.extendedResource || left.length < count) {
      return undefined;
    }
    taken.push(...left.splice(0, count));
  }
  return { node, claims: allocations, extended: taken };
}

function matchesSelector(pod: Pod, node: NodeInventory): boolean {
  return Object.entries(pod.spec.nodeSelector ?? {}).every(
    ([key, value]) => node.labels[key] === value,
  );
}

/** Why no node takes a pod, in the scheduler's words. */
function unschedulableMessage(
  context: ClusterContext,
  pod: Pod,
  claims: ResourceClaim[],
  nodes: NodeInventory[],
): string {
  const requests = claims.flatMap(claim => claim.spec.devices?.requests ?? []);
  for (const { name, exactly } of requests) {
    const className = exactly?.deviceClassName;
    if (
      className &&
      !context.store.get(TYPES.deviceClass, undefined, className)
    ) {
      return `request ${name}: device class ${className} does not exist`;
    }
  }
  const unselected = nodes.filter(node => !matchesSelector(pod, node)).length;
  const short = nodes.length - unselected;
  const [extended] = extendedResourcesOf(pod).keys();
  const reasons = [
    ...(unselected > 0
      ? [`${unselected} node(s) didn't match Pod's node affinity/selector`]
      : []),
    ...(short > 0 && extended ? [`${short} Insufficient ${extended}`] : []),
    ...(short > 0 && !extended ? [`${short} cannot allocate all claims`] : []),
  ];
  const available = `0/${nodes.length} nodes are available`;
  return (
    `${available}: ${reasons.join(', ')}. still not schedulable, preemption: ` +
    `${available}: ${nodes.length} Preemption is not helpful for scheduling.`
  );
}

/** Seconds until a pod's image is on its node. */
function pullSeconds(context: ClusterContext, image: string, node: string) {
  const isCached = context.store
    .list(TYPES.pod, { where: other => other.spec.nodeName === node })
    .some(
      other =>
        other.spec.containers[0].image === image &&
        other.status.phase === 'Running',
    );
  return isCached ? CACHED_PULL_SECONDS : 8 + numberFrom(image, 7);
}

function timelineFor(
  context: ClusterContext,
  pod: Pod,
  placement: Placement,
): PodTimeline {
  const { now, timeScale, faults } = context;
  const annotations = pod.metadata.annotations ?? {};
  const hasDevices = placement.claims.length + placement.extended.length > 0;
  const plan = planStart(annotations, hasDevices);
  const slow = faults.find('slow-node', endpointOf(pod));
  if (slow && (!slow.target || slow.target.node === placement.node.name)) {
    plan.loadSeconds *= SLOW_NODE_FACTOR;
  }
  const since = Number(annotations[RUNNING_SINCE]);
  const scheduledAt = annotations[RUNNING_SINCE] && since > 0 ? since : now();
  return layOut({
    plan,
    scheduledAt,
    pullFrom: scheduledAt,
    pullSeconds: pullSeconds(
      context,
      pod.spec.containers[0].image ?? '',
      placement.node.name,
    ),
    timeScale,
  });
}

function bind(context: ClusterContext, pod: Pod, placement: Placement): void {
  const { store, events } = context;
  const { namespace, name, uid } = pod.metadata;
  const node = placement.node.name;
  const timeline = timelineFor(context, pod, placement);
  for (const { claim, results } of placement.claims) {
    store.change(TYPES.claim, claim, copy => {
      copy.status = {
        allocation: { devices: { results } },
        reservedFor: [{ resource: 'pods', name, uid }],
      };
    });
  }
  store.change(TYPES.pod, pod, copy => {
    copy.spec.nodeName = node;
    const { [RUNNING_SINCE]: _begun, ...annotations } =
      copy.metadata.annotations ?? {};
    copy.metadata.annotations = {
      ...annotations,
      [TIMELINE]: JSON.stringify(timeline),
      ...(placement.extended.length > 0 && {
        [EXTENDED_DEVICES]: placement.extended
          .map(device => deviceKey(node, device.name))
          .join(','),
      }),
    };
  });
  events.record(pod, {
    type: 'Normal',
    reason: 'Scheduled',
    message: `Successfully assigned ${namespace}/${name} to ${node}`,
    component: 'default-scheduler',
    at: timeline.scheduledAt,
  });
}

/** Says on a pod why it is not scheduled. */
function postpone(context: ClusterContext, pod: Pod, message: string): void {
  context.store.change(TYPES.pod, pod, copy => {
    copy.status.conditions = [
      {
        type: 'PodScheduled',
        status: 'False',
        reason: 'Unschedulable',
        message,
        lastTransitionTime: copy.metadata.creationTimestamp,
      },
    ];
  });
}

function schedule(context: ClusterContext, pod: Pod): void {
  const { namespace, name } = pod.metadata;
  const missing = missingClaim(context, pod);
  if (missing) {
    const why =
      missing.resourceClaimName === undefined
        ? 'ResourceClaim not created yet'
        : `resourceclaim "${missing.resourceClaimName}" not found`;
    postpone(
      context,
      pod,
      `pod "${namespace}/${name}", spec.resourceClaim "${missing.name}": ${why}`,
    );
    return;
  }
  const nodes = inventory(context);
  const claims = [...claimsOf(context, pod).values()];
  const extended = extendedResourcesOf(pod);
  // The fullest node that suffices: larger pods find room on the others.
  const [placement] = nodes
    .filter(node => matchesSelector(pod, node))
    .flatMap(node => place(node, claims, extended) ?? [])
    .sort((a, b) => a.node.free.length - b.node.free.length);
  if (placement) {
    bind(context, pod, placement);
    return;
  }
  const message = unschedulableMessage(context, pod, claims, nodes);
  postpone(context, pod, message);
  context.events.record(pod, {
    type: 'Warning',
    reason: 'FailedScheduling',
    message,
    component: 'default-scheduler',
  });
}

/** Places waiting pods, oldest first, onto nodes with the devices that their claims ask for. */
export function schedulePods(context: ClusterContext): void {
  const waiting = context.store.list(TYPES.pod, {
    where: pod => pod.spec.nodeName === undefined,
  });
  for (const pod of waiting) {
    schedule(context, pod);
  }
}
