import { serveWaiting } from '@golden-path/plugin-gpu-quota-common';
import type { QuotaStores } from '../database/QuotaDatabase';
import type { LedgerEntry, StoredReservation } from '../database/rows';

/**
 * Gives devices that became available to waiting reservations, oldest first, in the caller's transaction, which holds
 * the ledger row's lock.
 *
 * @returns those that are held now
 */
export async function serveWaitingReservations(
  tx: QuotaStores,
  options: {
    ledger: LedgerEntry;
    actor: string;
    at: Date;
    reservationLeaseMs: number;
  },
): Promise<StoredReservation[]> {
  const { ledger, actor, at } = options;
  const waiting = await tx.reservations.waiting(ledger);
  const expiresAt = new Date(at.getTime() + options.reservationLeaseMs);
  const started: StoredReservation[] = [];
  for (const reservation of serveWaiting(ledger, waiting)) {
    const changed = await tx.reservations.change(reservation, {
      state: 'held',
      heldAt: at,
      expiresAt,
    });
    // Ended by somebody while we waited for the lock: its devices stay available.
    if (!changed) continue;
    if (!(await tx.ledger.take(ledger, reservation.count))) {
      throw new Error(
        `The ledger of ${ledger.team} changed although its row was locked`,
      );
    }
    await tx.audit.append({
      team: ledger.team,
      at,
      actor,
      action: 'reservation.held',
      subject: `reservation:${reservation.id}`,
      data: {
        acceleratorClass: ledger.acceleratorClass,
        count: reservation.count,
        endpoint: reservation.endpoint,
      },
    });
    started.push({ ...reservation, state: 'held', heldAt: at, expiresAt });
  }
  return started;
}
