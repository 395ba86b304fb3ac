import type { ResponseError } from '@backstage/errors';

function isResponseError(error: Error): error is ResponseError {
  return error.name === 'ResponseError' && 'statusCode' in error;
}

function statusOf(error: Error): number | undefined {
  return isResponseError(error) ? error.statusCode : undefined;
}

/** The sentence to show for a failure: the server's own, or that it was not reached. */
export function describeError(error: Error): string {
  // `fetch` rejects with a TypeError when no answer came; its wording differs by browser and tells people nothing.
  return error.name === 'TypeError'
    ? 'The quota service did not answer. Check your connection, or try again in a moment.'
    : error.message;
}

/** The server refused because of who asks. */
export function isForbidden(error: Error): boolean {
  return statusOf(error) === 403;
}

/** There is no such thing, or none that the caller may see. */
export function isNotFound(error: Error): boolean {
  return statusOf(error) === 404;
}

/**
 * Somebody changed what the caller was looking at: it has to be read again. Not a conflict (409): that is with the
 * state of things, such as a class's capacity, and reading again would not help.
 */
export function isStale(error: Error): boolean {
  return statusOf(error) === 412;
}
