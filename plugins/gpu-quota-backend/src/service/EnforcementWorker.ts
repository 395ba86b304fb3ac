import { DEFAULT_NAMESPACE, parseEntityRef } from '@backstage/catalog-model';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { ForwardedError, isError, toError } from '@backstage/errors';
import type { QuotaSink, TeamQuota } from '@golden-path/plugin-gpu-quota-node';
import type { QuotaDatabase, QuotaStores } from '../database/QuotaDatabase';
import type { LedgerEntry } from '../database/rows';
import type { CatalogDirectory, DirectorySnapshot } from './CatalogDirectory';

/** Everything is written again this often, for clusters that lost or changed what they were told. */
const REPEAT_ALL_MS = 10 * 60_000;

/** How writing a team's figures ended. */
export type EnforcementOutcome =
  | { state: 'applied' }
  | { state: 'failed'; message: string };

/** Why places did not answer in this run, by sink id. */
type Silent = Map<string, Error>;

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
    const silent: Silent = new Map();
    for (const team of await database.read.ledger.teamsToEnforce({ all })) {
      await this.#enforce(team, { snapshot, silent });
    }
    // A team that failed is among those of the next run; the others need not be written again for it.
    if (all) this.#lastFull = { at, classes };
  }

  /**
   * Writes a team's figures now, whether they were written before or not.
   *
   * @param record - writes down how it ended, in the same transaction
   * @returns how it ended; undefined when another backend is writing them at this moment
   */
  async enforceNow(
    team: string,
    record: (tx: QuotaStores, outcome: EnforcementOutcome) => Promise<void>,
  ): Promise<EnforcementOutcome | undefined> {
    const snapshot = await this.#options.directory.get();
    return await this.#enforce(team, { snapshot, silent: new Map() }, record);
  }

  async #enforce(
    team: string,
    run: { snapshot: DirectorySnapshot; silent: Silent },
    record?: (tx: QuotaStores, outcome: EnforcementOutcome) => Promise<void>,
  ): Promise<EnforcementOutcome | undefined> {
    const { database, changed } = this.#options;
    // The lock keeps another backend from writing older figures after newer ones, or what teams of one name share.
    const outcome = await database.transaction(async tx => {
      const namespace = namespaceOf(team);
      if (!(await tx.ledger.tryLockEnforcement(namespace))) return undefined;
      const entries = await tx.ledger.list({ teams: [team] });
      const known = entries.map(each => each.applyError);
      const behind = entries.some(
        each => each.version > each.appliedVersion || each.applyError,
      );
      const ended = await this.#write(tx, team, entries, run);
      await record?.(tx, ended);
      const news =
        ended.state === 'applied'
          ? behind
          : known.some(message => message !== ended.message);
      return { ...ended, news };
    });
    if (outcome?.news) changed(team);
    return outcome;
  }

  async #write(
    tx: QuotaStores,
    team: string,
    entries: LedgerEntry[],
    run: { snapshot: DirectorySnapshot; silent: Silent },
  ): Promise<EnforcementOutcome> {
    const { snapshot, silent } = run;
    try {
      requireKnownClasses(entries, snapshot);
      await this.#apply(toTeamQuota(team, entries, snapshot), silent);
      await tx.ledger.markApplied(entries, this.#options.now());
      return { state: 'applied' };
    } catch (error) {
      const { message } = toError(error);
      this.#options.logger.warn(
        `The quota of ${team} could not be enforced`,
        new ForwardedError('Enforcement failed', error),
      );
      await tx.ledger.markFailed(team, message);
      return { state: 'failed', message };
    }
  }

  /** Tells every place, but for those that did not answer a moment ago: teams would wait for them one after another. */
  async #apply(quota: TeamQuota, silent: Silent): Promise<void> {
    // Until the last has ended: what is written after the lock is gone could be older than what is there.
    const ended = await Promise.allSettled(
      this.#options.sinks.map(async sink => {
        try {
          const silence = silent.get(sink.id);
          if (silence) throw silence;
          await sink.apply([quota]);
        } catch (error) {
          if (isError(error) && error.name === 'ServiceUnavailableError') {
            silent.set(sink.id, error);
          }
          throw new ForwardedError(`${sink.id} did not take the quota`, error);
        }
      }),
    );
    const failures = ended.flatMap(each =>
      each.status === 'rejected' ? [toError(each.reason).message] : [],
    );
    if (failures.length > 0) throw new Error(failures.join('; '));
  }
}

function fingerprint(snapshot: DirectorySnapshot): string {
  return [...snapshot.classes.values()]
    .map(each =>
      [each.name, each.deviceClassName, each.extendedResourceName].join('='),
    )
    .sort()
    .join(' ');
}

/** @throws when a class of the team's is not known: leaving it out would lift its limit */
function requireKnownClasses(
  entries: LedgerEntry[],
  snapshot: DirectorySnapshot,
): void {
  for (const { acceleratorClass } of entries) {
    if (!snapshot.classes.has(acceleratorClass)) {
      throw new Error(
        `There is no accelerator class "${acceleratorClass}" in the catalog any more, so its quota cannot be written`,
      );
    }
  }
}

function namespaceOf(team: string): string {
  return parseEntityRef(team).name;
}

/** Names of groups in different namespaces of the catalog can be the same. */
function departmentName(department: string): string {
  const { namespace, name } = parseEntityRef(department);
  return namespace === DEFAULT_NAMESPACE ? name : `${namespace}.${name}`;
}

/** What a team may hold of every class that the catalog knows. */
export function toTeamQuota(
  team: string,
  entries: LedgerEntry[],
  snapshot: DirectorySnapshot,
): TeamQuota {
  // What runs on reserved devices has to be able to restart, also while the team is over its quota.
  const own = new Map(entries.map(entry => [entry.acceleratorClass, entry]));
  const department = snapshot.organisation.departmentOf(team);
  return {
    team,
    namespace: namespaceOf(team),
    ...(department && { department: departmentName(department) }),
    quotas: [...snapshot.classes.values()]
      .map(each => ({
        acceleratorClass: each.name,
        deviceClassName: each.deviceClassName,
        granted: own.get(each.name)?.ceiling ?? 0,
        ...borrowedOf(own.get(each.name)),
        ...(each.extendedResourceName && {
          extendedResourceName: each.extendedResourceName,
        }),
      }))
      .sort((a, b) => (a.acceleratorClass < b.acceleratorClass ? -1 : 1)),
  };
}

function borrowedOf(entry: LedgerEntry | undefined): { borrowed?: number } {
  return entry && entry.borrowed > 0 ? { borrowed: entry.borrowed } : {};
}
