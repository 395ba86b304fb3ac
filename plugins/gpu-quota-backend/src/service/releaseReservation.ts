import type { StoredReservation } from '../database/rows';
import { returnLoans } from './returnLoans';
import { settleQuota } from './settleQuota';
import type { ServiceContext } from './ServiceContext';
import { withdrawRequestOf } from './withdrawRequestOf';

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
    /** Why the system does so; only while the endpoint is still missing. */
    because?: string;
  },
): Promise<StoredReservation> {
  const { actor, because, as: state = 'released' } = options;
  const at = context.now();
  return await context.database.transaction(async tx => {
    const ledger = await tx.ledger.lockDepartment(options.reservation);
    const before = await tx.reservations.get(options.reservation.id);
    if (!before || before.state === 'released' || before.state === 'expired') {
      return before ?? options.reservation;
    }
    // Used in the meantime: no longer ours to expire.
    if (state === 'expired' && before.state !== 'held') return before;
    // Back in the meantime.
    if (because !== undefined && !before.missingSince) return before;
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
        endpoint: before.endpoint,
        because,
        ...(before.borrowed > 0 && { borrowed: before.borrowed }),
      },
    });
    await withdrawRequestOf(tx, before, {
      actor,
      at,
      because: because ?? `reservation:${before.id} was ${state}`,
    });
    if (before.state !== 'waiting') {
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
