import type { Money } from './types';

/** Hours a month is counted with: 8 760 a year over twelve. @public */
export const HOURS_PER_MONTH = 730;

/** The list price of one device for one hour, in major units, as the accelerator class states it. @public */
export type HourlyPrice = { amount: number; currency: string };

/** Digits after the point in a currency: 2 for USD, 0 for JPY (ISO 4217). */
function fractionDigits(currency: string): number {
  return (
    new Intl.NumberFormat('en', {
      style: 'currency',
      currency,
    }).resolvedOptions().maximumFractionDigits ?? 2
  );
}

/**
 * What a number of devices costs in a month, accelerators only.
 *
 * @param price - list price of one device and hour
 * @param devices - how many
 * @public
 */
export function monthlyCost(price: HourlyPrice, devices: number): Money {
  const minorPerUnit = 10 ** fractionDigits(price.currency);
  return {
    amountMinor: Math.round(
      price.amount * minorPerUnit * devices * HOURS_PER_MONTH,
    ),
    currency: price.currency,
  };
}

/**
 * What a request changes in a team's monthly cost if it is granted in full and used.
 *
 * @param options - list price, devices granted now, devices asked for
 * @public
 */
export function costChange(options: {
  price: HourlyPrice;
  granted: number;
  count: number;
}): { monthlyNow: Money; monthlyAfter: Money } {
  const { price, granted, count } = options;
  return {
    monthlyNow: monthlyCost(price, granted),
    monthlyAfter: monthlyCost(price, granted + count),
  };
}
