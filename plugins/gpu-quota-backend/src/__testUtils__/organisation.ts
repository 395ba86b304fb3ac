import type { Entity } from '@backstage/catalog-model';

function group(
  name: string,
  options: { parent?: string; approvers?: string } = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: {
      name,
      namespace: 'default',
      annotations: options.approvers
        ? { 'goldenpath.dev/quota-approvers': options.approvers }
        : {},
    },
    spec: { type: 'team', children: [], parent: options.parent },
  };
}

function acceleratorClass(name: string, price: number): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: { name, namespace: 'default' },
    spec: {
      type: 'accelerator-class',
      owner: 'group:default/platform',
      accelerator: {
        vendor: 'nvidia',
        memoryGiB: 80,
        memoryBandwidthGBps: 3350,
        denseTflops: { bf16: 989 },
        interconnect: 'nvlink',
        maxPerNode: 8,
        tier: 'standard',
        price: { amount: price, currency: 'USD', per: 'hour' },
        deviceClassName: name,
        selectors: ['device.attributes["gpu"].memory > 0'],
      },
    },
  };
}

/** An endpoint's catalog entity. */
export function endpointEntity(
  name: string,
  annotations: Record<string, string> = {},
  owner = 'group:default/chat',
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      namespace: 'default',
      annotations: Object.fromEntries(
        Object.entries(annotations).map(([key, value]) => [
          `goldenpath.dev/${key}`,
          value,
        ]),
      ),
    },
    spec: {
      type: 'inference-endpoint',
      owner,
      lifecycle: 'production',
    },
  };
}

/** A department with two teams and leads, a platform team, and two accelerator classes. */
export const organisation: Entity[] = [
  group('company'),
  group('products', { parent: 'company', approvers: 'product-leads' }),
  group('product-leads', { parent: 'products' }),
  group('chat', { parent: 'products' }),
  group('search', { parent: 'company' }),
  group('platform', { parent: 'company' }),
  acceleratorClass('h100-80g', 3.9),
  acceleratorClass('l4-24g', 0.71),
];

/** More teams of the department of `chat`, for tests of what teams of a department have to do with each other. */
export const siblings: Entity[] = ['docs', 'maps', 'voice'].map(name =>
  group(name, { parent: 'products' }),
);

/** Who is in which group. */
export const memberships: Record<string, string[]> = {
  'user:default/ana': ['group:default/chat'],
  'user:default/ben': ['group:default/chat'],
  'user:default/cleo': ['group:default/chat', 'group:default/product-leads'],
  'user:default/lead': ['group:default/product-leads'],
  'user:default/lead2': ['group:default/product-leads'],
  'user:default/other': ['group:default/search'],
  'user:default/boss': ['group:default/company'],
  'user:default/platform': ['group:default/platform'],
  'user:default/auditor': ['group:default/audit'],
  'user:default/dora': ['group:default/docs'],
  'user:default/both': ['group:default/chat', 'group:default/audit'],
};

export const CHAT = 'group:default/chat';
export const SEARCH = 'group:default/search';
/** A sibling of `chat`: see {@link siblings}. */
export const DOCS = 'group:default/docs';
