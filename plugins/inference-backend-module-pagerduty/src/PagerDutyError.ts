import type {
  OnCallError,
  OnCallErrorKind,
} from '@golden-path/plugin-inference-common';

/** A request to PagerDuty that gave no answer. The message is for people. */
export class PagerDutyError extends Error {
  override name = 'PagerDutyError';
  readonly kind: OnCallErrorKind;
  /** When it may be asked again, in milliseconds since the epoch. */
  readonly retryAt: number | undefined;

  constructor(
    kind: OnCallErrorKind,
    message: string,
    options: { retryAt?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.retryAt = options.retryAt;
  }

  /** As the answer about a target. */
  toAnswer(): OnCallError {
    return {
      state: 'error',
      kind: this.kind,
      message: this.message,
      ...(this.retryAt !== undefined && {
        retryAt: new Date(this.retryAt).toISOString(),
      }),
    };
  }
}
