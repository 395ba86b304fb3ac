import type { QuotaStores } from '../database/QuotaDatabase';
import type { StoredReservation } from '../database/rows';

/** Withdraws the pending request of a reservation, in the caller's transaction: nobody has to decide on it any more. */
export async function withdrawRequestOf(
  tx: QuotaStores,
  reservation: StoredReservation,
  by: { actor: string; at: Date; because: string },
): Promise<void> {
  if (reservation.request?.state !== 'pending') return;
  const request = await tx.requests.get(reservation.request.id);
  if (!request || !(await tx.requests.withdraw(request, by.at))) return;
  await tx.audit.append({
    team: reservation.team,
    at: by.at,
    actor: by.actor,
    action: 'request.withdrawn',
    subject: `request:${request.id}`,
    data: { because: by.because },
  });
}
