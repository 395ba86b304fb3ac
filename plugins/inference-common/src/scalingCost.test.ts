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

  it('keeps the minimum in business hours, from Monday to Friday', () => {
    expect(
      scalingCost(replicaHour, {
        minReplicas: 2,
        maxReplicas: 2,
        scaleToZero: true,
        businessHours: { start: '08:00', end: '20:00', timezone: 'UTC' },
      }).atMinimum,
    ).toEqual(usd(Math.round((2 * 186 * 730) / 2 / 1.4)));
  });

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
