import { mockCredentials } from '@backstage/backend-test-utils';
import { ResponseError } from '@backstage/errors';
import {
  createGpuQuotaClient,
  type GpuQuotaClient,
} from '@golden-path/plugin-gpu-quota-common';
import type { Random } from './Random';
import { pause } from './waitUntil';

const ANSWER_WITHIN_MS = 15_000;
const SHORTEST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

/** What all clients together went through. */
export type Tally = {
  /** Calls sent again because the answer did not come, or was "not now" (503). */
  retried: number;
  /** Answers 5xx other than 503: each is a fault of the backend, however it is retried. */
  serverErrors: Map<string, number>;
};

/** The status of a refusal; undefined for any other error. */
export function refusalStatus(error: unknown): number | undefined {
  return error instanceof ResponseError ? error.statusCode : undefined;
}

/** One of many clients: it calls as anybody, and does not rest until it has an answer. */
export class ChaosClient {
  readonly random: Random;
  readonly #baseUrls: string[];
  readonly #tally: Tally;
  /** When it gives up on an answer, in ms since the epoch. */
  readonly #givesUpAt: () => number;

  constructor(options: {
    random: Random;
    baseUrls: string[];
    tally: Tally;
    givesUpAt: () => number;
  }) {
    this.random = options.random;
    this.#baseUrls = options.baseUrls;
    this.#tally = options.tally;
    this.#givesUpAt = options.givesUpAt;
  }

  /** The API as a user sees it. */
  as(name: string): GpuQuotaClient {
    const authorization = mockCredentials.user.header(`user:default/${name}`);
    return createGpuQuotaClient({
      // Stands for whichever backend a call goes to.
      baseUrl: 'http://any.backend/api/gpu-quota',
      fetch: (url, init) =>
        this.#untilAnswered(url, {
          ...init,
          headers: { ...Object(init?.headers), authorization },
        }),
    });
  }

  async #untilAnswered(url: string, init: RequestInit): Promise<Response> {
    let wait = SHORTEST_PAUSE_MS;
    for (;;) {
      const outcome = await this.#attempt(url, init);
      if (outcome instanceof Response && outcome.status < 500) return outcome;
      if (outcome instanceof Response && outcome.status !== 503) {
        const text = `${init.method} ${outcome.status} ${await outcome.text()}`;
        const { serverErrors } = this.#tally;
        serverErrors.set(text, (serverErrors.get(text) ?? 0) + 1);
      }
      if (Date.now() > this.#givesUpAt()) {
        throw new Error(
          `No answer to ${init.method} ${url}: ${
            outcome instanceof Response ? outcome.status : outcome
          }`,
        );
      }
      this.#tally.retried += 1;
      await pause(wait * (0.5 + this.random.next()));
      wait = Math.min(LONGEST_PAUSE_MS, wait * 2);
    }
  }

  async #attempt(url: string, init: RequestInit): Promise<Response | unknown> {
    const { pathname, search } = new URL(url);
    try {
      const backend = this.random.pick(this.#baseUrls);
      const response = await fetch(`${backend}${pathname}${search}`, {
        ...init,
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      // A connection can also break in the middle of an answer.
      const text = await response.text();
      return new Response(text === '' ? null : text, response);
    } catch (error) {
      return error;
    }
  }
}
