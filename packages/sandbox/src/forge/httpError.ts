import {
  AuthenticationError,
  ConflictError,
  type ErrorLike,
  InputError,
  isError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';

/** An error as a client may see it. */
export type HttpError = { status: number; message: string };

function clientError(error: ErrorLike): HttpError | undefined {
  // What Express and its body parser throw says whether it may be shown.
  if (
    typeof error.status === 'number' &&
    error.status >= 400 &&
    error.status < 500
  ) {
    return { status: error.status, message: error.message };
  }
  return undefined;
}

/** The status and the sentence for an error; what went wrong on our side is not shown. */
export function httpError(error: unknown): HttpError {
  if (isError(error)) {
    const { message } = error;
    if (error instanceof InputError) return { status: 400, message };
    if (error instanceof AuthenticationError) return { status: 401, message };
    if (error instanceof NotAllowedError) return { status: 403, message };
    if (error instanceof NotFoundError) return { status: 404, message };
    if (error instanceof ConflictError) return { status: 409, message };
    if (error.name === 'URIError') {
      return { status: 400, message: 'The address is not well formed' };
    }
    const known = clientError(error);
    if (known) return known;
  }
  return { status: 500, message: 'The forge could not do that' };
}
