import {
  parseEntityRef,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';

/** A well-formed endpoint; annotations are given without their prefix. */
export function endpointEntity(
  name: string,
  options: {
    owner?: string;
    annotations?: Record<string, string>;
    serviceId?: string;
  } = {},
): Entity {
  const own = {
    'accelerator-class': 'h100-80g',
    'accelerators-per-replica': '2',
    'min-replicas': '1',
    'max-replicas': '2',
    runtime: 'vllm',
    model: 'example/model-7b',
    environment: 'prod',
    'slo-ttft-p95-ms': '500',
    'model-load-seconds': '240',
    ...options.annotations,
  };
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      namespace: 'default',
      name,
      title: `The ${name}`,
      annotations: {
        ...Object.fromEntries(
          Object.entries(own).map(([key, value]) => [
            `goldenpath.dev/${key}`,
            value,
          ]),
        ),
        ...(options.serviceId && {
          'example.com/pager': options.serviceId,
        }),
      },
    },
    spec: {
      type: 'inference-endpoint',
      lifecycle: 'production',
      owner: options.owner ?? 'group:default/support',
    },
    relations: [
      {
        type: 'ownedBy',
        targetRef: stringifyEntityRef(
          parseEntityRef(options.owner ?? 'support', {
            defaultKind: 'group',
            defaultNamespace: 'default',
          }),
        ),
      },
    ],
  };
}

export function groupEntity(name: string, pager?: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: {
      namespace: 'default',
      name,
      annotations: pager ? { 'example.com/pager': pager } : {},
    },
    spec: { type: 'team', children: [] },
  };
}

export const acceleratorClass: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Resource',
  metadata: {
    namespace: 'default',
    name: 'h100-80g',
    title: 'NVIDIA H100 80 GB',
  },
  spec: {
    type: 'accelerator-class',
    owner: 'group:default/ai-platform',
    accelerator: {
      vendor: 'nvidia',
      memoryGiB: 79.6,
      memoryBandwidthGBps: 3350,
      denseTflops: { bf16: 989, fp8: 1979 },
      interconnect: 'nvlink',
      maxPerNode: 8,
      tier: 'scarce',
      price: { amount: 3.9, currency: 'USD', per: 'hour' },
      deviceClassName: 'h100-80g',
      selectors: ['true'],
    },
  },
};
