import type { QuotaStores } from '../database/QuotaDatabase';
import type { StoredReservation } from '../database/rows';
import { serveWaitingReservations } from './serveWaitingReservations';
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
    await tx.ledger.lock(options.reservation);
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
      data: { from: before.state, count: before.count },
    });
    if (before.state === 'waiting') {
      await withdrawRequestOf(tx, before, { actor, at });
    } else {
      await tx.ledger.giveBack(before, before.count);
      await serveWaitingReservations(tx, {
        ledger: await tx.ledger.lock(before),
        actor,
        at,
        reservationLeaseMs: context.reservationLeaseMs,
      });
    }
    return (await tx.reservations.get(before.id)) ?? before;
  });
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
