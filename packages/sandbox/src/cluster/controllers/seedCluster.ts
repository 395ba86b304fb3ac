import type { ClusterContext } from './ClusterContext';
import { ACCELERATOR_CLASS } from '../model/annotations';
import { deviceProfile, devicesOf, selectorsOf } from '../model/deviceProfiles';
import { versionInfo } from '../api/discovery';
import type { Draft, KubernetesObject } from '../model/objects';
import { TYPES, type ResourceType } from '../model/resourceTypes';
import { timestamp } from '../model/time';

export type SeedNode = {
  name: string;
  acceleratorClass: string;
  devices: number;
};

function put<T extends KubernetesObject>(
  context: ClusterContext,
  type: ResourceType<T>,
  draft: Draft<T>,
): void {
  const { name, namespace } = draft.metadata;
  const current = context.store.get(type, namespace, name);
  if (!current) {
    context.store.create(type, draft);
    return;
  }
  context.store.change(type, current, copy => {
    Object.assign(copy, {
      ...draft,
      metadata: { ...copy.metadata, labels: draft.metadata.labels },
    });
  });
}

function nodeDraft(node: SeedNode, now: number): Draft {
  const { productName, extendedResource } = deviceProfile(
    node.acceleratorClass,
  );
  const at = timestamp(now);
  const capacity = { cpu: '96', memory: '1056Gi', pods: '110' };
  const condition = (type: string, status: string, reason: string) => ({
    type,
    status,
    reason,
    message: reason,
    lastTransitionTime: at,
    lastHeartbeatTime: at,
  });
  return {
    metadata: {
      name: node.name,
      labels: {
        'kubernetes.io/hostname': node.name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        [ACCELERATOR_CLASS]: node.acceleratorClass,
        [`${extendedResource}.product`]: productName.replace(
          /[^A-Za-z0-9]+/g,
          '-',
        ),
      },
    },
    spec: { taints: [] },
    status: {
      capacity,
      allocatable: capacity,
      conditions: [
        condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory'),
        condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure'),
        condition('Ready', 'True', 'KubeletReady'),
      ],
      nodeInfo: {
        kubeletVersion: versionInfo().gitVersion,
        architecture: 'amd64',
      },
    },
  };
}

/**
 * Makes the cluster's nodes, device classes, published devices and namespaces be what the seed
 * says; what is already so is left alone, nodes that left are removed.
 */
export function seedCluster(
  context: ClusterContext,
  nodes: readonly SeedNode[],
  namespaces: readonly string[],
): void {
  const { store, now } = context;
  for (const namespace of ['default', ...namespaces]) {
    if (!store.get(TYPES.namespace, undefined, namespace)) {
      store.create(TYPES.namespace, namespaceDraft(namespace));
    }
  }
  for (const className of new Set(nodes.map(node => node.acceleratorClass))) {
    put(context, TYPES.deviceClass, {
      metadata: { name: className },
      spec: {
        selectors: selectorsOf(className).map(expression => ({
          cel: { expression },
        })),
      },
    });
  }
  for (const node of nodes) {
    const { driver } = deviceProfile(node.acceleratorClass);
    if (!store.get(TYPES.node, undefined, node.name)) {
      store.create(TYPES.node, nodeDraft(node, now()));
    }
    put(context, TYPES.slice, {
      metadata: { name: `${node.name}-${driver}` },
      spec: {
        driver,
        nodeName: node.name,
        pool: { name: node.name, generation: 1, resourceSliceCount: 1 },
        devices: devicesOf(node.name, node.acceleratorClass, node.devices),
      },
    });
  }
  const names = new Set(nodes.map(node => node.name));
  for (const slice of store.list(TYPES.slice)) {
    if (!names.has(slice.spec.nodeName)) {
      store.delete(TYPES.slice, undefined, slice.metadata.name);
      store.delete(TYPES.node, undefined, slice.spec.nodeName);
    }
  }
}

export function namespaceDraft(name: string): Draft {
  return {
    metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  };
}
