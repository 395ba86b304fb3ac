import { isError } from '@backstage/errors';

/** The system's own name for an error (`ENOENT`), when it has one. */
export function errorCode(error: unknown): unknown {
  return isError(error) ? error.code : undefined;
}
