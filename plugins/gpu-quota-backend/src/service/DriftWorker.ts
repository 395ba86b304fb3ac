import type { LoggerService } from '@backstage/backend-plugin-api';
import { ForwardedError, toError } from '@backstage/errors';
import type { QuotaSink, TeamQuota } from '@golden-path/plugin-gpu-quota-node';
import type { QuotaDatabase } from '../database/QuotaDatabase';
import type { LedgerEntry } from '../database/rows';
import type { CatalogDirectory } from './CatalogDirectory';
import { toTeamQuota } from './EnforcementWorker';

/** Teams that a sink is asked about at a time. */
const BATCH = 100;

/** Entries by team. */
export function byTeam(entries: LedgerEntry[]): Map<string, LedgerEntry[]> {
  const teams = new Map<string, LedgerEntry[]>();
  for (const entry of entries) {
    teams.set(entry.team, [...(teams.get(entry.team) ?? []), entry]);
  }
  return teams;
}

/** Looks at what is in force and in use where quota is enforced, and keeps the last answer with its age. */
export class DriftWorker {
  readonly #options: {
    database: QuotaDatabase;
    directory: Pick<CatalogDirectory, 'get'>;
    sinks: readonly QuotaSink[];
    logger: LoggerService;
    now: () => Date;
  };

  constructor(options: {
    database: QuotaDatabase;
    directory: Pick<CatalogDirectory, 'get'>;
    sinks: readonly QuotaSink[];
    logger: LoggerService;
    now: () => Date;
  }) {
    this.#options = options;
  }

  /**
   * Asks every place once. One that does not answer is noted as such, and what was last seen there stays.
   *
   * @param options - one team, or every team that has or had quota
   */
  async run(options: { team?: string } = {}): Promise<void> {
    const { database, directory, sinks } = this.#options;
    if (sinks.length === 0) return;
    const snapshot = await directory.get();
    const { team } = options;
    const teams = byTeam(
      await database.read.ledger.list({ teams: team ? [team] : undefined }),
    );
    if (team && !teams.has(team)) teams.set(team, []);
    const quotas = [...teams].map(([name, entries]) =>
      toTeamQuota(name, entries, snapshot),
    );
    await Promise.all(sinks.map(sink => this.#look(sink, quotas)));
  }

  async #look(sink: QuotaSink, quotas: TeamQuota[]): Promise<void> {
    if (!sink.observe) return;
    const { database, logger, now } = this.#options;
    for (let start = 0; start < quotas.length; start += BATCH) {
      const some = quotas.slice(start, start + BATCH);
      // Before asking: what is written in the meantime counts as written since.
      const at = now();
      try {
        const observations = await sink.observe(some);
        await database.transaction(async tx => {
          await tx.observations.replace(sink.id, observations, {
            acceleratorClasses: some[0].quotas.map(
              each => each.acceleratorClass,
            ),
            at,
          });
          await tx.observations.markReached(sink.id, at);
        });
      } catch (error) {
        logger.warn(
          `What ${sink.id} enforces could not be read`,
          new ForwardedError('Looking for drift failed', error),
        );
        await database.read.observations.markUnreachable(
          sink.id,
          at,
          toError(error).message,
        );
        return;
      }
    }
  }
}
