import type {
  Series,
  SignalId,
  SignalSamples,
} from '@golden-path/plugin-inference-common';

/**
 * The latest samples of every endpoint, keyed by the `endpoint` label (`namespace/name` of the catalog entity).
 *
 * @public
 */
export type SignalSnapshot = Map<string, SignalSamples>;

/**
 * What series to fetch. Times are milliseconds since the epoch, both multiples of the step.
 *
 * @public
 */
export type SignalRangeRequest = {
  /** The `endpoint` label. */
  endpoint: string;
  signals: SignalId[];
  start: number;
  end: number;
  stepSeconds: number;
};

/**
 * What series of many endpoints to fetch. Times are milliseconds since the epoch, both multiples of the step.
 *
 * @public
 */
export type SignalRangesRequest = Omit<SignalRangeRequest, 'endpoint'> & {
  /** `endpoint` labels. */
  endpoints: readonly string[];
};

/**
 * Series by signal. A signal without any sample is left out.
 *
 * @public
 */
export type SignalRange = Partial<Record<SignalId, Series>>;

/**
 * Why a signal source gave no answer.
 *
 * @public
 */
export type SignalSourceErrorKind =
  | 'unauthorized'
  | 'timeout'
  | 'upstream'
  | 'bad-response';

/**
 * A place that holds the recorded series, such as Prometheus.
 *
 * @public
 */
export interface SignalSource {
  /** Names the source in logs and messages, e.g. `prometheus`. */
  readonly id: string;
  /**
   * Everything about all endpoints now, in one query. The caller shares the answer between viewers.
   *
   * @param abort - aborted when nobody waits any longer
   * @throws {@link SignalSourceError}
   */
  snapshot(abort: AbortSignal): Promise<SignalSnapshot>;
  /**
   * Series of one endpoint.
   *
   * @throws {@link SignalSourceError}
   */
  range(request: SignalRangeRequest, abort: AbortSignal): Promise<SignalRange>;
  /**
   * Series of many endpoints, in one query wherever it is not too long for one.
   *
   * @returns the series by `endpoint` label; an endpoint without any sample is left out
   * @throws {@link SignalSourceError}
   */
  ranges(
    request: SignalRangesRequest,
    abort: AbortSignal,
  ): Promise<Map<string, SignalRange>>;
  /** The source's own query for a figure, so that people can check it there. Does no I/O. */
  queryFor?(endpoint: string, signal: SignalId): string;
}
