import type { QuotaTransaction } from '../database/QuotaDatabase';
import type { StoredReservation } from '../database/rows';
import type { ServiceContext } from './ServiceContext';

/**
 * What a reservation had borrowed goes back to the teams it belongs to, in the caller's transaction, which has locked
 * the department. The borrower's own row is the caller's business.
 *
 * @param by.atMost - devices; all of them, where left out
 * @returns devices that went back
 */
export async function returnLoans(
  tx: QuotaTransaction,
  context: Pick<ServiceContext, 'changed'>,
  reservation: StoredReservation,
  by: { actor: string; at: Date; atMost?: number },
): Promise<number> {
  const { actor, at, atMost = Infinity } = by;
  let returned = 0;
  for (const loan of await tx.loans.live({ reservation: reservation.id })) {
    const { id, lender, borrower, acceleratorClass } = loan;
    const count = Math.min(loan.count, atMost - returned);
    if (count <= 0) break;
    await tx.ledger.takeBack({ team: lender, acceleratorClass }, count);
    if (count === loan.count) await tx.loans.end(id, 'returned', at);
    else await tx.loans.reduce(id, count);
    await tx.audit.append({
      actor,
      at,
      team: lender,
      action: 'loan.returned',
      subject: `loan:${id}`,
      data: { count, borrower, reservation: reservation.id },
    });
    tx.onCommit(() => context.changed(lender));
    returned += count;
  }
  return returned;
}
