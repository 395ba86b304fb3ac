import type { Entity } from '@backstage/catalog-model';
import {
  platformDocuments,
  shippedClasses,
} from './sizing/__testUtils__/classes';
import { parseAcceleratorClass } from './acceleratorClass';

type Fields = Record<string, unknown>;

function classEntity(changes: Fields = {}, spec: Fields = {}): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: { name: 'test-16g', title: 'Test 16 GB' },
    spec: {
      type: 'accelerator-class',
      owner: 'ai-platform',
      accelerator: {
        vendor: 'nvidia',
        memoryGiB: 15.5,
        memoryBandwidthGBps: 320,
        denseTflops: { bf16: 65 },
        interconnect: 'pcie',
        maxPerNode: 4,
        tier: 'standard',
        price: { amount: 0.526, currency: 'USD', per: 'hour' },
        deviceClassName: 'test-16g',
        selectors: ["device.driver == 'gpu.nvidia.com'"],
        ...changes,
      },
      ...spec,
    } as Entity['spec'],
  };
}

describe('parseAcceleratorClass', () => {
  it('reads a class, with the price in minor units', () => {
    expect(parseAcceleratorClass(classEntity())).toEqual({
      ok: true,
      value: {
        name: 'test-16g',
        title: 'Test 16 GB',
        entityRef: 'resource:default/test-16g',
        owner: 'group:default/ai-platform',
        vendor: 'nvidia',
        memoryGiB: 15.5,
        memoryBandwidthGBps: 320,
        denseTflops: { bf16: 65 },
        interconnect: 'pcie',
        maxPerNode: 4,
        tier: 'standard',
        pricePerDeviceHour: { amountMinor: 52.6, currency: 'USD' },
        deviceClassName: 'test-16g',
        selectors: ["device.driver == 'gpu.nvidia.com'"],
      },
    });
  });

  it.each([
    ['no price', { price: undefined }, 'spec.accelerator.price'],
    [
      'a price of nothing',
      { price: { amount: 0, currency: 'USD', per: 'hour' } },
      'spec.accelerator.price.amount',
    ],
    [
      'a currency that is none',
      { price: { amount: 1, currency: 'DOL', per: 'hour' } },
      'spec.accelerator.price.currency',
    ],
    [
      'a price per month',
      { price: { amount: 1, currency: 'USD', per: 'month' } },
      'spec.accelerator.price.per',
    ],
    ['an unknown tier', { tier: 'gold' }, 'spec.accelerator.tier'],
    ['no memory', { memoryGiB: 0 }, 'spec.accelerator.memoryGiB'],
    ['negative memory', { memoryGiB: -80 }, 'spec.accelerator.memoryGiB'],
    ['memory as text', { memoryGiB: '80' }, 'spec.accelerator.memoryGiB'],
    ['no selector', { selectors: [] }, 'spec.accelerator.selectors'],
    [
      'an empty selector',
      { selectors: [' '] },
      'spec.accelerator.selectors[0]',
    ],
    [
      'a device class Kubernetes would refuse',
      { deviceClassName: 'H100_80G' },
      'spec.accelerator.deviceClassName',
    ],
    [
      'half a device per node',
      { maxPerNode: 0.5 },
      'spec.accelerator.maxPerNode',
    ],
    [
      'an unknown interconnect',
      { interconnect: 'string' },
      'spec.accelerator.interconnect',
    ],
    [
      'an extended resource without a domain',
      { extendedResourceName: 'gpu' },
      'spec.accelerator.extendedResourceName',
    ],
    ['no arithmetic', { denseTflops: {} }, 'spec.accelerator.denseTflops.bf16'],
  ])('refuses %s with the path of the field', (_, changes, path) => {
    const parsed = parseAcceleratorClass(classEntity(changes));
    expect(!parsed.ok && parsed.errors.map(error => error.path)).toEqual([
      path,
    ]);
  });

  it('refuses a Resource without an accelerator, and anything that is no class', () => {
    const bare = parseAcceleratorClass(
      classEntity({}, { accelerator: undefined }),
    );
    expect(!bare.ok && bare.errors[0].path).toBe('spec.accelerator');
    const database = parseAcceleratorClass(
      classEntity({}, { type: 'database' }),
    );
    expect(!database.ok && database.errors[0].path).toBe('spec.type');
    const noOwner = parseAcceleratorClass(classEntity({}, { owner: ' ' }));
    expect(!noOwner.ok && noOwner.errors[0].path).toBe('spec.owner');
  });
});

describe('the classes the platform ships', () => {
  it('are six from two vendors, with a price source each', () => {
    expect(shippedClasses.map(({ name, vendor }) => [name, vendor])).toEqual([
      ['l4-24g', 'nvidia'],
      ['l40s-48g', 'nvidia'],
      ['a100-80g', 'nvidia'],
      ['h100-80g', 'nvidia'],
      ['h100-mig-3g-40g', 'nvidia'],
      ['mi300x-192g', 'amd'],
    ]);
    for (const shipped of shippedClasses) {
      expect(shipped.deviceClassName).toBe(shipped.name);
      expect(shipped.owner).toBe('group:default/ai-platform');
      expect(shipped.priceSource).toBeTruthy();
    }
  });

  it('agree with the DeviceClasses', () => {
    expect(platformDocuments('kubernetes/device-classes.yaml')).toEqual(
      shippedClasses.map(
        ({ name, deviceClassName, extendedResourceName, selectors }) => ({
          apiVersion: 'resource.k8s.io/v1',
          kind: 'DeviceClass',
          metadata: {
            name: deviceClassName,
            labels: { 'goldenpath.dev/accelerator-class': name },
          },
          spec: {
            ...(extendedResourceName && { extendedResourceName }),
            selectors: selectors.map(expression => ({ cel: { expression } })),
          },
        }),
      ),
    );
  });
});
