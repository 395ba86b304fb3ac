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
export type ScalingCost = {
  case: CostCase;
  replicas: number;
  /** Those of business hours, where they are more. */
  replicasInHours?: number;
  monthly: Money;
};

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
 * zero (`idle`) none. In business hours it is those of the hours, where they are more. At the maximum all replicas run
 * all month. Accelerators only, at list price.
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
  const hours = businessHours ? shareOfTime(businessHours) : 0;
  const keptUp = businessHours?.replicas ?? minReplicas;
  const costOf = (name: CostCase, replicas: number): ScalingCost => {
    const inHours = Math.max(replicas, keptUp);
    const mean = replicas * (1 - hours) + inHours * hours;
    return {
      case: name,
      replicas,
      ...(hours > 0 && inHours > replicas && { replicasInHours: inHours }),
      monthly: perMonth(plan.hourlyCost, mean / plan.replicas),
    };
  };
  const planned = costOf('planned', plan.replicas);
  const bounds = [
    scaleToZero ? costOf('idle', 0) : costOf('minimum', minReplicas),
    costOf('maximum', maxReplicas),
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
    .map(({ case: name, replicas, replicasInHours, monthly }) => {
      const amount = formatMoney(monthly);
      const inHours = replicasInHours
        ? ` and ${replicasInHours} in business hours`
        : '';
      switch (name) {
        case 'planned':
          return `${amount} a month with ${
            replicas === 1 ? 'one replica' : `${replicas} replicas`
          }${inHours}`;
        case 'idle':
          return `${amount} while nobody asks`;
        default:
          return `${amount} with ${
            replicas === 1 ? 'one' : replicas
          }${inHours}`;
      }
    })
    .join(', ');
}
