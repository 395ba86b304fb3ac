import type { LoggerService } from '@backstage/backend-plugin-api';
import { ForwardedError, stringifyError } from '@backstage/errors';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { QuotaDatabase } from '../database/QuotaDatabase';

const FIRST_RETRY_MS = 5_000;
const LAST_RETRY_MS = 10 * 60_000;

/** Delivers notifications at least once; several backends share the work without doing it twice at a time. */
export class OutboxWorker {
  readonly #options: {
    database: QuotaDatabase;
    notifications: NotificationService;
    logger: LoggerService;
    now: () => Date;
  };

  constructor(options: {
    database: QuotaDatabase;
    notifications: NotificationService;
    logger: LoggerService;
    now: () => Date;
  }) {
    this.#options = options;
  }

  /** Delivers everything that is due. */
  async run(): Promise<void> {
    while (await this.#deliverOne());
  }

  async #deliverOne(): Promise<boolean> {
    const { database, notifications, logger, now } = this.#options;
    return await database.transaction(async tx => {
      const due = await tx.outbox.takeDue(now());
      if (!due) return false;
      try {
        await notifications.send(due.message);
        await tx.outbox.remove(due.id);
      } catch (error) {
        const wait = Math.min(
          LAST_RETRY_MS,
          FIRST_RETRY_MS * 2 ** Math.min(due.attempts, 20),
        );
        logger.warn(
          `A notification was not delivered; trying again in ${wait / 1000} s`,
          new ForwardedError('Sending failed', error),
        );
        await tx.outbox.postpone(
          due.id,
          new Date(now().getTime() + wait),
          stringifyError(error),
        );
      }
      return true;
    });
  }
}
