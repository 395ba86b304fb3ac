import {
  missing,
  type NewReservation,
  type Reservation,
} from '@golden-path/plugin-gpu-quota-common';
import type { AcceleratorClass } from '@golden-path/plugin-inference-common';
import type { AuditEvent } from '../database/AuditStore';
import type { QuotaTransaction } from '../database/QuotaDatabase';
import type { LedgerEntry, NewStoredReservation } from '../database/rows';
import { devicesOf } from './devicesOf';
import { gatherFindings, type Findings } from './evidence';
import { fileRequest } from './fileRequest';
import type { Organisation } from './Organisation';
import type { ServiceContext } from './ServiceContext';
import { carryOut, planSettlement } from './settleQuota';
import { toReservation } from './views';
import { withinCapacity } from './withinCapacity';

/** A reservation about to be made. */
export type Reserving = {
  /** As it will be if the devices are there. */
  held: NewStoredReservation;
  idempotencyKey: string;
  bodyHash: string;
  acceleratorClass: AcceleratorClass;
  organisation: Organisation;
  /** Goes into the request, if one is filed. */
  reason?: string;
  sizing?: NewReservation['sizing'];
};

/**
 * Holds the devices in one statement where the team has them free. Otherwise locks the department and looks again: what
 * the team lent is called back for it, or it borrows what siblings leave idle, if it may be interrupted. Where neither
 * is enough it waits, with a request for what is missing.
 *
 * @throws a unique violation when the key was used or the endpoint has a live reservation
 * @throws ConflictError when the policy would grant at once what there is no room for any more
 */
export async function reserveOrWait(
  context: ServiceContext,
  reserving: Reserving,
): Promise<Reservation> {
  const { held } = reserving;
  const answer = toReservation(held);
  const row = toRow(reserving, answer);
  const event = auditEvent(held);
  if (await context.database.hold(row, event)) return answer;

  const findings = await gatherFindings(context, held);
  const reserve = async (tx: QuotaTransaction) => {
    const ledger = await tx.ledger.lockDepartment({
      team: held.team,
      acceleratorClass: held.acceleratorClass,
      department: reserving.organisation.departmentOf(held.team),
    });
    const settlement = await planSettlement(tx, { ledger, joining: held });
    const joins = settlement.steps.find(
      each => each.step === 'hold' && each.reservation.id === held.id,
    );
    if (joins?.step !== 'hold') {
      return await wait(tx, context, reserving, ledger, findings);
    }
    const borrowed = joins.reservation.count - joins.own;
    const found = toReservation({ ...held, borrowed });
    // Claimed before any audit's head is locked; see below.
    await tx.reservations.insert(toRow(reserving, found));
    await carryOut(tx, context, {
      settlement,
      ledger,
      joining: held.id,
      actor: held.createdBy,
      at: held.createdAt,
    });
    return found;
  };
  return await withinCapacity(context, held.acceleratorClass, () =>
    context.database.transaction(reserve),
  );
}

async function wait(
  tx: QuotaTransaction,
  context: ServiceContext,
  reserving: Reserving,
  ledger: LedgerEntry,
  findings: Findings,
): Promise<Reservation> {
  const { held } = reserving;
  const before = await tx.reservations.waiting(held);
  const queued = devicesOf(
    before.filter(each => each.request?.state === 'pending'),
  );
  const count = missing(ledger, queued, held.count);
  const waiting: NewStoredReservation = {
    ...held,
    state: 'waiting',
    heldAt: undefined,
    expiresAt: undefined,
  };
  let answer = toReservation(waiting);
  // The endpoint is claimed before the audit's head is locked, as where devices are held: in that order nobody can wait
  // for somebody who waits for them.
  await tx.reservations.insert({ ...toRow(reserving, answer), ...waiting });
  const request = await fileRequest(
    tx,
    context,
    {
      team: held.team,
      acceleratorClass: reserving.acceleratorClass,
      count,
      reason:
        reserving.reason?.trim() ||
        `${held.endpoint} needs ${held.count} × ${held.acceleratorClass}; ${count} more than the team has free.`,
      endpoint: held.endpoint,
      requestedBy: held.createdBy,
      sizing: reserving.sizing && { ...reserving.sizing, count },
      at: held.createdAt,
      figures: ledger,
      waiting: devicesOf(before),
      organisation: reserving.organisation,
      findings,
    },
    async filed => {
      answer = toReservation({ ...waiting, request: filed });
      await tx.reservations.waitFor(held.id, filed.id);
      await tx.reservations.keepAnswer(held.id, JSON.stringify(answer));
      await tx.audit.append(auditEvent({ ...waiting, request: filed }));
    },
  );
  if (request.state === 'pending') return answer;
  const granted = await tx.reservations.get(held.id);
  if (!granted) throw new Error(`Reservation ${held.id} is gone`);
  answer = toReservation(granted);
  await tx.reservations.keepAnswer(held.id, JSON.stringify(answer));
  return answer;
}

function toRow(reserving: Reserving, answer: Reservation) {
  return {
    ...reserving.held,
    idempotencyKey: reserving.idempotencyKey,
    bodyHash: reserving.bodyHash,
    firstAnswer: JSON.stringify(answer),
  };
}

function auditEvent(reservation: NewStoredReservation): AuditEvent {
  return {
    team: reservation.team,
    at: reservation.createdAt,
    actor: reservation.createdBy,
    action:
      reservation.state === 'held' ? 'reservation.held' : 'reservation.waiting',
    subject: `reservation:${reservation.id}`,
    data: {
      acceleratorClass: reservation.acceleratorClass,
      count: reservation.count,
      endpoint: reservation.endpoint,
      request: reservation.request?.id,
    },
  };
}
