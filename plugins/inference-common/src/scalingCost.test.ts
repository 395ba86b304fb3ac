import { formatScalingCosts, scalingCosts, type Scaling } from './scalingCost';

/** One device a replica, at $1.86. */
const costs = (replicas: number, scaling: Scaling) =>
  scalingCosts(
    { replicas, hourlyCost: { amountMinor: 186 * replicas, currency: 'USD' } },
    scaling,
  );
const amounts = (replicas: number, scaling: Scaling) =>
  costs(replicas, scaling).map(cost => [cost.case, cost.monthly.amountMinor]);
const month = 186 * 730;

describe('what an endpoint costs in a month', () => {
  it('is what is planned, and between which bounds', () => {
    expect(amounts(2, { minReplicas: 1, maxReplicas: 4 })).toEqual([
      ['planned', 2 * month],
      ['minimum', month],
      ['maximum', 4 * month],
    ]);
    expect(
      formatScalingCosts(costs(2, { minReplicas: 1, maxReplicas: 4 })),
    ).toBe('$2,716 a month with 2 replicas, $1,358 with one, $5,431 with 4');
  });

  it('is said once where replicas neither come nor go', () => {
    const steady = { minReplicas: 1, maxReplicas: 1 };
    expect(amounts(1, steady)).toEqual([['planned', month]]);
    expect(formatScalingCosts(costs(1, steady))).toBe(
      '$1,358 a month with one replica',
    );
  });

  it('is nothing while idle where it may go down to none', () => {
    const scaling = { minReplicas: 1, maxReplicas: 2, scaleToZero: true };
    expect(amounts(1, scaling)).toEqual([
      ['planned', month],
      ['idle', 0],
      ['maximum', 2 * month],
    ]);
    expect(formatScalingCosts(costs(1, scaling))).toBe(
      '$1,358 a month with one replica, $0.00 while nobody asks, $2,716 with 2',
    );
  });

  it('keeps the minimum in business hours, from Monday to Friday', () => {
    expect(
      amounts(2, {
        minReplicas: 2,
        maxReplicas: 2,
        scaleToZero: true,
        businessHours: { start: '08:00', end: '20:00', timezone: 'UTC' },
      }),
    ).toEqual([
      ['planned', 2 * month],
      ['idle', Math.round((2 * month) / 2 / 1.4)],
    ]);
  });

  it('keeps what the hours say where that is more', () => {
    const idle = (replicas?: number) =>
      amounts(1, {
        minReplicas: 1,
        maxReplicas: 3,
        scaleToZero: true,
        businessHours: {
          start: '08:00',
          end: '20:00',
          timezone: 'UTC',
          replicas,
        },
      })[1];
    expect(idle()).toEqual(['idle', Math.round(month / 2 / 1.4)]);
    expect(idle(3)).toEqual(['idle', Math.round((3 * month) / 2 / 1.4)]);
  });

  it('is what the hours add, where it does not go down to none', () => {
    const scaling = {
      minReplicas: 1,
      maxReplicas: 4,
      businessHours: {
        start: '08:00',
        end: '20:00',
        timezone: 'UTC',
        replicas: 4,
      },
    };
    const withHours = Math.round(month * (1 + 3 / 2 / 1.4));
    expect(amounts(1, scaling)).toEqual([
      ['planned', withHours],
      ['maximum', 4 * month],
    ]);
    expect(amounts(2, scaling)).toEqual([
      ['planned', Math.round(month * (2 + 2 / 2 / 1.4))],
      ['minimum', withHours],
      ['maximum', 4 * month],
    ]);
    expect(formatScalingCosts(costs(2, scaling))).toBe(
      '$3,685 a month with 2 replicas and 4 in business hours, $2,813 with one and 4 in business hours, $5,431 with 4',
    );
  });

  it('does not go below the minimum for business hours alone', () => {
    expect(
      amounts(1, {
        minReplicas: 1,
        maxReplicas: 1,
        businessHours: { start: '08:00', end: '09:00', timezone: 'UTC' },
      }),
    ).toEqual([['planned', month]]);
  });
});
