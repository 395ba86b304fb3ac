import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { DEFAULT_POLICY } from '@golden-path/plugin-gpu-quota-common';
import { readGpuQuotaConfig } from './readGpuQuotaConfig';

function read(gpuQuota?: JsonObject) {
  return readGpuQuotaConfig(new ConfigReader(gpuQuota ? { gpuQuota } : {}));
}

const grant = {
  team: 'support-assist',
  acceleratorClass: 'h100-80g',
  count: 4,
  reason: 'Start',
};

const cap = { department: 'products', acceleratorClass: 'h100', count: 8 };

it('needs nothing to be configured', () => {
  expect(read()).toEqual({
    platformGroup: undefined,
    initialGrants: [],
    reservationLeaseMs: 86_400_000,
    missingEndpointGraceMs: 3_600_000,
    reconcileEvery: { seconds: 30 },
    adoptEndpoints: false,
    policy: DEFAULT_POLICY,
    requestExpiryMs: 30 * 86_400_000,
    lifecycleEvery: { minutes: 1 },
    capacity: new Map(),
    driftCheckEvery: { minutes: 1 },
    departments: [],
  });
});

it('reads names as well as refs', () => {
  expect(
    read({
      platformGroup: 'ai-platform',
      initialGrants: [grant],
      reservationLease: '2h',
      missingEndpointGrace: '10m',
      reconcileEvery: { minutes: 1 },
      adoptEndpoints: true,
      policy: [{ name: 'all', stages: ['lead', 'platform'] }],
      requestExpiry: '14d',
      lifecycleEvery: '10s',
      capacity: {
        'h100-80g': { devices: 16, overcommit: 1.25 },
        'l4-24g': {},
      },
      driftCheckEvery: '5m',
      departments: [
        { department: 'customer-products', acceleratorClass: 'h100', count: 8 },
      ],
    }),
  ).toEqual({
    platformGroup: 'group:default/ai-platform',
    initialGrants: [{ ...grant, team: 'group:default/support-assist' }],
    reservationLeaseMs: 7_200_000,
    missingEndpointGraceMs: 600_000,
    reconcileEvery: { minutes: 1 },
    adoptEndpoints: true,
    policy: [{ name: 'all', when: {}, stages: ['lead', 'platform'] }],
    requestExpiryMs: 14 * 86_400_000,
    lifecycleEvery: { seconds: 10 },
    capacity: new Map([
      ['h100-80g', { devices: 16, overcommit: 1.25 }],
      ['l4-24g', { devices: undefined, overcommit: 1 }],
    ]),
    driftCheckEvery: { minutes: 5 },
    departments: [
      {
        department: 'group:default/customer-products',
        acceleratorClass: 'h100',
        count: 8,
      },
    ],
  });
});

it.each<[JsonObject, string]>([
  [{ platformGroup: 'user:default/me' }, 'gpuQuota.platformGroup must name'],
  [{ initialGrants: [{ ...grant, count: 0 }] }, 'initialGrants[0].count'],
  [{ initialGrants: [{ ...grant, count: 1.5 }] }, 'initialGrants[0].count'],
  [{ initialGrants: [{ ...grant, team: 'a:b:c' }] }, 'initialGrants[0].team'],
  [{ initialGrants: [grant, grant] }, 'initialGrants[1] grants h100-80g'],
  [{ reservationLease: 'soon' }, 'reservationLease'],
  [{ requestExpiry: 'never' }, 'requestExpiry'],
  [{ policy: [{ name: 'all', stages: 'nobody' }] }, 'rule "all": stages'],
  [{ capacity: { h100: { devices: -1 } } }, 'capacity.h100.devices'],
  [{ capacity: { h100: { devices: 1.5 } } }, 'capacity.h100.devices'],
  [{ capacity: { h100: { overcommit: 0 } } }, 'capacity.h100.overcommit'],
  [{ capacity: { h100: { overcommit: 1.125 } } }, 'capacity.h100.overcommit'],
  [{ capacity: { h100: { overcommit: 11 } } }, 'capacity.h100.overcommit'],
  [{ departments: [{ ...cap, count: -1 }] }, 'departments[0].count'],
  [{ departments: [{ ...cap, count: 1.5 }] }, 'departments[0].count'],
  [{ departments: [{ ...cap, department: 'user:x' }] }, 'departments[0].dep'],
  [{ departments: [cap, cap] }, 'departments[1] caps h100'],
  [{ capacity: { H100: {} } }, 'capacity.H100 must be the name'],
])('names the key that is wrong in %j', (config, message) => {
  expect(() => read(config)).toThrow(message);
});
