import fc from 'fast-check';
import {
  totalUsage,
  usageOf,
  type EndpointUsage,
  type UsageInput,
} from './usage';

const series = (values: (number | null)[]) => ({
  start: '2026-03-01T00:00:00.000Z',
  stepSeconds: 1800,
  values,
});

/** An endpoint over four half hours; the first sample stands for the one before. */
const endpoint = (
  devices: (number | null)[],
  utilization: (number | null)[],
): EndpointUsage => ({
  accelerators: series([9, ...devices]),
  gpuUtilization: series([1, ...utilization]),
});

const usage = (endpoints: EndpointUsage[], more: Partial<UsageInput> = {}) =>
  usageOf({
    team: 'group:default/chat',
    acceleratorClass: 'h100-80g',
    pricePerDeviceHour: { amountMinor: 400, currency: 'USD' },
    window: { steps: 4, stepSeconds: 1800 },
    endpoints,
    ...more,
  });

it('counts devices held, how busy they are, and what idling costs', () => {
  const busy = endpoint([4, 4, 4, 4], [0.5, 0.5, 0.5, 1]);
  const idle = endpoint([2, 2, 0, 0], [0, 0, null, null]);
  expect(usage([busy, idle])).toEqual({
    state: 'complete',
    team: 'group:default/chat',
    acceleratorClass: 'h100-80g',
    endpoints: 2,
    endpointsWithoutData: 0,
    coveredHours: 2,
    // 4 devices for two hours and 2 for one
    deviceHours: 10,
    unmeasuredDeviceHours: 0,
    gpuUtilization: {
      // 2 + 2 + 2 + 4 of 20 device samples
      mean: 0.5,
      // of 1/3, 1/3, 1/2 and 1, a twentieth of the way down from the highest
      p95: expect.closeTo(0.925, 4),
    },
    idleDeviceHours: 5,
    idleCost: { amountMinor: 2000, currency: 'USD' },
  });
});

it('says for how long it knows, and counts nothing for the rest', () => {
  const young = endpoint([null, null, null, 2], [null, null, null, 0.25]);
  const unknown: EndpointUsage = {};
  expect(usage([young, unknown])).toMatchObject({
    state: 'partial',
    endpoints: 2,
    endpointsWithoutData: 1,
    coveredHours: 0.5,
    deviceHours: 1,
    idleDeviceHours: 0.8,
    idleCost: { amountMinor: 300 },
  });
  expect(usage([unknown])).toEqual({
    state: 'no-data',
    team: 'group:default/chat',
    acceleratorClass: 'h100-80g',
    endpoints: 1,
    endpointsWithoutData: 1,
    coveredHours: 0,
  });
});

it('takes devices without a utilisation for neither busy nor idle', () => {
  const measured = endpoint([1, 1, 1, 1], [1, 1, 1, 1]);
  const blind = endpoint([3, 3, 3, 3], [null, null, null, null]);
  expect(usage([measured, blind])).toMatchObject({
    state: 'complete',
    deviceHours: 8,
    unmeasuredDeviceHours: 6,
    gpuUtilization: { mean: 1, p95: 1 },
    idleDeviceHours: 0,
  });
  expect(usage([blind])).toMatchObject({ state: 'no-data', coveredHours: 0 });
});

it('has no utilisation where nothing was held, and no cost without a price', () => {
  const asleep = endpoint([0, 0, 0, 0], [null, null, null, null]);
  const result = usage([asleep], { pricePerDeviceHour: undefined });
  expect(result).toMatchObject({
    state: 'complete',
    deviceHours: 0,
    idleDeviceHours: 0,
  });
  expect(result).not.toHaveProperty('gpuUtilization');
  expect(result).not.toHaveProperty('idleCost');
});

it('adds teams up, leaving out what is not known', () => {
  const busy = usage([endpoint([4, 4, 4, 4], [1, 1, 1, 1])]);
  const half = usage([endpoint([4, 4, null, null], [0.5, 0.5, null, null])]);
  const blind = usage([{}]);
  expect(totalUsage([busy, half, blind])).toEqual({
    coveredHours: 1,
    rowsWithoutData: 1,
    deviceHours: 12,
    idleDeviceHours: 2,
    gpuUtilizationMean: 0.8333,
    idleCost: { amountMinor: 800, currency: 'USD' },
  });
  expect(totalUsage([blind])).toBeUndefined();
  const unpriced = usage([endpoint([1, 1, 1, 1], [0, 0, 0, 0])], {
    pricePerDeviceHour: undefined,
  });
  expect(totalUsage([busy, unpriced])).not.toHaveProperty('idleCost');
});

it('keeps its sums for any samples, however wild', () => {
  const wild = fc.array(
    fc.option(fc.oneof(fc.double(), fc.double({ min: 0, max: 2 })), {
      nil: null,
    }),
    { maxLength: 6 },
  );
  const devices = fc.array(fc.option(fc.nat(512), { nil: null }), {
    maxLength: 6,
  });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(devices, wild), { maxLength: 4 }),
      endpoints => {
        const result = usage(
          endpoints.map(([held, busy]) => endpoint(held, busy)),
        );
        expect(result.coveredHours).toBeLessThanOrEqual(2);
        if (result.state === 'no-data') return;
        const measured = result.deviceHours - result.unmeasuredDeviceHours;
        expect(result.idleDeviceHours).toBeGreaterThanOrEqual(0);
        expect(result.idleDeviceHours).toBeLessThanOrEqual(measured + 0.11);
        const { mean, p95 } = result.gpuUtilization ?? { mean: 0, p95: 0 };
        for (const share of [mean, p95]) {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(1);
        }
      },
    ),
  );
});
