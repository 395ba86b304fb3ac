import type { Entity } from '@backstage/catalog-model';

const apiVersion = 'backstage.io/v1alpha1';

function group(name: string, displayName: string, type = 'team'): Entity {
  return {
    apiVersion,
    kind: 'Group',
    metadata: { name, namespace: 'default' },
    spec: { type, profile: { displayName }, children: [] },
  };
}

function user(name: string, displayName: string): Entity {
  return {
    apiVersion,
    kind: 'User',
    metadata: { name, namespace: 'default' },
    spec: { profile: { displayName } },
  };
}

function acceleratorClass(
  name: string,
  title: string,
  accelerator: { memoryGiB: number; price: number; tier: string },
): Entity {
  return {
    apiVersion,
    kind: 'Resource',
    metadata: { name, namespace: 'default', title },
    spec: {
      type: 'accelerator-class',
      owner: 'group:default/ai-platform',
      accelerator: {
        vendor: 'nvidia',
        memoryGiB: accelerator.memoryGiB,
        memoryBandwidthGBps: 3350,
        denseTflops: { bf16: 989 },
        interconnect: 'none',
        maxPerNode: 8,
        tier: accelerator.tier,
        price: { amount: accelerator.price, currency: 'USD', per: 'hour' },
        deviceClassName: name,
        selectors: ["device.driver == 'gpu.nvidia.com'"],
      },
    },
  };
}

function endpoint(name: string): Entity {
  return {
    apiVersion,
    kind: 'Component',
    metadata: { name, namespace: 'default' },
    spec: {
      type: 'inference-endpoint',
      lifecycle: 'production',
      owner: 'group:default/support-assist',
    },
  };
}

export const supportAssist = group('support-assist', 'Support assist');
export const supportChat = endpoint('support-chat');

/** A small organisation: one team with its endpoints, its leads and the platform team. */
export const catalogEntities: Entity[] = [
  supportAssist,
  group('customer-products-leads', 'Customer products leads', 'leads'),
  group('ai-platform', 'AI platform'),
  user('mia.chen', 'Mia Chen'),
  user('tom.okafor', 'Tom Okafor'),
  acceleratorClass('h100-80g', 'NVIDIA H100 80 GB', {
    memoryGiB: 79.6,
    price: 3.9,
    tier: 'scarce',
  }),
  acceleratorClass('l4-24g', 'NVIDIA L4 24 GB', {
    memoryGiB: 22.5,
    price: 0.75,
    tier: 'standard',
  }),
  supportChat,
  endpoint('support-chat-eu'),
];
