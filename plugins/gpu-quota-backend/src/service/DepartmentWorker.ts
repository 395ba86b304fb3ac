import type { LoggerService } from '@backstage/backend-plugin-api';
import { ForwardedError } from '@backstage/errors';
import type { DepartmentCap } from '../database/DepartmentStore';
import type { LedgerEntry } from '../database/rows';
import type { ServiceContext } from './ServiceContext';
import { settleQuota } from './settleQuota';

/** Keeps the departments' caps as config says them, and each team in the department that the catalog says. */
export class DepartmentWorker {
  readonly #options: {
    context: ServiceContext;
    caps: readonly DepartmentCap[];
    logger: LoggerService;
  };

  constructor(options: {
    context: ServiceContext;
    caps: readonly DepartmentCap[];
    logger: LoggerService;
  }) {
    this.#options = options;
  }

  /** Caps need no catalog, so they hold before the first team gets anything. */
  async applyCaps(): Promise<void> {
    const { context, caps } = this.#options;
    await context.database.read.departments.setCaps(caps);
  }

  /**
   * Moves what a team was granted to the department it is in now. Where that has no room the team moves all the same:
   * nothing is taken, and nothing more is granted there.
   */
  async run(): Promise<void> {
    await this.applyCaps();
    const { database, directory } = this.#options.context;
    const { organisation } = await directory.get();
    for (const entry of await database.read.ledger.list({})) {
      // A team that is gone from the catalog stays where it was: its devices are promised still. So does one whose
      // department is gone: it may be back in a moment.
      if (!organisation.has(entry.team)) continue;
      if (organisation.hasUnknownParent(entry.team)) continue;
      const department = organisation.departmentOf(entry.team);
      if (department === entry.department) continue;
      try {
        await this.#move(entry, department);
      } catch (error) {
        // One team's trouble is not another's; the next run tries again.
        this.#options.logger.error(
          `${entry.team} could not be moved to its department`,
          new ForwardedError('Moving failed', error),
        );
      }
    }
  }

  /** Ends the loans between a team and those it leaves, and lets it lend to and borrow from those it joins. */
  async #move(entry: LedgerEntry, to: string | undefined): Promise<void> {
    const { context } = this.#options;
    const by = { actor: 'system', at: context.now() };
    await context.database.transaction(async tx => {
      // Another backend was faster.
      if (!(await tx.ledger.lockMove(entry, to))) return;
      if (entry.department !== undefined) {
        await settleQuota(tx, context, {
          ledger: entry,
          leaving: entry.team,
          ...by,
        });
      }
      const ledger = await tx.ledger.move(entry, to);
      await tx.audit.append({
        team: entry.team,
        ...by,
        action: 'quota.moved',
        subject: `team:${entry.team}`,
        data: {
          acceleratorClass: entry.acceleratorClass,
          count: ledger.granted,
          from: entry.department,
          to,
          because: to
            ? `The catalog has the team in ${to}`
            : 'The catalog has the team in no department',
        },
      });
      await settleQuota(tx, context, { ledger, ...by });
    });
    context.changed(entry.team);
  }
}
