import { perMonth } from './cost';
import type { BusinessHours } from './endpointOptions';
import { formatMoney, type Money } from './money';

const MINUTES_PER_DAY = 24 * 60;
/** Monday to Friday. */
const SHARE_OF_WEEK = 5 / 7;

/** How an endpoint grows and shrinks, as far as it decides what it costs. @public */
export type Scaling = {
  minReplicas: number;
  maxReplicas: number;
  scaleToZero?: boolean;
  businessHours?: BusinessHours;
};

/** How much of an endpoint runs: what its traffic needs, what is kept while nobody asks, or what it may grow to. @public */
export type CostCase = 'planned' | 'idle' | 'minimum' | 'maximum';

/** What an endpoint's accelerators cost in a month in one case. @public */
export type ScalingCost = { case: CostCase; replicas: number; monthly: Money };

function minutesOf(clock: string): number {
  const [hours, minutes] = clock.split(':').map(Number);
  return hours * 60 + minutes;
}

/**
 * Share of all time that business hours cover, 0 to 1.
 *
 * @public
 */
export function shareOfTime(hours: BusinessHours): number {
  const minutes = minutesOf(hours.end) - minutesOf(hours.start);
  return (Math.max(0, minutes) / MINUTES_PER_DAY) * SHARE_OF_WEEK;
}

/**
 * What an endpoint costs in a month: as planned, and at the bounds within which it scales where those cost something
 * else. The one source of these figures for forms, tasks and documents.
 *
 * @remarks
 * As planned, the replicas that the traffic needs run all month. At the minimum the least replicas do; with scale to
 * zero (`idle`) none, but in business hours those of the hours. At the maximum all replicas run all month. Accelerators only, at list price.
 *
 * @param plan - planned replicas, and what they cost in an hour
 *
 * @public
 */
export function scalingCosts(
  plan: { replicas: number; hourlyCost: Money },
  scaling: Scaling,
): ScalingCost[] {
  const { minReplicas, maxReplicas, scaleToZero, businessHours } = scaling;
  const costOf = (
    name: CostCase,
    replicas: number,
    share: number,
  ): ScalingCost => ({
    case: name,
    replicas,
    monthly: perMonth(plan.hourlyCost, (replicas / plan.replicas) * share),
  });
  const keptUp = businessHours ? shareOfTime(businessHours) : 0;
  const planned = costOf('planned', plan.replicas, 1);
  const bounds = [
    scaleToZero
      ? costOf('idle', businessHours?.replicas ?? minReplicas, keptUp)
      : costOf('minimum', minReplicas, 1),
    costOf('maximum', maxReplicas, 1),
  ];
  return [
    planned,
    ...bounds.filter(
      ({ monthly }) => monthly.amountMinor !== planned.monthly.amountMinor,
    ),
  ];
}

/**
 * Those costs in words: `$584 a month with one replica, $0.00 while nobody asks, $1,168 with 2`.
 *
 * @public
 */
export function formatScalingCosts(costs: ScalingCost[]): string {
  return costs
    .map(({ case: name, replicas, monthly }) => {
      const amount = formatMoney(monthly);
      switch (name) {
        case 'planned':
          return `${amount} a month with ${
            replicas === 1 ? 'one replica' : `${replicas} replicas`
          }`;
        case 'idle':
          return `${amount} while nobody asks`;
        default:
          return `${amount} with ${replicas === 1 ? 'one' : replicas}`;
      }
    })
    .join(', ');
}
