import type { SignalId } from '@golden-path/plugin-inference-common';
import type {
  SignalRange,
  SignalRangeRequest,
  SignalRangesRequest,
  SignalSnapshot,
  SignalSource,
} from '@golden-path/plugin-inference-node';

/** Figures of an endpoint that is well. */
export const HEALTHY: Partial<Record<SignalId, number>> = {
  gpuUtilization: 0.25,
  accelerators: 4,
  replicasReady: 2,
  replicasDesired: 2,
  requestsSucceeded: 2,
  requestsFailed: 0,
  requestsWaiting: 0,
  requestsRunning: 9,
  ttftP95: 0.3,
  tpotP95: 0.03,
  latencyP95: 4,
  queueP95: 0.02,
  kvCacheUsed: 0.5,
  preemptions: 0,
  deviceErrors: 0,
  promptTokens: 600,
  generationTokens: 400,
};

/** Figures as a test sets them; counts what it is asked. */
export class FakeSignalSource implements SignalSource {
  readonly id = 'fake';
  readonly figures = new Map<string, Partial<Record<SignalId, number>>>();
  readonly rangeRequests: SignalRangeRequest[] = [];
  readonly rangesRequests: SignalRangesRequest[] = [];
  snapshots = 0;
  /** Thrown instead of an answer, or never an answer at all. */
  failure: Error | 'hangs' | undefined;

  async snapshot(): Promise<SignalSnapshot> {
    this.snapshots += 1;
    await this.#fail();
    const at = Date.now();
    return new Map(
      [...this.figures].map(([label, values]) => [
        label,
        Object.fromEntries(
          Object.entries(values).map(([id, value]) => [id, { value, at }]),
        ),
      ]),
    );
  }

  async range(request: SignalRangeRequest): Promise<SignalRange> {
    this.rangeRequests.push(request);
    await this.#fail();
    return this.#seriesOf(request);
  }

  async ranges(
    request: SignalRangesRequest,
  ): Promise<Map<string, SignalRange>> {
    this.rangesRequests.push(request);
    await this.#fail();
    return new Map(
      request.endpoints
        .filter(endpoint => this.figures.has(endpoint))
        .map(endpoint => [endpoint, this.#seriesOf({ ...request, endpoint })]),
    );
  }

  #seriesOf(request: SignalRangeRequest): SignalRange {
    const { start, end, stepSeconds } = request;
    const values = this.figures.get(request.endpoint) ?? {};
    const length = (end - start) / 1000 / stepSeconds + 1;
    return Object.fromEntries(
      request.signals.flatMap(id => {
        const value = values[id];
        if (value === undefined) return [];
        const series = {
          start: new Date(start).toISOString(),
          stepSeconds,
          values: Array.from({ length }, () => value),
        };
        return [[id, series]];
      }),
    );
  }

  queryFor(endpoint: string, signal: SignalId): string {
    return `${signal} of ${endpoint}`;
  }

  async #fail(): Promise<void> {
    if (this.failure === 'hangs') await new Promise<never>(() => {});
    if (this.failure instanceof Error) throw this.failure;
  }
}
