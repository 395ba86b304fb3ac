import type { PolicyRule } from '@golden-path/plugin-gpu-quota-common';
import type { QuotaDatabase } from '../database/QuotaDatabase';
import type { Caller } from './Caller';
import { Authority } from './Authority';
import type { CatalogDirectory, DirectorySnapshot } from './CatalogDirectory';
import type { UsageSource } from './InferenceUsage';

/** What every use case needs. */
export type ServiceContext = {
  database: QuotaDatabase;
  directory: Pick<CatalogDirectory, 'get' | 'ownerOf'>;
  now: () => Date;
  newId: () => string;
  /**
   * Called after a commit with the team whose figures changed, and whether there is something to enforce or deliver.
   */
  changed: (team: string, work?: { inBackground: boolean }) => void;
  /** Whether any sink enforces quota. */
  enforced: () => boolean;
  reservationLeaseMs: number;
  /** How long devices stay reserved for an endpoint that is gone from the catalog. */
  missingEndpointGraceMs: number;
  requestExpiryMs: number;
  policy: readonly PolicyRule[];
  /** How well devices are used. */
  usage: UsageSource;
};

/** The caller's authority as the catalog has it now. */
export async function authorityOf(
  context: ServiceContext,
  caller: Caller,
  knows?: (snapshot: DirectorySnapshot) => boolean,
): Promise<{ authority: Authority; snapshot: DirectorySnapshot }> {
  const snapshot = await context.directory.get(knows);
  return {
    authority: new Authority(caller, snapshot.organisation),
    snapshot,
  };
}
