import { isError } from '@backstage/errors';

/** What went wrong, as far as a reader needs to know to act. */
export type ErrorDescription = {
  kind: 'denied' | 'not-found' | 'invalid' | 'unavailable';
  /** The server's own sentence where there is one. */
  message: string;
};

/** Turns whatever a request threw into a kind and a sentence. */
export function describeError(error: unknown): ErrorDescription {
  if (!isError(error)) {
    return { kind: 'unavailable', message: String(error) };
  }
  if (error.name === 'TypeError') {
    // What fetch throws when it got no answer at all; its message differs between browsers.
    return { kind: 'unavailable', message: 'the server did not answer' };
  }
  const cause = isError(error.cause) ? error.cause : undefined;
  const status =
    typeof error.statusCode === 'number' ? error.statusCode : undefined;
  const name = cause?.name ?? error.name;
  // A ResponseError's own message is only "Request failed with 403"; the sentence is in its cause.
  const message = cause?.message || error.message;
  if (status === 401 || status === 403 || name === 'NotAllowedError') {
    return { kind: 'denied', message };
  }
  if (status === 404 || name === 'NotFoundError') {
    return { kind: 'not-found', message };
  }
  if (status === 400 || name === 'InputError') {
    return { kind: 'invalid', message };
  }
  return { kind: 'unavailable', message };
}
