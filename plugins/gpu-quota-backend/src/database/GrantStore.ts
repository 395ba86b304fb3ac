import type { Knex } from 'knex';
import type { LedgerKey } from './rows';

/** What gave a team devices. */
export type StoredGrant = LedgerKey & {
  id: string;
  /** `request:<id>` or `initial:<team>:<class>`; one origin gives once. */
  origin: string;
  count: number;
  reason: string;
  grantedBy: string;
  createdAt: Date;
};

/** Grants, by what gave them. */
export class GrantStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  /** Writes a grant; false when its origin has given already. */
  async insert(grant: StoredGrant): Promise<boolean> {
    const written = await this.#db('quota_grants')
      .insert({
        id: grant.id,
        origin: grant.origin,
        team: grant.team,
        accelerator_class: grant.acceleratorClass,
        count: grant.count,
        reason: grant.reason,
        granted_by: grant.grantedBy,
        created_at: grant.createdAt,
      })
      .onConflict('origin')
      .ignore()
      .returning('id');
    return written.length === 1;
  }
}
