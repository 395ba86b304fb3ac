import { InputError } from '@backstage/errors';
import type { GitHttpRequest, HttpClient } from 'isomorphic-git';

/** How long one request to a git host may take. */
const REQUEST_TIMEOUT_MS = 120_000;

/** What a host may send for one repository: isomorphic-git holds all of it in memory. */
const MAX_RECEIVED_BYTES = 256_000_000;

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
 * HTTP for git, for one clone and what is pushed from it. It follows no redirects: the credentials are for the configured
 * host and nobody else.
 *
 * @remarks
 * What the answers hold together is limited. The body of the one that goes over it throws an InputError, which ends the
 * request.
 */
export function createGitHttp(
  options: {
    /** Ends the requests when the task is cancelled. */
    signal?: AbortSignal;
  } = {},
): HttpClient {
  const { signal } = options;
  let receivedBytes = 0;
  async function* chunksOf({ body }: Response, host: string) {
    for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
      receivedBytes += chunk.byteLength;
      if (receivedBytes > MAX_RECEIVED_BYTES) {
        throw new InputError(
          `${host} sends more than ${
            MAX_RECEIVED_BYTES / 1_000_000
          } MB for this repository, which is as much as is taken; remove large files from its history.`,
        );
      }
      yield chunk;
    }
  }
  return {
    async request(request) {
      const { host } = new URL(request.url);
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
          `${host} redirects git to another address, which is not followed; register the repository under its present address.`,
        );
      }
      return {
        url: response.url,
        method: request.method,
        statusCode: response.status,
        statusMessage: response.statusText,
        headers: Object.fromEntries(response.headers),
        body: chunksOf(response, host),
      };
    },
  };
}
