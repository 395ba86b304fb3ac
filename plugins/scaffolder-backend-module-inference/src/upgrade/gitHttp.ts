import { InputError } from '@backstage/errors';
import type { GitHttpRequest, HttpClient } from 'isomorphic-git';

/** How long one request to a git host may take. */
const REQUEST_TIMEOUT_MS = 120_000;

async function* chunksOf(response: Response) {
  if (response.body) {
    yield* response.body as unknown as AsyncIterable<Uint8Array>;
  }
}

async function bodyOf({ body }: GitHttpRequest): Promise<Buffer | undefined> {
  if (!body) {
    return undefined;
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * HTTP for git that follows no redirects: the credentials are for the configured host and nobody else.
 *
 * @param signal - ends the requests when the task is cancelled
 */
export function createGitHttp(signal?: AbortSignal): HttpClient {
  return {
    async request(request) {
      const timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
      const response = await fetch(request.url, {
        method: request.method,
        headers: request.headers,
        body: await bodyOf(request),
        redirect: 'manual',
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      if (response.status >= 300 && response.status < 400) {
        throw new InputError(
          `${
            new URL(request.url).host
          } redirects git to another address, which is not followed; register the repository under its present address.`,
        );
      }
      return {
        url: response.url,
        method: request.method,
        statusCode: response.status,
        statusMessage: response.statusText,
        headers: Object.fromEntries(response.headers),
        body: chunksOf(response),
      };
    },
  };
}
