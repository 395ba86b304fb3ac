import {
  CustomErrorBase,
  isError,
  ServiceUnavailableError,
} from '@backstage/errors';

/** 428: a decision has to name the version it is about. */
export class PreconditionRequiredError extends CustomErrorBase {
  name = 'PreconditionRequiredError' as const;
  readonly statusCode = 428;
}

/** 412: what was read has changed since. */
export class PreconditionFailedError extends CustomErrorBase {
  name = 'PreconditionFailedError' as const;
  readonly statusCode = 412;
}

/** 422: an idempotency key was used before, with another body. */
export class IdempotencyKeyReusedError extends CustomErrorBase {
  name = 'IdempotencyKeyReusedError' as const;
  readonly statusCode = 422;
}

/**
 * SQLSTATE classes and codes that say the server ended the connection or takes none: connection exceptions, shutdown by
 * an administrator, crash, start-up, too many connections. https://www.postgresql.org/docs/18/errcodes-appendix.html
 */
const NOT_CONNECTED_STATE = /^(08...|57P0[1-3]|53300)$/;
/** What Node says of a broken socket. */
const BROKEN_SOCKET = /^(ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT)$/;
/** The driver and its pool give these no code. */
const NOT_CONNECTED_MESSAGE =
  /Connection terminated|connection error and is not queryable|Timeout acquiring a connection/;

/**
 * Tells a caller whose database connection broke that it is no fault of theirs and what to do; what the driver says is
 * not for them. Any other error is given back as it is.
 */
export function explainLostConnection(error: unknown): unknown {
  if (!isError(error)) return error;
  const code = String(error.code ?? '');
  const lost =
    NOT_CONNECTED_STATE.test(code) ||
    BROKEN_SOCKET.test(code) ||
    NOT_CONNECTED_MESSAGE.test(error.message);
  return lost
    ? new ServiceUnavailableError(
        'The connection to the database broke. Whether the change was made is not known: send it again in a moment, with the same Idempotency-Key or If-Match',
      )
    : error;
}
