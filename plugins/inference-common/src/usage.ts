import { idleRatio } from './cost';
import type { Money } from './money';
import type { Series, Usage } from './schemas';

/**
 * What is known of the devices of one endpoint over a window: devices allocated and their mean GPU utilisation
 * (0 to 1). Both series have the window's step, and one value more than the window has steps.
 *
 * @public
 */
export type EndpointUsage = { accelerators?: Series; gpuUtilization?: Series };

/**
 * What {@link usageOf} is worked out from.
 *
 * @public
 */
export type UsageInput = {
  /** Group ref. */
  team: string;
  /** Name of the accelerator class. */
  acceleratorClass: string;
  /** List price of one device for an hour; left out when the class is not in the catalog. */
  pricePerDeviceHour?: Money;
  window: { steps: number; stepSeconds: number };
  /** Every endpoint the team has of the class; those nothing is known of are empty. */
  endpoints: readonly EndpointUsage[];
};

/** Devices at one moment: those whose utilisation is known, and those of which only their number is. */
type Moment = { measured: number; unmeasured: number; busy: number };

const SECONDS_PER_HOUR = 3600;
const PEAK = 0.95;

function countable(value: number | null | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
    ? value
    : undefined;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

/** Linear between the two nearest ranks, as Prometheus' `quantile`. */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = share * (sorted.length - 1);
  const below = sorted[Math.floor(rank)];
  const above = sorted[Math.ceil(rank)];
  return below + (above - below) * (rank - Math.floor(rank));
}

/** What the endpoints hold at one step; undefined when nothing is known of any of them. */
function momentOf(
  endpoints: readonly EndpointUsage[],
  index: number,
): Moment | undefined {
  let moment: Moment | undefined;
  for (const { accelerators, gpuUtilization } of endpoints) {
    const devices = countable(accelerators?.values[index]);
    if (devices === undefined) continue;
    moment ??= { measured: 0, unmeasured: 0, busy: 0 };
    const utilization = countable(gpuUtilization?.values[index]);
    if (utilization !== undefined) {
      moment.measured += devices;
      moment.busy += devices * (1 - idleRatio(utilization));
    } else {
      moment.unmeasured += devices;
    }
  }
  return moment;
}

/**
 * How well a team uses what its endpoints hold of one class.
 *
 * @remarks
 * Each sample stands for the step before it. `idle device-hours = Σ devices × (1 − GPU utilisation) × step`, and
 * their cost is at list price. The mean counts every device alike; p95 is over time, of the utilisation of all the
 * devices together. Samples that are missing are left out of the sums and of `coveredHours`, never taken as 0;
 * devices whose utilisation is missing are neither busy nor idle but `unmeasuredDeviceHours`.
 *
 * @public
 */
export function usageOf(input: UsageInput): Usage {
  const { endpoints, window, pricePerDeviceHour: price } = input;
  const stepHours = window.stepSeconds / SECONDS_PER_HOUR;
  // The first sample stands for the step before the window.
  const moments = Array.from({ length: window.steps }, (_, step) =>
    momentOf(endpoints, step + 1),
  ).flatMap(moment => moment ?? []);
  const covered = moments.filter(
    ({ measured, unmeasured }) => measured > 0 || unmeasured === 0,
  );
  const subject = {
    team: input.team,
    acceleratorClass: input.acceleratorClass,
    endpoints: endpoints.length,
    endpointsWithoutData: endpoints.filter(({ accelerators }) =>
      (accelerators?.values ?? [])
        .slice(1)
        .every(value => countable(value) === undefined),
    ).length,
  };
  if (covered.length === 0) {
    return { state: 'no-data', ...subject, coveredHours: 0 };
  }
  const sum = (figure: (moment: Moment) => number) =>
    moments.reduce((total, moment) => total + figure(moment), 0);
  const measured = sum(moment => moment.measured);
  const unmeasured = sum(moment => moment.unmeasured);
  const busy = sum(moment => moment.busy);
  const idleHours = (measured - busy) * stepHours;
  const busyShares = covered.flatMap(moment =>
    moment.measured > 0 ? [moment.busy / moment.measured] : [],
  );
  return {
    state: covered.length === window.steps ? 'complete' : 'partial',
    ...subject,
    coveredHours: round(covered.length * stepHours, 1),
    deviceHours: round((measured + unmeasured) * stepHours, 1),
    unmeasuredDeviceHours: round(unmeasured * stepHours, 1),
    ...(measured > 0 && {
      gpuUtilization: {
        mean: round(busy / measured, 4),
        p95: round(quantile(busyShares, PEAK), 4),
      },
    }),
    idleDeviceHours: round(idleHours, 1),
    ...(price && {
      idleCost: {
        amountMinor: Math.round(idleHours * price.amountMinor),
        currency: price.currency,
      },
    }),
  };
}

/**
 * Rows of {@link usageOf} together; what is not known of one is left out of the sums.
 *
 * @public
 */
export type UsageTotal = {
  /** Least of the rows that have any sample. */
  coveredHours: number;
  rowsWithoutData: number;
  deviceHours: number;
  idleDeviceHours: number;
  /** 0 to 1, every device counting alike; left out where no device was held. */
  gpuUtilizationMean?: number;
  /** Left out where a row has no price. */
  idleCost?: Money;
};

/**
 * Adds up the use of one accelerator class over teams.
 *
 * @param rows - of one class, so that their prices are in one currency
 * @returns undefined when there is no sample of any of them
 *
 * @public
 */
export function totalUsage(rows: readonly Usage[]): UsageTotal | undefined {
  const measured = rows.flatMap(row => (row.state === 'no-data' ? [] : [row]));
  if (measured.length === 0) return undefined;
  const sum = (figure: (row: (typeof measured)[number]) => number) =>
    measured.reduce((total, row) => total + figure(row), 0);
  const deviceHours = sum(row => row.deviceHours);
  const known = deviceHours - sum(row => row.unmeasuredDeviceHours);
  const idleDeviceHours = sum(row => row.idleDeviceHours);
  const costs = measured.flatMap(row => row.idleCost ?? []);
  return {
    coveredHours: Math.min(...measured.map(row => row.coveredHours)),
    rowsWithoutData: rows.length - measured.length,
    deviceHours: round(deviceHours, 1),
    idleDeviceHours: round(idleDeviceHours, 1),
    ...(known > 0 && {
      gpuUtilizationMean: round(idleRatio(idleDeviceHours / known), 4),
    }),
    ...(costs.length === measured.length && {
      idleCost: {
        amountMinor: costs.reduce((total, each) => total + each.amountMinor, 0),
        currency: costs[0].currency,
      },
    }),
  };
}
