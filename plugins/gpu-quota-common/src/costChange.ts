import type { Money } from './types';

/** Hours a month is counted with: 8 760 a year over twelve. @public */
export const HOURS_PER_MONTH = 730;

/**
 * What a number of devices costs in a month, accelerators only, in whole minor units.
 *
 * @param pricePerDeviceHour - list price of one device for an hour; may be a fraction of a minor unit
 * @param devices - how many
 * @public
 */
export function monthlyCost(pricePerDeviceHour: Money, devices: number): Money {
  return {
    amountMinor: Math.round(
      pricePerDeviceHour.amountMinor * devices * HOURS_PER_MONTH,
    ),
    currency: pricePerDeviceHour.currency,
  };
}

/**
 * What a request changes in a team's monthly cost if it is granted in full and used.
 *
 * @param options - list price, devices granted now, devices asked for, and those of a grant they take the place of
 * @public
 */
export function costChange(options: {
  pricePerDeviceHour: Money;
  granted: number;
  count: number;
  replaced?: number;
}): { monthlyNow: Money; monthlyAfter: Money } {
  const { pricePerDeviceHour, granted, count, replaced = 0 } = options;
  return {
    monthlyNow: monthlyCost(pricePerDeviceHour, granted),
    monthlyAfter: monthlyCost(pricePerDeviceHour, granted - replaced + count),
  };
}
