import type { Money } from './money';
import type { Cost } from './schemas';

/**
 * Hours of a month: 365 days of 24 hours, divided by 12.
 *
 * @public
 */
export const HOURS_PER_MONTH = 730;

/**
 * What costs so much in an hour costs in a month, in whole minor units.
 *
 * @param share - of the month in which it runs
 *
 * @public
 */
export function perMonth(hourly: Money, share = 1): Money {
  return {
    amountMinor: Math.round(hourly.amountMinor * HOURS_PER_MONTH * share),
    currency: hourly.currency,
  };
}

/**
 * What {@link cost} is worked out from. A figure that is not known is left out, never 0.
 *
 * @public
 */
export type CostInput = {
  devices: number;
  /** `measured` from the signal source, `declared` from the catalog. */
  devicesSource: 'measured' | 'declared';
  /** List price of one device for an hour; left out when the accelerator class is not in the catalog. */
  pricePerDeviceHour?: Money;
  /** Entity ref of the accelerator class. */
  priceSource?: string;
  /** Mean over the endpoint's devices, 0 to 1. */
  gpuUtilization?: number;
  /** Successful requests per second. */
  requestsPerSecond?: number;
  /** Prompt and generated tokens per second together. */
  tokensPerSecond?: number;
  /** Window of the two rates. */
  window: string;
  /** When the oldest of these figures was true. */
  asOf?: string;
};

const SECONDS_PER_HOUR = 3600;

/** Undefined for what cannot be counted with: nothing, a negative or no number at all. */
function countable(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) && value >= 0
    ? value
    : undefined;
}

/**
 * The share of a device's time that does no work: 1 − GPU utilisation, from 0 to 1.
 *
 * @param gpuUtilization - 0 to 1
 * @public
 */
export function idleRatio(gpuUtilization: number): number {
  return 1 - Math.min(1, Math.max(0, gpuUtilization));
}

function unitCost(
  hourlyMinor: number,
  perSecond: number | undefined,
  units: number,
  currency: string,
): Money | undefined {
  const rate = countable(perSecond);
  if (rate === undefined || rate === 0 || hourlyMinor === 0) return undefined;
  const amountMinor = (hourlyMinor / (rate * SECONDS_PER_HOUR)) * units;
  return Number.isFinite(amountMinor) ? { amountMinor, currency } : undefined;
}

/**
 * What an endpoint's accelerators cost.
 *
 * @remarks
 * `hourly = devices × price`, `idle = hourly × (1 − GPU utilisation)`, `per prediction = hourly / successful
 * requests per hour`, `per million tokens = hourly / tokens per hour × 10⁶`. Amounts per hour and month are whole
 * minor units; unit costs may be fractions of one. Without traffic there is no unit cost, without a price none
 * of the amounts.
 *
 * @public
 */
export function cost(input: CostInput): Cost {
  const devices = Math.round(countable(input.devices) ?? 0);
  const base: Cost = {
    scope: 'accelerators',
    devices,
    devicesSource: input.devicesSource,
    window: input.window,
    ...(input.asOf && { asOf: input.asOf }),
    ...(input.priceSource && { priceSource: input.priceSource }),
  };
  const price = input.pricePerDeviceHour;
  if (price === undefined) return base;

  const { currency } = price;
  const exactHourly = devices * price.amountMinor;
  const hourly = Math.round(exactHourly);
  const utilization = countable(input.gpuUtilization);
  const idle = utilization === undefined ? undefined : idleRatio(utilization);
  const perPrediction = unitCost(
    exactHourly,
    input.requestsPerSecond,
    1,
    currency,
  );
  const perMillionTokens = unitCost(
    exactHourly,
    input.tokensPerSecond,
    1e6,
    currency,
  );
  return {
    ...base,
    pricePerDeviceHour: price,
    hourly: { amountMinor: hourly, currency },
    monthly: perMonth({ amountMinor: exactHourly, currency }),
    ...(idle !== undefined && {
      idleRatio: idle,
      idleHourly: { amountMinor: Math.round(hourly * idle), currency },
    }),
    ...(perPrediction && { perPrediction }),
    ...(perMillionTokens && { perMillionTokens }),
  };
}
