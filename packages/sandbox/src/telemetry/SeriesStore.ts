import { SIGNALS } from '@golden-path/plugin-inference-common';
import { SIGNAL_IDS } from './EndpointSimulation';

/** Distance between samples, in milliseconds; also what one scrape would be. */
export const STEP_MS = 15_000;

/** How densely, and how far back, figures are kept. */
export const TIERS = [
  { stepMs: STEP_MS, keepMs: 3 * 3_600_000 },
  { stepMs: 60_000, keepMs: 24 * 3_600_000 },
  { stepMs: 600_000, keepMs: 7 * 24 * 3_600_000 },
] as const;

/** A query looks this far back for a sample, as Prometheus does. */
const LOOKBACK_MS = 5 * 60_000;

/** A sample that stands for `weight` scrapes from `time` on. */
export type StoredSample = { time: number; value: number; weight: number };

/** Samples of all signals in a ring of equal steps. */
class Ring {
  readonly stepMs: number;
  readonly #size: number;
  readonly #times: Float64Array;
  readonly #values: Float64Array;

  constructor(tier: { stepMs: number; keepMs: number }) {
    this.stepMs = tier.stepMs;
    this.#size = tier.keepMs / tier.stepMs;
    this.#times = new Float64Array(this.#size).fill(-1);
    this.#values = new Float64Array(this.#size * SIGNAL_IDS.length);
  }

  /** The oldest slot that still holds its own time when the newest sample is at `newest`. */
  oldest(newest: number): number {
    const last = Math.floor(newest / this.stepMs) * this.stepMs;
    return last - (this.#size - 1) * this.stepMs;
  }

  put(time: number, values: Float64Array): void {
    const slot = (time / this.stepMs) % this.#size;
    this.#times[slot] = time;
    this.#values.set(values, slot * SIGNAL_IDS.length);
  }

  /** The value at exactly `time`: `undefined` when nothing was recorded, `NaN` when the signal did not exist. */
  get(time: number, signal: number): number | undefined {
    const slot = (time / this.stepMs) % this.#size;
    return this.#times[slot] === time
      ? this.#values[slot * SIGNAL_IDS.length + signal]
      : undefined;
  }
}

/** The figures of one endpoint. */
class EndpointSeries {
  readonly #rings = TIERS.map(tier => new Ring(tier));
  newest = 0;

  /** Records what was simulated in steps of `everyMs`. */
  put(time: number, values: Float64Array, everyMs: number): void {
    for (const ring of this.#rings) {
      if (ring.stepMs >= everyMs && time % ring.stepMs === 0) {
        ring.put(time, values);
      }
    }
    this.newest = Math.max(this.newest, time);
  }

  /** The sample that an instant query at `time` finds. */
  at(
    time: number,
    signal: number,
  ): { time: number; value: number } | undefined {
    const ring = this.#ringFor(time);
    for (
      let slot = Math.floor(time / ring.stepMs) * ring.stepMs;
      slot + ring.stepMs > time - LOOKBACK_MS;
      slot -= ring.stepMs
    ) {
      const last = slot + ring.stepMs - STEP_MS;
      if (last <= time - LOOKBACK_MS) return undefined;
      const value = ring.get(slot, signal);
      // A series that ended is stale at once; one that nobody recorded goes stale after the lookback.
      if (value !== undefined) {
        return Number.isNaN(value)
          ? undefined
          : {
              time: Math.min(last, Math.floor(time / STEP_MS) * STEP_MS),
              value,
            };
      }
    }
    return undefined;
  }

  /** Samples in `(start, end]`, oldest first. */
  *between(
    start: number,
    end: number,
    signal: number,
  ): Generator<StoredSample> {
    const [, , coarsest] = this.#rings;
    let from = Math.max(start, coarsest.oldest(this.newest) - STEP_MS);
    for (const ring of [...this.#rings].reverse()) {
      const finer = this.#rings[this.#rings.indexOf(ring) - 1];
      const to = finer
        ? Math.min(end, finer.oldest(this.newest) - STEP_MS)
        : Math.min(end, this.newest);
      if (to <= from) continue;
      const first = Math.floor((from + STEP_MS) / ring.stepMs) * ring.stepMs;
      for (let slot = first; slot <= to; slot += ring.stepMs) {
        const value = ring.get(slot, signal);
        if (value === undefined || Number.isNaN(value)) continue;
        const scrapesFrom = Math.max(
          slot,
          (Math.floor(from / STEP_MS) + 1) * STEP_MS,
        );
        const scrapesTo = Math.min(slot + ring.stepMs - STEP_MS, to);
        const weight = Math.floor((scrapesTo - scrapesFrom) / STEP_MS) + 1;
        if (weight > 0) yield { time: scrapesFrom, value, weight };
      }
      from = to;
    }
  }

  #ringFor(time: number): Ring {
    return (
      this.#rings.find(ring => time >= ring.oldest(this.newest)) ??
      this.#rings[this.#rings.length - 1]
    );
  }
}

/** One recorded series. */
export type Series = {
  labels: Record<string, string>;
  /** The value at a time, if the series is not stale then. */
  at(time: number): number | undefined;
  /** When that value was recorded. */
  sampledAt(time: number): number | undefined;
  /** Samples in `(start, end]`, oldest first. */
  between(start: number, end: number): Iterable<StoredSample>;
};

/**
 * The recorded `inference:*` series: 15 s steps for three hours, coarser ones for a week.
 *
 * @public
 */
export class SeriesStore {
  readonly #cluster: string;
  readonly #endpoints = new Map<string, EndpointSeries>();

  constructor(cluster: string) {
    this.#cluster = cluster;
  }

  put(
    endpoint: string,
    time: number,
    values: Float64Array,
    everyMs: number = STEP_MS,
  ): void {
    let series = this.#endpoints.get(endpoint);
    if (!series) {
      series = new EndpointSeries();
      this.#endpoints.set(endpoint, series);
    }
    series.put(time, values, everyMs);
  }

  has(endpoint: string): boolean {
    return this.#endpoints.has(endpoint);
  }

  /** Forgets endpoints of which nothing is left in any tier. */
  prune(now: number): void {
    for (const [endpoint, series] of this.#endpoints) {
      if (series.newest < now - TIERS[2].keepMs) {
        this.#endpoints.delete(endpoint);
      }
    }
  }

  /** All series, those without a sample in any tier included. */
  *all(): Generator<Series> {
    for (const [endpoint, series] of this.#endpoints) {
      for (const [index, id] of SIGNAL_IDS.entries()) {
        const signal = SIGNALS[id];
        yield {
          labels: {
            __name__: signal.series,
            cluster: this.#cluster,
            endpoint,
            ...('labels' in signal ? signal.labels : {}),
          },
          at: time => series.at(time, index)?.value,
          sampledAt: time => series.at(time, index)?.time,
          between: (start, end) => series.between(start, end, index),
        };
      }
    }
  }
}
