import type { Knex } from 'knex';
import { auditBody, type AuditEvent } from './AuditStore';
import type { FirstAnswer } from './ReservationStore';
import type { NewStoredReservation } from './rows';

/**
 * Takes devices, writes the reservation and its audit event: one statement, so one round trip and one transaction.
 * Nothing at all is written when the devices are not there.
 *
 * @returns whether the reservation is held
 * @throws a unique violation when the idempotency key was used or the endpoint has a live reservation
 */
export async function holdReservation(
  db: Knex,
  reservation: Omit<NewStoredReservation, 'request' | 'state'> & {
    idempotencyKey: string;
  } & FirstAnswer,
  event: AuditEvent,
): Promise<boolean> {
  const result = await db.raw<{ rows: { held: boolean }[] }>(
    'select quota_hold(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) as held',
    [
      reservation.id,
      reservation.team,
      reservation.acceleratorClass,
      reservation.count,
      reservation.endpoint,
      reservation.createdBy,
      reservation.createdAt,
      reservation.heldAt ?? null,
      reservation.expiresAt ?? null,
      reservation.idempotencyKey,
      reservation.bodyHash,
      reservation.firstAnswer,
      auditBody(event),
      reservation.interruptible,
    ],
  );
  return result.rows[0]?.held === true;
}
