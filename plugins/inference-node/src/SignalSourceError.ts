import { CustomErrorBase } from '@backstage/errors';
import type { SignalSourceErrorKind } from './SignalSource';

/**
 * Thrown by a signal source that could not answer. The message is for people and holds no credential.
 *
 * @public
 */
export class SignalSourceError extends CustomErrorBase {
  name = 'SignalSourceError' as const;
  readonly kind: SignalSourceErrorKind;

  constructor(kind: SignalSourceErrorKind, message: string, cause?: unknown) {
    super(message, cause);
    this.kind = kind;
  }
}
