import type { LoggerService } from '@backstage/backend-plugin-api';
import { ForwardedError } from '@backstage/errors';
import {
  overQuota,
  warningDue,
  WARNING_DAYS,
} from '@golden-path/plugin-gpu-quota-common';
import { departmentOverCap } from '../database/DepartmentStore';
import { isOverCapacityError } from '../database/PoolStore';
import type { LedgerKey, StoredGrant, StoredRequest } from '../database/rows';
import {
  grantEndingNotification,
  grantsEndedNotification,
  requestExpiredNotification,
} from './notifications';
import { settleQuota } from './settleQuota';
import type { ServiceContext } from './ServiceContext';

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
      const notification = requestExpiredNotification(after);
      if (notification) await tx.outbox.add(notification, at);
      return true;
    });
    if (expired) changed(request.team);
  }

  async #turnGrants(): Promise<void> {
    const { database, now, changed } = this.#context;
    for (const key of await database.read.grants.due(now())) {
      try {
        await this.#turnWithin(key);
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

  /** What has no room to start does not keep what is over from ending; it starts when there is room. */
  async #turnWithin(key: LedgerKey): Promise<void> {
    try {
      await this.#turn(key);
    } catch (error) {
      if (!isOverCapacityError(error) && !departmentOverCap(error)) throw error;
      this.#logger.warn(
        `There is no room yet for what of ${key.acceleratorClass} begins for ${key.team} now; it waits`,
        new ForwardedError('Starting a grant failed', error),
      );
      await this.#turn(key, { endsOnly: true });
    }
  }

  /** Ends and starts what is due of one (team, class), with one change of the ledger, so that nothing flickers. */
  async #turn(
    key: LedgerKey,
    { endsOnly = false }: { endsOnly?: boolean } = {},
  ): Promise<void> {
    const { database, now, directory } = this.#context;
    const at = now();
    const { organisation } = await directory.get();
    await database.transaction(async tx => {
      const before = await tx.ledger.lockDepartment(key);
      const due = await tx.grants.dueOf(key, at);
      const ends = (grant: StoredGrant) =>
        grant.endsAt !== undefined && grant.endsAt <= at;
      const ended = due.filter(ends);
      const started = endsOnly ? [] : due.filter(grant => !ends(grant));
      for (const grant of ended) {
        await tx.grants.end(grant.id, at);
        await tx.audit.append({
          team: key.team,
          at,
          actor: 'system',
          action: 'quota.ended',
          subject: `grant:${grant.id}`,
          data: {
            acceleratorClass: key.acceleratorClass,
            count: grant.remaining,
            from: grant.state,
          },
        });
      }
      for (const grant of started) {
        await tx.grants.start(grant.id);
        await tx.audit.append({
          team: key.team,
          at,
          actor: 'system',
          action: 'quota.granted',
          subject: `grant:${grant.id}`,
          data: {
            acceleratorClass: key.acceleratorClass,
            count: grant.remaining,
            reason: grant.reason,
          },
        });
      }
      const change =
        devices(started) - devices(ended.filter(each => each.state === 'live'));
      if (change === 0) return;
      const ledger = await tx.ledger.grant(before, change);
      await settleQuota(tx, this.#context, { ledger, actor: 'system', at });
      if (change > 0) return;
      await tx.outbox.add(
        grantsEndedNotification({
          ...key,
          id: ended.map(each => each.id).join(','),
          count: -change,
          granted: ledger.granted,
          overQuota: overQuota(ledger),
          lead: organisation.leadOf(key.team),
        }),
        at,
      );
    });
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

function devices(grants: StoredGrant[]): number {
  return grants.reduce((sum, grant) => sum + grant.remaining, 0);
}
