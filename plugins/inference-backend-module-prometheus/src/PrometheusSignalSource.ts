import {
  SIGNALS,
  type Series,
  type SignalId,
  type SignalSample,
} from '@golden-path/plugin-inference-common';
import type {
  SignalRange,
  SignalRangeRequest,
  SignalRangesRequest,
  SignalSnapshot,
  SignalSource,
} from '@golden-path/plugin-inference-node';
import {
  buildRangeQuery,
  buildRangesQueries,
  buildSignalQuery,
  SNAPSHOT_QUERY,
} from './buildQuery';
import type { MatrixRow, PrometheusClient } from './PrometheusClient';

const signalIds = Object.keys(SIGNALS) as SignalId[];

/** Signals by the name of their series; some share one and differ in a label. */
const idsBySeries = new Map<string, SignalId[]>();
for (const id of signalIds) {
  const { series } = SIGNALS[id];
  idsBySeries.set(series, [...(idsBySeries.get(series) ?? []), id]);
}

/** Shares of devices are averaged over clusters; of what tells of trouble the worst counts; the rest is added. */
const AVERAGED = new Set<SignalId>(['gpuUtilization', 'gpuMemoryUsed']);
const WORST = new Set<SignalId>(['kvCacheUsed']);

function combine(id: SignalId, values: number[]): number {
  if (WORST.has(id) || SIGNALS[id].unit === 'seconds') {
    return Math.max(...values);
  }
  const sum = values.reduce((total, value) => total + value, 0);
  return AVERAGED.has(id) ? sum / values.length : sum;
}

/** As many digits as a chart can show: a series travels to a browser. */
function shorten(value: number): number {
  return Number(value.toPrecision(6));
}

/** Which signal a series is, if any. */
function signalOf(metric: Record<string, string>): SignalId | undefined {
  return idsBySeries.get(metric.__name__)?.find(id => {
    const definition = SIGNALS[id];
    const labels = 'labels' in definition ? definition.labels : {};
    return Object.entries(labels).every(
      ([name, value]) => metric[name] === value,
    );
  });
}

function groupInto<K, V>(groups: Map<K, V[]>, key: K, value: V): void {
  const group = groups.get(key);
  if (group) group.push(value);
  else groups.set(key, [value]);
}

/** Series by endpoint and signal, of what was asked only: the source's answer is not taken at its word. */
function toRanges(
  rows: MatrixRow[],
  request: SignalRangesRequest,
): Map<string, SignalRange> {
  const { signals, start, end, stepSeconds } = request;
  const stepMs = stepSeconds * 1000;
  const length = Math.floor((end - start) / stepMs) + 1;
  const wanted = new Set(request.endpoints);
  const found = new Map<string, Map<SignalId, number[][]>>();
  for (const { metric, values } of rows) {
    const id = signalOf(metric);
    const { endpoint } = metric;
    if (id === undefined || !signals.includes(id)) continue;
    if (!wanted.has(endpoint)) continue;
    const ofEndpoint = found.get(endpoint) ?? new Map<SignalId, number[][]>();
    const points =
      ofEndpoint.get(id) ?? Array.from({ length }, (): number[] => []);
    for (const [seconds, text] of values) {
      const value = Number(text);
      const index = Math.round((seconds * 1000 - start) / stepMs);
      if (Number.isFinite(value)) points[index]?.push(value);
    }
    found.set(endpoint, ofEndpoint.set(id, points));
  }
  const toSeries = (id: SignalId, points: number[][]): Series => ({
    start: new Date(start).toISOString(),
    stepSeconds,
    values: points.map(ofClusters =>
      ofClusters.length > 0 ? shorten(combine(id, ofClusters)) : null,
    ),
  });
  return new Map(
    [...found].map(([endpoint, ofEndpoint]) => [
      endpoint,
      Object.fromEntries(
        [...ofEndpoint].map(([id, points]) => [id, toSeries(id, points)]),
      ),
    ]),
  );
}

/** The recorded `inference:*` series in Prometheus. */
export class PrometheusSignalSource implements SignalSource {
  readonly id = 'prometheus';
  readonly #client: PrometheusClient;

  static create(options: { client: PrometheusClient }): PrometheusSignalSource {
    return new PrometheusSignalSource(options.client);
  }

  private constructor(client: PrometheusClient) {
    this.#client = client;
  }

  async snapshot(abort: AbortSignal): Promise<SignalSnapshot> {
    const rows = await this.#client.query(SNAPSHOT_QUERY, abort);
    const found = new Map<string, Map<SignalId, SignalSample[]>>();
    for (const {
      metric,
      value: [seconds, text],
    } of rows) {
      const id = signalOf(metric);
      const value = Number(text);
      if (!metric.endpoint || id === undefined || !Number.isFinite(value)) {
        continue;
      }
      const samples = found.get(metric.endpoint) ?? new Map();
      groupInto(samples, id, { value, at: Math.round(seconds * 1000) });
      found.set(metric.endpoint, samples);
    }
    const snapshot: SignalSnapshot = new Map();
    for (const [endpoint, samples] of found) {
      snapshot.set(
        endpoint,
        Object.fromEntries(
          [...samples].map(([id, ofClusters]) => [
            id,
            {
              value: combine(
                id,
                ofClusters.map(({ value }) => value),
              ),
              at: Math.min(...ofClusters.map(({ at }) => at)),
            },
          ]),
        ),
      );
    }
    return snapshot;
  }

  async range(
    request: SignalRangeRequest,
    abort: AbortSignal,
  ): Promise<SignalRange> {
    const { endpoint, ...window } = request;
    const query = buildRangeQuery(endpoint, request.signals);
    const rows = await this.#client.queryRange(query, window, abort);
    return (
      toRanges(rows, { ...window, endpoints: [endpoint] }).get(endpoint) ?? {}
    );
  }

  async ranges(
    request: SignalRangesRequest,
    abort: AbortSignal,
  ): Promise<Map<string, SignalRange>> {
    const queries = buildRangesQueries(request.endpoints, request.signals);
    const rows = await Promise.all(
      queries.map(query => this.#client.queryRange(query, request, abort)),
    );
    return toRanges(rows.flat(), request);
  }

  queryFor(endpoint: string, signal: SignalId): string {
    return buildSignalQuery(endpoint, signal);
  }
}
