import type { QuotaStores, QuotaTransaction } from '../database/QuotaDatabase';
import type { StoredReservation } from '../database/rows';
import { settleQuota } from './settleQuota';
import type { ServiceContext } from './ServiceContext';

/**
 * Ends a reservation, gives its devices to those that wait, and withdraws the request that was pending for it. Ended
 * before, it is left as it is.
 *
 * @returns the reservation as it is now
 */
export async function releaseReservation(
  context: ServiceContext,
  options: {
    reservation: StoredReservation;
    actor: string;
    /** What it becomes; an expiry is told apart from a release. */
    as?: 'released' | 'expired';
  },
): Promise<StoredReservation> {
  const { actor, as: state = 'released' } = options;
  const at = context.now();
  return await context.database.transaction(async tx => {
    const ledger = await tx.ledger.lockDepartment(options.reservation);
    const before = await tx.reservations.get(options.reservation.id);
    if (!before || before.state === 'released' || before.state === 'expired') {
      return before ?? options.reservation;
    }
    // Used in the meantime: no longer ours to expire.
    if (state === 'expired' && before.state !== 'held') return before;
    if (!(await tx.reservations.change(before, { state, endedAt: at }))) {
      throw new Error(
        `Reservation ${before.id} changed although its ledger row was locked`,
      );
    }
    await tx.audit.append({
      team: before.team,
      at,
      actor,
      action: `reservation.${state}`,
      subject: `reservation:${before.id}`,
      data: {
        from: before.state,
        count: before.count,
        ...(before.borrowed > 0 && { borrowed: before.borrowed }),
      },
    });
    if (before.state === 'waiting') {
      await withdrawRequestOf(tx, before, { actor, at });
    } else {
      await tx.ledger.giveBack(before, {
        own: before.count - before.borrowed,
        borrowed: before.borrowed,
      });
      await returnLoans(tx, context, before, { actor, at });
      await settleQuota(tx, context, { ledger, actor, at });
    }
    return (await tx.reservations.get(before.id)) ?? before;
  });
}

/** What a reservation had borrowed goes back to the teams it belongs to. */
async function returnLoans(
  tx: QuotaTransaction,
  context: Pick<ServiceContext, 'changed'>,
  reservation: StoredReservation,
  by: { actor: string; at: Date },
): Promise<void> {
  for (const loan of await tx.loans.live({ reservation: reservation.id })) {
    const { id, lender, borrower, acceleratorClass, count } = loan;
    await tx.ledger.takeBack({ team: lender, acceleratorClass }, count);
    await tx.loans.end(id, 'returned', by.at);
    await tx.audit.append({
      ...by,
      team: lender,
      action: 'loan.returned',
      subject: `loan:${id}`,
      data: { count, borrower, reservation: reservation.id },
    });
    tx.onCommit(() => context.changed(lender));
  }
}

/** Nobody has to decide on devices that are not needed any more. */
async function withdrawRequestOf(
  tx: QuotaStores,
  reservation: StoredReservation,
  by: { actor: string; at: Date },
): Promise<void> {
  const request =
    reservation.request && (await tx.requests.get(reservation.request.id));
  if (!request || !(await tx.requests.withdraw(request, by.at))) return;
  await tx.audit.append({
    team: reservation.team,
    at: by.at,
    actor: by.actor,
    action: 'request.withdrawn',
    subject: `request:${request.id}`,
    data: { because: `reservation:${reservation.id} was released` },
  });
}
