import type { QuotaTransaction } from '../database/QuotaDatabase';
import type { StoredGrant } from '../database/rows';

type Reduction = {
  grant: StoredGrant;
  /** Devices that it gives less. */
  count: number;
  because: string;
  actor: string;
  at: Date;
};

/** Takes devices from a grant that has not begun, in the caller's transaction, and writes down why. */
export async function reduceRenewal(
  tx: QuotaTransaction,
  reduction: Reduction,
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

/**
 * Takes from the renewal of a grant what was taken from the grant, and so on with the renewal's own: what a team gave
 * back does not come back by itself. A renewal for fewer gives no more than what is left, and keeps it.
 *
 * @param taken.grant - as it was before
 */
export async function reduceRenewalsOf(
  tx: QuotaTransaction,
  taken: Omit<Reduction, 'because'>,
): Promise<void> {
  const id = taken.grant.renewal?.grant;
  const grant = id && (await tx.grants.get(id));
  if (!grant || grant.state !== 'scheduled') return;
  const left = taken.grant.remaining - taken.count;
  const beyond = Math.max(0, grant.remaining - taken.grant.remaining);
  const count = grant.remaining - Math.min(grant.remaining, left + beyond);
  if (count === 0) return;
  const reduction = { ...taken, grant, count };
  await reduceRenewal(tx, {
    ...reduction,
    because: 'As many of the grant that it renews were given back',
  });
  await reduceRenewalsOf(tx, reduction);
}
