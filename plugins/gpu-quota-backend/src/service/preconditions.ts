import { ConflictError } from '@backstage/errors';
import { matchesETag, waitingOn } from '@golden-path/plugin-gpu-quota-common';
import type { StoredRequest } from '../database/rows';
import { PreconditionFailedError, PreconditionRequiredError } from '../errors';

/** @throws PreconditionRequiredError when no version was named */
export function requireIfMatch(
  header: string | undefined,
): asserts header is string {
  if (header === undefined) {
    throw new PreconditionRequiredError(
      'Say which version of the request this is about: send its ETag as If-Match',
    );
  }
}

/** @throws PreconditionFailedError when the request is not the version that was named */
export function requireVersion(request: StoredRequest, ifMatch: string): void {
  if (matchesETag(ifMatch, request.version)) return;
  const stage = waitingOn(request);
  throw new PreconditionFailedError(
    `Request ${request.id} has changed since you read it: ${
      stage ? `it waits on ${stage}` : `it is ${request.state}`
    } now. Read it again`,
  );
}

/** @throws ConflictError when nothing more can become of the request */
export function requirePending(request: StoredRequest): void {
  if (request.state === 'pending') return;
  throw new ConflictError(`This request is ${request.state} already`);
}

/** Somebody else was faster by so little that only the database saw it. */
export function changedJustNow(request: StoredRequest) {
  return new PreconditionFailedError(
    `Somebody else changed request ${request.id} just now. Read it again`,
  );
}
