/** Upper bounds of vLLM's histogram of time to first token, in seconds. */
export const TTFT_BOUNDS = [
  0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5,
  7.5, 10, 20, 40, 80, 160, 640, 2560,
];

/** Upper bounds of vLLM's histogram of inter-token latency, in seconds. */
export const TPOT_BOUNDS = [
  0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5, 5, 7.5,
  10, 20, 40, 80,
];

/** Upper bounds that vLLM shares between its request latency and queue time histograms, in seconds. */
export const LATENCY_BOUNDS = [
  0.3, 0.5, 0.8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480,
  960, 1920, 7680,
];

/** Bounds that grow by a quarter from 1 ms to about 11 min: for figures that no runtime exports as a histogram. */
export const FINE_BOUNDS = Array.from(
  { length: 61 },
  (_, index) => Math.round(0.001 * 1.25 ** index * 1e6) / 1e6,
);

const logsOf = new Map<readonly number[], Float64Array>();

/** Logarithms of bounds, taken once. */
function logBounds(bounds: readonly number[]): Float64Array {
  let logs = logsOf.get(bounds);
  if (!logs) {
    logs = Float64Array.from(bounds, Math.log);
    logsOf.set(bounds, logs);
  }
  return logs;
}

/** Beyond so many standard deviations there is nothing to count. */
const NEGLIGIBLE = 5;

/** Cumulative distribution of the standard normal (Abramowitz and Stegun 7.1.26, error below 1.5e-7). */
export function normalCdf(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const tail =
    t *
    (0.254829592 +
      t *
        (-0.284496736 +
          t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) *
    Math.exp(-x * x);
  return z >= 0 ? 1 - tail / 2 : tail / 2;
}

/** A lognormal distribution, by its median and the spread of its logarithm. */
export type Lognormal = { median: number; sigma: number };

/**
 * Counts of observations by bucket, not cumulated; the last bucket is +Inf.
 *
 * @public
 */
export class Histogram {
  readonly bounds: readonly number[];
  readonly counts: Float64Array;
  sum = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = new Float64Array(bounds.length + 1);
  }

  get total(): number {
    let total = 0;
    for (let i = 0; i < this.counts.length; i++) total += this.counts[i];
    return total;
  }

  /**
   * Adds `count` observations of a distribution by systematic sampling: exactly `count` land in buckets, and a
   * single one lands where `offset` (0–1) says.
   */
  spread(count: number, of: Lognormal, offset: number): void {
    if (count <= 0) return;
    const logMedian = Math.log(of.median);
    const logs = logBounds(this.bounds);
    let before = Math.floor(offset);
    for (let i = 0; i < this.bounds.length; i++) {
      const z = (logs[i] - logMedian) / of.sigma;
      if (z < -NEGLIGIBLE) continue;
      const share = z > NEGLIGIBLE ? 1 : normalCdf(z);
      const upTo = Math.floor(count * share + offset);
      this.counts[i] += Math.max(0, upTo - before);
      before = Math.max(before, upTo);
      if (before >= count) break;
    }
    this.counts[this.bounds.length] += Math.max(0, count - before);
    this.sum += count * of.median * Math.exp((of.sigma * of.sigma) / 2);
  }

  /** Adds another one's observations, or takes them away again with `sign` -1. */
  add(other: Histogram, sign: 1 | -1 = 1): void {
    for (let i = 0; i < this.counts.length; i++) {
      this.counts[i] += sign * other.counts[i];
    }
    this.sum += sign * other.sum;
  }

  /** The same observations in coarser buckets: each goes where its old bucket ends. */
  rebucket(bounds: readonly number[]): Histogram {
    const coarser = new Histogram(bounds);
    coarser.sum = this.sum;
    for (const [index, count] of this.counts.entries()) {
      const end = index < this.bounds.length ? this.bounds[index] : Infinity;
      const at = bounds.findIndex(bound => bound >= end);
      coarser.counts[at < 0 ? bounds.length : at] += count;
    }
    return coarser;
  }

  clear(): void {
    this.counts.fill(0);
    this.sum = 0;
  }

  /** What `histogram_quantile` answers: linear inside the bucket; `undefined` without observations. */
  quantile(share: number): number | undefined {
    return this.quantiles([share])[0];
  }

  /** Several quantiles at once, their shares in ascending order. */
  quantiles(shares: readonly number[]): (number | undefined)[] {
    const total = this.total;
    if (total === 0) return shares.map(() => undefined);
    let bucket = 0;
    let below = 0;
    return shares.map(share => {
      const rank = share * total;
      for (; bucket < this.bounds.length; bucket++) {
        const count = this.counts[bucket];
        if (count > 0 && below + count >= rank) {
          const lower = bucket === 0 ? 0 : this.bounds[bucket - 1];
          const width = this.bounds[bucket] - lower;
          return lower + (width * (rank - below)) / count;
        }
        below += count;
      }
      return this.bounds[this.bounds.length - 1];
    });
  }
}
