import { scalingCost } from './scalingCost';

const replicaHour = { amountMinor: 186, currency: 'USD' };
const usd = (amountMinor: number) => ({ amountMinor, currency: 'USD' });

describe('scalingCost', () => {
  it('runs the minimum all month, and the maximum all month', () => {
    expect(
      scalingCost(replicaHour, { minReplicas: 1, maxReplicas: 4 }),
    ).toEqual({
      atMinimum: usd(186 * 730),
      atMaximum: usd(4 * 186 * 730),
    });
  });

  it('costs nothing while idle when it may go down to none', () => {
    expect(
      scalingCost(replicaHour, {
        minReplicas: 1,
        maxReplicas: 2,
        scaleToZero: true,
      }).atMinimum,
    ).toEqual(usd(0));
  });

  it.each([
    ['08:00', '20:00', 0.5],
    ['20:00', '08:00', 0.5],
    ['22:00', '04:00', 0.25],
  ])(
    'keeps the minimum from %s to %s, also over midnight',
    (start, end, share) => {
      expect(
        scalingCost(replicaHour, {
          minReplicas: 2,
          maxReplicas: 2,
          scaleToZero: true,
          businessHours: { start, end, timezone: 'UTC' },
        }).atMinimum,
      ).toEqual(usd(2 * 186 * 730 * share));
    },
  );

  it('does not go below the minimum for business hours alone', () => {
    expect(
      scalingCost(replicaHour, {
        minReplicas: 1,
        maxReplicas: 1,
        businessHours: { start: '08:00', end: '09:00', timezone: 'UTC' },
      }).atMinimum,
    ).toEqual(usd(186 * 730));
  });
});
