import type { QuotaStores } from '../database/QuotaDatabase';
import type { StoredReservation } from '../database/rows';

/**
 * Writes down another size of a reservation with its audit event, as the portal's doing, which follows the catalog. The
 * ledger is the caller's business.
 */
export async function changeSize(
  tx: QuotaStores,
  before: StoredReservation,
  to: { wanted: number; change: number; borrowed: number; at: Date },
): Promise<void> {
  const { wanted, change, borrowed, at } = to;
  await tx.reservations.resize(before.id, wanted);
  await tx.audit.append({
    team: before.team,
    at,
    actor: 'system',
    action: 'reservation.resized',
    subject: `reservation:${before.id}`,
    data: {
      acceleratorClass: before.acceleratorClass,
      count: wanted,
      change,
      ...(borrowed > 0 && { borrowed }),
      endpoint: before.endpoint,
    },
  });
}
