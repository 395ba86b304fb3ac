import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  replicaHistoryOf,
  type Range,
  type ReplicaHistory,
  type Series,
  type SignalId,
  type SignalReading,
  type SourceStatus,
} from '@golden-path/plugin-inference-common';
import type {
  SignalRange,
  SignalSnapshot,
  SignalSource,
} from '@golden-path/plugin-inference-node';
import { LastGoodCache, type Answer } from './LastGoodCache';
import { ReplicaMemory } from './ReplicaMemory';
import { SERIES_SIGNALS, seriesWindow } from './seriesWindow';

/** The latest figures of all endpoints, as far as they are known. */
export type SnapshotView = {
  status: SourceStatus;
  readingOf(label: string): SignalReading;
  historyOf(label: string): ReplicaHistory;
};

/** The series of one endpoint, as far as they are known. */
export type SeriesView = {
  status: SourceStatus;
  series: Partial<Record<SignalId, Series>>;
};

/** Endpoints and ranges whose series are kept. */
const MAX_SERIES = 500;

/** What is said of the figures where no module brings any. */
export const SIGNALS_NOT_CONFIGURED: SourceStatus = {
  state: 'not-configured',
  message:
    'No signal source is installed, for instance the Prometheus module of this plugin.',
};

/** How the source did, in words for people. */
export function statusOf(answer: Answer<unknown>): SourceStatus {
  if (answer.state === 'ok') {
    return { state: 'ok', asOf: new Date(answer.asOf).toISOString() };
  }
  const { error, lastGood } = answer;
  return {
    state: 'error',
    // Other errors may say more than people should read; they are in the log.
    message: ['SignalSourceError', 'DeadlineError'].includes(error.name)
      ? `The signal source failed: ${error.message}`
      : 'The signal source failed.',
    ...(lastGood && { asOf: new Date(lastGood.asOf).toISOString() }),
  };
}

/** Asks the signal source once per interval, for all who look. */
export class SignalService {
  readonly #source: SignalSource | undefined;
  readonly #now: () => number;
  readonly #refreshMs: number;
  readonly #snapshots: LastGoodCache<SignalSnapshot>;
  readonly #series: LastGoodCache<SignalRange>;
  readonly #replicas = new ReplicaMemory();

  static create(options: {
    source: SignalSource | undefined;
    logger: LoggerService;
    now: () => number;
    refreshMs: number;
    answerWithinMs: number;
  }): SignalService {
    return new SignalService(options);
  }

  private constructor(options: Parameters<typeof SignalService.create>[0]) {
    const { source, logger, now, refreshMs, answerWithinMs } = options;
    this.#source = source;
    this.#now = now;
    this.#refreshMs = refreshMs;
    const shared = {
      now,
      deadlineMs: answerWithinMs,
      onError: (key: string, error: Error) =>
        logger.warn(`Signal source gave no ${key}: ${error.message}`),
    };
    this.#snapshots = LastGoodCache.create({ ...shared, maxEntries: 1 });
    this.#series = LastGoodCache.create({ ...shared, maxEntries: MAX_SERIES });
  }

  /** The latest figures of all endpoints. Waits for the source only once per interval. */
  async snapshot(): Promise<SnapshotView> {
    const source = this.#source;
    const historyOf = (label: string) => this.#replicas.historyOf(label);
    if (source === undefined) {
      return {
        status: SIGNALS_NOT_CONFIGURED,
        readingOf: () => ({ source: 'not-configured' }),
        historyOf,
      };
    }
    const interval = Math.floor(this.#now() / this.#refreshMs);
    const answer = await this.#snapshots.get(
      'snapshot',
      interval,
      async abort => {
        const snapshot = await source.snapshot(abort);
        this.#replicas.observe(snapshot, this.#now());
        return snapshot;
      },
    );
    return {
      status: statusOf(answer),
      readingOf: label =>
        answer.state === 'ok'
          ? { source: 'ok', samples: answer.value.get(label) ?? {} }
          : {
              source: 'error',
              lastKnown: answer.lastGood?.value.get(label) ?? {},
            },
      historyOf,
    };
  }

  /** The series of one endpoint over a range that ends now. */
  async series(label: string, range: Range): Promise<SeriesView> {
    const source = this.#source;
    if (source === undefined)
      return { status: SIGNALS_NOT_CONFIGURED, series: {} };
    const window = seriesWindow(range, this.#now());
    const answer = await this.#series.get(
      `series of ${label} over ${range}`,
      window.end,
      async abort => {
        const series = await source.range(
          { ...window, endpoint: label, signals: [...SERIES_SIGNALS] },
          abort,
        );
        // So that the fleet says the same of it as its own page does.
        this.#replicas.learn(label, replicaHistoryOf(series));
        return series;
      },
    );
    const known = answer.state === 'ok' ? answer : answer.lastGood;
    return { status: statusOf(answer), series: known?.value ?? {} };
  }

  /** The source's own query for a figure. */
  queryFor(label: string, signal: SignalId): string | undefined {
    return this.#source?.queryFor?.(label, signal);
  }
}
