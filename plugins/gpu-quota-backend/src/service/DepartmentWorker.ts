import type { DepartmentCap } from '../database/DepartmentStore';
import type { QuotaDatabase } from '../database/QuotaDatabase';
import type { CatalogDirectory } from './CatalogDirectory';

/** Keeps the departments' caps as config says them, and each team in the department that the catalog says. */
export class DepartmentWorker {
  readonly #options: {
    database: QuotaDatabase;
    directory: Pick<CatalogDirectory, 'get'>;
    caps: readonly DepartmentCap[];
  };

  constructor(options: {
    database: QuotaDatabase;
    directory: Pick<CatalogDirectory, 'get'>;
    caps: readonly DepartmentCap[];
  }) {
    this.#options = options;
  }

  /** Caps need no catalog, so they hold before the first team gets anything. */
  async applyCaps(): Promise<void> {
    const { database, caps } = this.#options;
    await database.read.departments.setCaps(caps);
  }

  /**
   * Moves what a team was granted to the department it is in now. Where that has no room the team moves all the same:
   * nothing is taken, and nothing more is granted there.
   */
  async run(): Promise<void> {
    await this.applyCaps();
    const { database, directory } = this.#options;
    const { organisation } = await directory.get();
    for (const entry of await database.read.ledger.list({})) {
      // A team that is gone from the catalog stays where it was: its devices are promised still.
      if (!organisation.has(entry.team)) continue;
      const department = organisation.departmentOf(entry.team);
      if (department === entry.department) continue;
      await database.transaction(tx => tx.ledger.move(entry, department));
    }
  }
}
