import fc from 'fast-check';
import { cost, type CostInput } from './cost';

const input: CostInput = {
  devices: 4,
  devicesSource: 'measured',
  pricePerDeviceHour: { amountMinor: 390, currency: 'USD' },
  priceSource: 'resource:default/h100-80g',
  gpuUtilization: 0.25,
  requestsPerSecond: 2,
  tokensPerSecond: 1000,
  window: '5m',
};

describe('cost', () => {
  it('prices devices, idleness, a prediction and a million tokens', () => {
    expect(cost(input)).toEqual({
      scope: 'accelerators',
      devices: 4,
      devicesSource: 'measured',
      window: '5m',
      priceSource: 'resource:default/h100-80g',
      pricePerDeviceHour: { amountMinor: 390, currency: 'USD' },
      hourly: { amountMinor: 1560, currency: 'USD' },
      monthly: { amountMinor: 1_138_800, currency: 'USD' },
      idleRatio: 0.75,
      idleHourly: { amountMinor: 1170, currency: 'USD' },
      // 1560 cents for 7200 predictions, and for 3.6 million tokens
      perPrediction: { amountMinor: 1560 / 7200, currency: 'USD' },
      perMillionTokens: { amountMinor: 1560 / 3.6, currency: 'USD' },
    });
  });

  it('has no unit cost without traffic, and no idle share without a utilisation', () => {
    const quiet = cost({
      ...input,
      requestsPerSecond: 0,
      tokensPerSecond: undefined,
      gpuUtilization: undefined,
    });
    expect(quiet).not.toHaveProperty('perPrediction');
    expect(quiet).not.toHaveProperty('perMillionTokens');
    expect(quiet).not.toHaveProperty('idleHourly');
    expect(quiet.hourly?.amountMinor).toBe(1560);
  });

  it('says the devices but no amount when the class has no price', () => {
    expect(cost({ ...input, pricePerDeviceHour: undefined })).toEqual({
      scope: 'accelerators',
      devices: 4,
      devicesSource: 'measured',
      window: '5m',
      priceSource: 'resource:default/h100-80g',
    });
  });

  it('keeps its sums for any figures, however wild', () => {
    const wild = fc.option(
      fc.oneof(
        fc.double(),
        fc.double({ min: 0, max: 1 }),
        fc.double({ min: 0, max: 1e6 }),
      ),
      { nil: undefined },
    );
    fc.assert(
      fc.property(
        fc.nat(512),
        fc.integer({ min: 1, max: 10_000_00 }),
        wild,
        wild,
        wild,
        (
          devices,
          tenThousandths,
          gpuUtilization,
          requestsPerSecond,
          tokensPerSecond,
        ) => {
          const result = cost({
            ...input,
            devices,
            pricePerDeviceHour: {
              amountMinor: tenThousandths / 100,
              currency: 'USD',
            },
            gpuUtilization,
            requestsPerSecond,
            tokensPerSecond,
          });
          const amounts = [
            result.hourly,
            result.monthly,
            result.idleHourly,
            result.perPrediction,
            result.perMillionTokens,
          ].flatMap(money => (money ? [money.amountMinor] : []));
          expect(
            amounts.filter(amount => !(amount >= 0 && amount < Infinity)),
          ).toEqual([]);

          const hourly = result.hourly?.amountMinor ?? NaN;
          const idleHourly = result.idleHourly?.amountMinor ?? 0;
          expect(Number.isInteger(hourly)).toBe(true);
          expect(Number.isInteger(result.monthly?.amountMinor)).toBe(true);
          expect(Number.isInteger(idleHourly)).toBe(true);
          expect(idleHourly).toBeLessThanOrEqual(hourly);
          const hasTraffic = (requestsPerSecond ?? 0) > 0;
          expect(result.perPrediction !== undefined && !hasTraffic).toBe(false);
        },
      ),
    );
  });
});
