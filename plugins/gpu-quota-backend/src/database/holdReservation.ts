import { AUDIT_GENESIS } from '@golden-path/plugin-gpu-quota-common';
import type { Knex } from 'knex';
import { appendAuditSql, auditBody, type AuditEvent } from './AuditStore';
import type { FirstAnswer } from './ReservationStore';
import type { StoredReservation } from './rows';

/**
 * Takes devices, writes the reservation and its audit event: one statement, so one round trip and one transaction.
 * Nothing at all is written when the devices are not there.
 *
 * @returns whether the reservation is held
 * @throws a unique violation when the idempotency key was used or the endpoint has a live reservation
 */
export async function holdReservation(
  db: Knex,
  reservation: Omit<StoredReservation, 'request' | 'state'> & {
    idempotencyKey: string;
  } & FirstAnswer,
  event: AuditEvent,
): Promise<boolean> {
  const result = await db.raw<{ rows: { held: number }[] }>(
    `with taken as (
      update quota_ledger set reserved = reserved + cast(:count as int)
      where team = :team and accelerator_class = :acceleratorClass and reserved + cast(:count as int) <= granted
      returning team
    ),
    written as (
      insert into quota_reservations
        (id, team, accelerator_class, count, endpoint, state, created_by, created_at, held_at, expires_at,
         idempotency_key, body_hash, first_answer)
      select cast(:id as uuid), team, cast(:acceleratorClass as text), cast(:count as int), cast(:endpoint as text), 'held',
        cast(:createdBy as text), cast(:createdAt as timestamptz), cast(:heldAt as timestamptz),
        cast(:expiresAt as timestamptz), cast(:idempotencyKey as text), cast(:bodyHash as text), cast(:firstAnswer as text)
      from taken
    ),
    ${appendAuditSql('taken')}
    select count(*)::int as held from taken`,
    {
      id: reservation.id,
      team: reservation.team,
      acceleratorClass: reservation.acceleratorClass,
      count: reservation.count,
      endpoint: reservation.endpoint,
      createdBy: reservation.createdBy,
      createdAt: reservation.createdAt,
      heldAt: reservation.heldAt ?? null,
      expiresAt: reservation.expiresAt ?? null,
      idempotencyKey: reservation.idempotencyKey,
      bodyHash: reservation.bodyHash,
      firstAnswer: reservation.firstAnswer,
      body: auditBody(event),
      genesis: AUDIT_GENESIS.hash,
    },
  );
  return result.rows[0]?.held === 1;
}
