import { ConflictError } from '@backstage/errors';
import {
  decideRequest,
  type DecisionResult,
  type NewDecision,
} from '@golden-path/plugin-gpu-quota-common';
import type { QuotaStores } from '../database/QuotaDatabase';
import type { StoredDecision, StoredRequest } from '../database/rows';
import {
  requestDecidedNotification,
  requestFiledNotification,
} from './notifications';
import type { Organisation } from './Organisation';
import { changedJustNow } from './preconditions';
import { serveWaitingReservations } from './serveWaitingReservations';
import type { ServiceContext } from './ServiceContext';
import { approversOf } from './views';

/**
 * Takes one decision: the request moves on, and with the last approval the grant, the ledger and the reservations that
 * can start now change with it, all in one transaction.
 *
 * @throws PreconditionFailedError when another decision came first
 */
export async function takeDecision(
  context: ServiceContext,
  options: {
    request: StoredRequest;
    decision: NewDecision;
    by: string;
    organisation: Organisation;
  },
): Promise<StoredRequest> {
  const { request, by } = options;
  const result = decideRequest(request, options.decision);
  const at = context.now();
  const decision = toStored(options, result, at);

  return await context.database.transaction(async tx => {
    await tx.ledger.lock(request);
    const after = await tx.requests.change(request, {
      state: result.state,
      waitingOn: result.state === 'pending' ? result.waitingOn : undefined,
      grantedCount: granting(result) ? result.count : undefined,
      at,
    });
    if (!after) {
      throw changedJustNow(request);
    }
    await tx.requests.addDecision(decision);
    await tx.audit.append({
      team: request.team,
      at,
      actor: by,
      action: 'request.decided',
      subject: `request:${request.id}`,
      data: {
        acceleratorClass: request.acceleratorClass,
        stage: decision.stage,
        outcome: decision.outcome,
        count: request.count,
        grantedCount: decision.grantedCount,
        reason: decision.reason,
        state: result.state,
      },
    });
    const started = granting(result)
      ? await grant(tx, context, { request, count: result.count, by, at })
      : [];
    const decided = { ...after, decisions: [...request.decisions, decision] };
    const notification =
      result.state === 'pending'
        ? requestFiledNotification(
            decided,
            approversOf(decided, options.organisation) ?? [],
          )
        : requestDecidedNotification(decided, started);
    if (notification) await tx.outbox.add(notification, at);
    return decided;
  });
}

function granting(
  result: DecisionResult,
): result is Extract<
  DecisionResult,
  { state: 'approved' | 'partially-approved' }
> {
  return result.state === 'approved' || result.state === 'partially-approved';
}

function toStored(
  options: { request: StoredRequest; decision: NewDecision; by: string },
  result: DecisionResult,
  at: Date,
): StoredDecision {
  return {
    requestId: options.request.id,
    stage: result.stage,
    outcome: result.state === 'denied' ? 'denied' : 'approved',
    grantedCount: result.state === 'denied' ? undefined : result.count,
    reason: options.decision.reason?.trim() || undefined,
    by: options.by,
    at,
  };
}

/** @returns the endpoints whose reservations are held now */
async function grant(
  tx: QuotaStores,
  context: ServiceContext,
  options: { request: StoredRequest; count: number; by: string; at: Date },
): Promise<string[]> {
  const { request, count, by, at } = options;
  const written = await tx.grants.insert({
    id: context.newId(),
    origin: `request:${request.id}`,
    team: request.team,
    acceleratorClass: request.acceleratorClass,
    count,
    reason: request.reason,
    grantedBy: by,
    createdAt: at,
  });
  if (!written) {
    throw new ConflictError(
      `Request ${request.id} has given its grant already`,
    );
  }
  const ledger = await tx.ledger.grant(request, count);
  const started = await serveWaitingReservations(tx, {
    ledger,
    actor: by,
    at,
    reservationLeaseMs: context.reservationLeaseMs,
  });
  return started.map(reservation => reservation.endpoint);
}
