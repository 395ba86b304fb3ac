import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
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

it('needs nothing to be configured', () => {
  expect(read()).toEqual({
    platformGroup: undefined,
    initialGrants: [],
    reservationLeaseMs: 86_400_000,
    reconcileEvery: { seconds: 30 },
    adoptEndpoints: false,
    driftCheckEvery: { minutes: 1 },
  });
});

it('reads names as well as refs', () => {
  expect(
    read({
      platformGroup: 'ai-platform',
      initialGrants: [grant],
      reservationLease: '2h',
      reconcileEvery: { minutes: 1 },
      adoptEndpoints: true,
      driftCheckEvery: '5m',
    }),
  ).toEqual({
    platformGroup: 'group:default/ai-platform',
    initialGrants: [{ ...grant, team: 'group:default/support-assist' }],
    reservationLeaseMs: 7_200_000,
    reconcileEvery: { minutes: 1 },
    adoptEndpoints: true,
    driftCheckEvery: { minutes: 5 },
  });
});

it.each<[JsonObject, string]>([
  [{ platformGroup: 'user:default/me' }, 'gpuQuota.platformGroup must name'],
  [{ initialGrants: [{ ...grant, count: 0 }] }, 'initialGrants[0].count'],
  [{ initialGrants: [{ ...grant, count: 1.5 }] }, 'initialGrants[0].count'],
  [{ initialGrants: [{ ...grant, team: 'a:b:c' }] }, 'initialGrants[0].team'],
  [{ initialGrants: [grant, grant] }, 'initialGrants[1] grants h100-80g'],
  [{ reservationLease: 'soon' }, 'reservationLease'],
])('names the key that is wrong in %j', (config, message) => {
  expect(() => read(config)).toThrow(message);
});
