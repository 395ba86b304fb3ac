import { isForNoMoreThan } from '@golden-path/plugin-gpu-quota-common';
import type { QuotaStores } from '../database/QuotaDatabase';
import type { NewStoredReservation } from '../database/rows';
import { requestWithdrawnNotification } from './notifications';

/**
 * Withdraws the pending request of a reservation, in the caller's transaction: nobody has to decide on it any more. Whoever
 * asked is told, unless it is their own doing.
 */
export async function withdrawRequestOf(
  tx: QuotaStores,
  reservation: NewStoredReservation,
  by: { actor: string; at: Date; because: string; ifIdle?: boolean },
): Promise<void> {
  if (reservation.request?.state !== 'pending') return;
  const request = await tx.requests.get(reservation.request.id);
  if (!request) return;
  const { quota } = request.evidence;
  if (by.ifIdle && !isForNoMoreThan(quota, request.count, reservation.count)) {
    return;
  }
  if (!(await tx.requests.withdraw(request, by.at))) return;
  await tx.audit.append({
    team: reservation.team,
    at: by.at,
    actor: by.actor,
    action: 'request.withdrawn',
    subject: `request:${request.id}`,
    data: { because: by.because },
  });
  if (by.actor === request.requestedBy && by.actor !== 'system') return;
  await tx.outbox.add(requestWithdrawnNotification(request, by.because), by.at);
}
