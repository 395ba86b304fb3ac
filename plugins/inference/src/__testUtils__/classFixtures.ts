import type { Entity } from '@backstage/catalog-model';

type ClassSpec = {
  name: string;
  title: string;
  memoryGiB: number;
  memoryBandwidthGBps: number;
  bf16: number;
  interconnect: 'nvlink' | 'pcie' | 'none';
  maxPerNode: number;
  tier: 'standard' | 'scarce';
  amount: number;
};

function classEntity(spec: ClassSpec): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: { namespace: 'default', name: spec.name, title: spec.title },
    spec: {
      type: 'accelerator-class',
      owner: 'group:default/ai-platform',
      accelerator: {
        vendor: 'nvidia',
        memoryGiB: spec.memoryGiB,
        memoryBandwidthGBps: spec.memoryBandwidthGBps,
        denseTflops: { bf16: spec.bf16 },
        interconnect: spec.interconnect,
        maxPerNode: spec.maxPerNode,
        tier: spec.tier,
        price: { amount: spec.amount, currency: 'USD', per: 'hour' },
        deviceClassName: spec.name,
        selectors: [
          `device.attributes['gpu.nvidia.com'].productName.matches('${spec.title}')`,
        ],
      },
    },
  };
}

/** Three classes from small and cheap to large and scarce. */
export const classEntities: Entity[] = [
  classEntity({
    name: 'h100-80g',
    title: 'NVIDIA H100 80 GB',
    memoryGiB: 79.6,
    memoryBandwidthGBps: 3350,
    bf16: 989,
    interconnect: 'nvlink',
    maxPerNode: 8,
    tier: 'scarce',
    amount: 3.9,
  }),
  classEntity({
    name: 'l4-24g',
    title: 'NVIDIA L4 24 GB',
    memoryGiB: 22.5,
    memoryBandwidthGBps: 300,
    bf16: 121,
    interconnect: 'none',
    maxPerNode: 8,
    tier: 'standard',
    amount: 0.71,
  }),
  classEntity({
    name: 'l40s-48g',
    title: 'NVIDIA L40S 48 GB',
    memoryGiB: 45,
    memoryBandwidthGBps: 864,
    bf16: 362,
    interconnect: 'pcie',
    maxPerNode: 4,
    tier: 'standard',
    amount: 1.86,
  }),
];

/** The form of a 7B model with moderate traffic, as far as it is filled in when the accelerator is chosen. */
export const filledForm = {
  precision: 'auto',
  maxModelLength: 8192,
  requestsPerSecond: 2,
  promptTokens: 1000,
  outputTokens: 200,
  ttftP95Ms: 1000,
  minReplicas: 1,
  maxReplicas: 2,
};
