import type {
  AuthService,
  DiscoveryService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { ForwardedError, ResponseError, toError } from '@backstage/errors';
import {
  createInferenceClient,
  type UsageReport,
} from '@golden-path/plugin-inference-common';

/** How well devices are used, or why that is not known. */
export type UsageAnswer =
  | { state: 'known'; asOf: string; report: UsageReport }
  | { state: 'unknown'; reason: string };

/** Knows how well teams use the devices their endpoints hold. */
export interface UsageSource {
  /**
   * Answers in two seconds, whatever happens; never throws.
   *
   * @param team - group ref; every team where it is left out
   */
  usage(team?: string): Promise<UsageAnswer>;
}

const TIMEOUT_MS = 2_000;

type Options = {
  auth: AuthService;
  discovery: DiscoveryService;
  logger: LoggerService;
  timeoutMs?: number;
};

/** Asks the inference backend, as this plugin. */
export class InferenceUsage implements UsageSource {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  async usage(team?: string): Promise<UsageAnswer> {
    const { logger, timeoutMs = TIMEOUT_MS } = this.#options;
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const report = await Promise.race([
        this.#ask(team, timeout),
        rejectionOf(timeout),
      ]);
      const { state, asOf, message } = report.source;
      if (state === 'not-configured' || asOf === undefined) {
        return {
          state: 'unknown',
          reason: message ?? 'The signal source has not answered yet.',
        };
      }
      return { state: 'known', asOf, report };
    } catch (error) {
      logger.warn(
        'The use of devices is not known',
        new ForwardedError('Asking the inference backend failed', error),
      );
      return {
        state: 'unknown',
        reason: timeout.aborted
          ? `The inference backend did not answer within ${
              timeoutMs / 1000
            } seconds.`
          : reasonOf(error),
      };
    }
  }

  async #ask(team: string | undefined, signal: AbortSignal) {
    const { auth, discovery } = this.#options;
    const { token } = await auth.getPluginRequestToken({
      onBehalfOf: await auth.getOwnServiceCredentials(),
      targetPluginId: 'inference',
    });
    const client = createInferenceClient({
      fetch,
      baseUrl: await discovery.getBaseUrl('inference'),
    });
    return await client.getUsage({ team }, { token, signal });
  }
}

/** Rejects when the signal is aborted. */
function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(toError(signal.reason)), {
      once: true,
    });
  });
}

/** Other errors may say more than people should read; they are in the log. */
function reasonOf(error: unknown): string {
  return error instanceof ResponseError
    ? `The inference backend answered ${error.statusCode}.`
    : 'The inference backend gave no answer that can be read.';
}
