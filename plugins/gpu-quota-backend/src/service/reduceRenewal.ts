import type { QuotaTransaction } from '../database/QuotaDatabase';
import type { StoredGrant } from '../database/rows';

/** Takes devices from a grant that has not begun, in the caller's transaction, and writes down why. */
export async function reduceRenewal(
  tx: QuotaTransaction,
  reduction: {
    grant: StoredGrant;
    /** Devices that it gives less. */
    count: number;
    because: string;
    actor: string;
    at: Date;
  },
): Promise<void> {
  const { grant, count, because, actor, at } = reduction;
  await tx.grants.reduce(grant, count, at);
  await tx.audit.append({
    team: grant.team,
    at,
    actor,
    action: 'renewal.reduced',
    subject: `grant:${grant.id}`,
    data: {
      acceleratorClass: grant.acceleratorClass,
      count,
      left: grant.remaining - count,
      because,
    },
  });
}
