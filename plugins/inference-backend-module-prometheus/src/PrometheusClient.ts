import { SignalSourceError } from '@golden-path/plugin-inference-node';
import { z } from 'zod';
import type { PrometheusConfig } from './readPrometheusConfig';

const labels = z.record(z.string(), z.string());
/** A time in seconds and a value as text. */
const point = z.tuple([z.number(), z.string()]);
const vector = z.object({
  resultType: z.literal('vector'),
  result: z.array(z.object({ metric: labels, value: point })),
});
const matrix = z.object({
  resultType: z.literal('matrix'),
  result: z.array(z.object({ metric: labels, values: z.array(point) })),
});
const failure = z.object({
  status: z.literal('error'),
  errorType: z.string(),
  error: z.string(),
});

/** A series with its value at one time. @internal */
export type VectorRow = z.infer<typeof vector>['result'][number];
/** A series with its values over time. @internal */
export type MatrixRow = z.infer<typeof matrix>['result'][number];

/** How much of another system's message is passed on. */
const MESSAGE_LENGTH = 200;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Told by the schema that undefined does not meet.
    return undefined;
  }
}

/** Reads series over Prometheus' HTTP API. */
export class PrometheusClient {
  readonly #config: PrometheusConfig;

  static create(config: PrometheusConfig): PrometheusClient {
    return new PrometheusClient(config);
  }

  private constructor(config: PrometheusConfig) {
    this.#config = config;
  }

  /**
   * @throws SignalSourceError
   */
  async query(query: string, abort: AbortSignal): Promise<VectorRow[]> {
    const answer = await this.#post('api/v1/query', { query }, vector, abort);
    return answer.result;
  }

  /**
   * @param window - times in milliseconds
   * @throws SignalSourceError
   */
  async queryRange(
    query: string,
    window: { start: number; end: number; stepSeconds: number },
    abort: AbortSignal,
  ): Promise<MatrixRow[]> {
    const answer = await this.#post(
      'api/v1/query_range',
      {
        query,
        start: String(window.start / 1000),
        end: String(window.end / 1000),
        step: String(window.stepSeconds),
      },
      matrix,
      abort,
    );
    return answer.result;
  }

  async #post<T>(
    path: string,
    parameters: Record<string, string>,
    schema: z.ZodType<T>,
    abort: AbortSignal,
  ): Promise<T> {
    const { url, headers, timeoutMs } = this.#config;
    const body = new URLSearchParams({
      ...parameters,
      timeout: `${timeoutMs}ms`,
    });
    const signal = AbortSignal.any([abort, AbortSignal.timeout(timeoutMs)]);
    const { status, text } = await this.#fetch(new URL(path, url), {
      method: 'POST',
      headers,
      body,
      // A redirect would carry the credentials to an address nobody configured.
      redirect: 'manual',
      signal,
    });
    if (status < 200 || status > 299) throw this.#failureOf(status, text);
    const parsed = z
      .object({ status: z.literal('success'), data: schema })
      .safeParse(parseJson(text));
    if (!parsed.success) {
      throw new SignalSourceError(
        'bad-response',
        'Prometheus answered something that is not its API.',
        parsed.error,
      );
    }
    return parsed.data.data;
  }

  async #fetch(
    url: URL,
    init: RequestInit & { signal: AbortSignal },
  ): Promise<{ status: number; text: string }> {
    try {
      const response = await fetch(url, init);
      return { status: response.status, text: await response.text() };
    } catch (error) {
      if (init.signal.aborted) {
        throw new SignalSourceError(
          'timeout',
          'Prometheus did not answer in time.',
          error,
        );
      }
      throw new SignalSourceError(
        'upstream',
        'Prometheus cannot be reached.',
        error,
      );
    }
  }

  #failureOf(status: number, text: string): SignalSourceError {
    if (status === 401 || status === 403) {
      return new SignalSourceError(
        'unauthorized',
        `Prometheus refuses our credentials (${status}).`,
      );
    }
    if (status >= 300 && status <= 399) {
      return new SignalSourceError(
        'upstream',
        `Prometheus redirects (${status}), which is not followed: configure the address it redirects to.`,
      );
    }
    const told = failure.safeParse(parseJson(text));
    if (told.success && told.data.errorType === 'timeout') {
      return new SignalSourceError(
        'timeout',
        'Prometheus took too long to evaluate the query.',
      );
    }
    const reason = told.success
      ? `: ${told.data.error.slice(0, MESSAGE_LENGTH)}`
      : '.';
    return new SignalSourceError(
      'upstream',
      `Prometheus answered ${status}${reason}`,
    );
  }
}
