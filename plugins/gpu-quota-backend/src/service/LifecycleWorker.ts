import type { LoggerService } from '@backstage/backend-plugin-api';
import { ForwardedError } from '@backstage/errors';
import { warningDue, WARNING_DAYS } from '@golden-path/plugin-gpu-quota-common';
import type { LedgerKey, StoredRequest } from '../database/rows';
import {
  grantEndingNotification,
  requestExpiredNotification,
} from './notifications';
import type { ServiceContext } from './ServiceContext';
import { turnGrants } from './turnGrants';

const DAY_MS = 24 * 3_600_000;
/** Requests that expire in one run; the next run takes the others. */
const BATCH = 1_000;
const KEYS_KEPT_MS = 30 * DAY_MS;

/** What happens because time passes: requests expire, grants end and follow one another, teams are warned. */
export class LifecycleWorker {
  readonly #context: ServiceContext;
  readonly #logger: LoggerService;

  constructor(context: ServiceContext, logger: LoggerService) {
    this.#context = context;
    this.#logger = logger;
  }

  /** Does everything that is due; several backends may do so at once. */
  async run(): Promise<void> {
    await this.#expireRequests();
    await this.#turnGrants();
    await this.#warn();
    await this.#context.database.read.idempotency.forgetBefore(
      new Date(this.#context.now().getTime() - KEYS_KEPT_MS),
    );
  }

  async #expireRequests(): Promise<void> {
    const { database, now } = this.#context;
    const overdue = await database.read.requests.overdue(now(), BATCH);
    for (const request of overdue) await this.#expire(request);
  }

  async #expire(request: StoredRequest): Promise<void> {
    const { database, now, changed } = this.#context;
    const at = now();
    const expired = await database.transaction(async tx => {
      await tx.ledger.lock(request);
      const after = await tx.requests.change(request, { state: 'expired', at });
      // Somebody decided on it or changed it just now.
      if (!after) return false;
      await tx.audit.append({
        team: request.team,
        at,
        actor: 'system',
        action: 'request.expired',
        subject: `request:${request.id}`,
      });
      await tx.outbox.add(requestExpiredNotification(after), at);
      return true;
    });
    if (expired) changed(request.team);
  }

  async #turnGrants(): Promise<void> {
    const { database, now, changed } = this.#context;
    for (const key of await database.read.grants.due(now())) {
      try {
        await this.#turn(key);
        changed(key.team);
      } catch (error) {
        // One team's trouble is not another's; the next run tries again.
        this.#logger.error(
          `What ends and begins of ${key.acceleratorClass} of ${key.team} could not be changed`,
          new ForwardedError('Turning grants failed', error),
        );
      }
    }
  }

  async #turn(key: LedgerKey): Promise<void> {
    const { database, now, directory } = this.#context;
    const at = now();
    const { organisation } = await directory.get();
    const waiting = await database.transaction(tx =>
      turnGrants(tx, this.#context, {
        key,
        at,
        lead: organisation.leadOf(key.team),
      }),
    );
    for (const { id, remaining } of waiting) {
      this.#logger.warn(
        `There is no room yet for ${remaining} × ${key.acceleratorClass} of ${key.team} that begin now: grant ${id} waits`,
      );
    }
  }

  async #warn(): Promise<void> {
    const { database, now, directory, changed } = this.#context;
    const at = now();
    const horizon = new Date(at.getTime() + Math.max(...WARNING_DAYS) * DAY_MS);
    const ending = await database.read.grants.endingBefore(horizon);
    if (ending.length === 0) return;
    const { organisation } = await directory.get();
    for (const grant of ending) {
      const { endsAt, startsAt, warnedDays } = grant;
      const days = endsAt && warningDue({ startsAt, endsAt, warnedDays }, at);
      if (!endsAt || days === undefined) continue;
      await database.transaction(async tx => {
        if (!(await tx.grants.markWarned(grant.id, days))) return;
        await tx.outbox.add(
          grantEndingNotification(
            { ...grant, endsAt },
            { days, lead: organisation.leadOf(grant.team) },
          ),
          at,
        );
      });
      changed(grant.team);
    }
  }
}
