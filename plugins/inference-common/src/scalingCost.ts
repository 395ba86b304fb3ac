import { HOURS_PER_MONTH } from './cost';
import type { BusinessHours } from './endpointOptions';
import type { Money } from './money';

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

/** What accelerators cost in a month, from one that hardly sees a request to one that is always at its limit. @public */
export type ScalingCost = { atMinimum: Money; atMaximum: Money };

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
 * Bounds of the monthly cost: `devices per replica × price × replicas × hours`.
 *
 * @remarks
 * At the minimum the least replicas run all month; with scale to zero none, but in business hours. At the maximum all
 * replicas run all month. Accelerators only, at list price.
 *
 * @param replicaHour - what one replica costs in an hour
 *
 * @public
 */
export function scalingCost(replicaHour: Money, scaling: Scaling): ScalingCost {
  const monthly = (replicas: number, share: number): Money => ({
    amountMinor: Math.round(
      replicaHour.amountMinor * replicas * HOURS_PER_MONTH * share,
    ),
    currency: replicaHour.currency,
  });
  const { businessHours } = scaling;
  const keptUp = businessHours ? shareOfTime(businessHours) : 0;
  return {
    atMinimum: monthly(scaling.minReplicas, scaling.scaleToZero ? keptUp : 1),
    atMaximum: monthly(scaling.maxReplicas, 1),
  };
}
