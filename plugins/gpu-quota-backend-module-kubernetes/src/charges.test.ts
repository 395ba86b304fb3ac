import { chargesForKueue } from './chargesForKueue';
import { chargesForResourceQuota } from './chargesForResourceQuota';
import type { DeviceUse } from './deviceUse';

const extendedResourceNames = new Map([['gpu.example.com', 'example.com/gpu']]);

function claimOf(
  count: number,
  by: 'claim' | 'claim-template' = 'claim',
): DeviceUse {
  return {
    by,
    requests: [{ exactly: { deviceClassName: 'gpu.example.com', count } }],
  };
}

/** The five devices of the example in KEP-5004, "Resource Quota". */
const fiveDevices: DeviceUse[] = [
  { by: 'device-plugin', resourceName: 'example.com/gpu', devices: 1 },
  {
    by: 'explicit-extended-resource',
    deviceClassName: 'gpu.example.com',
    devices: 1,
  },
  {
    by: 'implicit-extended-resource',
    deviceClassName: 'gpu.example.com',
    devices: 1,
  },
  claimOf(1),
  claimOf(1, 'claim-template'),
];

const EXPLICIT = 'requests.example.com/gpu';
const IMPLICIT = 'requests.deviceclass.resource.kubernetes.io/gpu.example.com';
const DEVICES = 'gpu.example.com.deviceclass.resource.k8s.io/devices';

describe('what a ResourceQuota is charged', () => {
  const charged = (
    uses: DeviceUse[],
    counting: 'each-path' | 'every-key' = 'every-key',
  ) =>
    Object.fromEntries(
      chargesForResourceQuota(uses, { extendedResourceNames, counting }),
    );

  it('is what the example of KEP-5004 says, before the adjustment and after', () => {
    expect(charged(fiveDevices, 'each-path')).toEqual({
      [EXPLICIT]: 2,
      [IMPLICIT]: 1,
      [DEVICES]: 4,
    });
    expect(charged(fiveDevices, 'every-key')).toEqual({
      [EXPLICIT]: 5,
      [IMPLICIT]: 4,
      [DEVICES]: 4,
    });
  });

  it('is the worst case for a request that leaves the choice open', () => {
    const other = 'other.example.com';
    expect(
      charged(
        [
          {
            by: 'claim',
            requests: [
              {
                firstAvailable: [
                  { deviceClassName: 'gpu.example.com', count: 2 },
                  { deviceClassName: 'gpu.example.com' },
                  { deviceClassName: other, allocationMode: 'All' },
                ],
              },
            ],
          },
        ],
        'each-path',
      ),
    ).toEqual({
      [DEVICES]: 2,
      [`${other}.deviceclass.resource.k8s.io/devices`]: 32,
    });
  });

  it('knows no extended resource of a class that has no name as one', () => {
    const long = `${'a'.repeat(60)}.example.com`;
    expect(
      charged([
        { by: 'claim', requests: [{ exactly: { deviceClassName: long } }] },
      ]),
    ).toEqual({ [`${long}.deviceclass.resource.k8s.io/devices`]: 1 });
  });
});

describe('what Kueue charges', () => {
  it('is one resource per device for the same five, and nothing it cannot count', () => {
    expect(
      fiveDevices.map(use => {
        const charged = chargesForKueue(use, extendedResourceNames);
        return charged.state === 'charged'
          ? Object.fromEntries(charged.charges)
          : charged.reason;
      }),
    ).toEqual([
      { 'example.com/gpu': 1 },
      { 'example.com/gpu': 1 },
      'no ClusterQueue covers deviceclass.resource.kubernetes.io/gpu.example.com: a class has one name in Kueue',
      'Kueue counts claims made from a template only',
      { 'example.com/gpu': 1 },
    ]);
  });

  it('goes by the mapped name of a class that is no extended resource', () => {
    const template = claimOf(8, 'claim-template');
    expect(chargesForKueue(template, new Map())).toEqual({
      state: 'charged',
      charges: new Map([['goldenpath.dev/gpu.example.com', 8]]),
    });
  });

  it.each([
    [
      'all devices',
      {
        exactly: {
          deviceClassName: 'gpu.example.com',
          allocationMode: 'All' as const,
        },
      },
    ],
    [
      'alternatives',
      { firstAvailable: [{ deviceClassName: 'gpu.example.com' }] },
    ],
  ])('is not known for %s', (_, request) => {
    expect(
      chargesForKueue(
        { by: 'claim-template', requests: [request] },
        extendedResourceNames,
      ),
    ).toMatchObject({ state: 'inadmissible' });
  });
});
