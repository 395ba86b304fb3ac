import { parseEntityRef } from '@backstage/catalog-model';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { ForwardedError, toError } from '@backstage/errors';
import type { QuotaSink, TeamQuota } from '@golden-path/plugin-gpu-quota-node';
import type { QuotaDatabase } from '../database/QuotaDatabase';
import type { LedgerEntry } from '../database/rows';
import type { CatalogDirectory, DirectorySnapshot } from './CatalogDirectory';

/** Everything is written again this often, for clusters that lost or changed what they were told. */
const REPEAT_ALL_MS = 10 * 60_000;

/**
 * Carries granted figures to where pods are admitted. A place that is down delays enforcement and nothing else: the
 * ledger row keeps the error, and the next run tries again.
 */
export class EnforcementWorker {
  readonly #options: {
    database: QuotaDatabase;
    directory: Pick<CatalogDirectory, 'get'>;
    sinks: readonly QuotaSink[];
    logger: LoggerService;
    now: () => Date;
    /** Called with each team whose enforcement changed. */
    changed: (team: string) => void;
  };
  #lastFull: { at: number; classes: string } | undefined;

  constructor(options: {
    database: QuotaDatabase;
    directory: Pick<CatalogDirectory, 'get'>;
    sinks: readonly QuotaSink[];
    logger: LoggerService;
    now: () => Date;
    changed: (team: string) => void;
  }) {
    this.#options = options;
  }

  /** Enforces what is not enforced yet; all of it at the start, when the classes changed, and every ten minutes. */
  async run(): Promise<void> {
    const { database, directory, sinks, now } = this.#options;
    if (sinks.length === 0) return;
    const snapshot = await directory.get();
    const at = now().getTime();
    const classes = fingerprint(snapshot);
    const all =
      this.#lastFull === undefined ||
      this.#lastFull.classes !== classes ||
      at - this.#lastFull.at >= REPEAT_ALL_MS;
    let complete = true;
    for (const team of await database.read.ledger.teamsToEnforce({ all })) {
      complete = (await this.#enforce(team, snapshot)) && complete;
    }
    if (all && complete) this.#lastFull = { at, classes };
  }

  /** @returns whether the team's figures are enforced now */
  async #enforce(team: string, snapshot: DirectorySnapshot): Promise<boolean> {
    const { database, logger, now, changed } = this.#options;
    // The lock keeps another backend from writing older figures after newer ones.
    const outcome = await database.transaction(async tx => {
      if (!(await tx.ledger.tryLockEnforcement(team))) return undefined;
      const entries = await tx.ledger.list({ teams: [team] });
      const news = entries.some(
        each => each.version > each.appliedVersion || each.applyError,
      );
      try {
        await this.#apply(toTeamQuota(team, entries, snapshot));
        await tx.ledger.markApplied(entries, now());
        return { applied: true, news };
      } catch (error) {
        const message = toError(error).message;
        logger.warn(
          `The quota of ${team} could not be enforced`,
          new ForwardedError('Enforcement failed', error),
        );
        await tx.ledger.markFailed(team, message);
        return {
          applied: false,
          news: entries.some(each => each.applyError !== message),
        };
      }
    });
    if (outcome?.news) changed(team);
    return outcome?.applied ?? false;
  }

  async #apply(quota: TeamQuota): Promise<void> {
    await Promise.all(
      this.#options.sinks.map(async sink => {
        try {
          await sink.apply([quota]);
        } catch (error) {
          throw new ForwardedError(`${sink.id} did not take the quota`, error);
        }
      }),
    );
  }
}

function fingerprint(snapshot: DirectorySnapshot): string {
  return [...snapshot.classes.values()]
    .map(each => `${each.name}=${each.deviceClassName}`)
    .sort()
    .join(' ');
}

function toTeamQuota(
  team: string,
  entries: LedgerEntry[],
  snapshot: DirectorySnapshot,
): TeamQuota {
  // What runs on reserved devices has to be able to restart, also while the team is over its quota.
  const ceilings = new Map(
    entries.map(entry => [entry.acceleratorClass, entry.ceiling]),
  );
  for (const name of ceilings.keys()) {
    if (!snapshot.classes.has(name)) {
      // Leaving it out would lift its limit.
      throw new Error(
        `There is no accelerator class "${name}" in the catalog any more, so its quota cannot be written`,
      );
    }
  }
  return {
    team,
    namespace: parseEntityRef(team).name,
    quotas: [...snapshot.classes.values()]
      .map(each => ({
        acceleratorClass: each.name,
        deviceClassName: each.deviceClassName,
        granted: ceilings.get(each.name) ?? 0,
      }))
      .sort((a, b) => (a.acceleratorClass < b.acceleratorClass ? -1 : 1)),
  };
}
