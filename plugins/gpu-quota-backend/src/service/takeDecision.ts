import {
  decideRequest,
  type DecisionResult,
  type NewDecision,
} from '@golden-path/plugin-gpu-quota-common';
import type { AcceleratorClass } from '@golden-path/plugin-inference-common';
import type { StoredDecision, StoredRequest } from '../database/rows';
import { gatherFindings } from './evidence';
import { askAgain } from './fileRequest';
import { giveGrant } from './giveGrant';
import {
  requestDecidedNotification,
  requestFiledNotification,
} from './notifications';
import type { Organisation } from './Organisation';
import { changedJustNow } from './preconditions';
import { recordDecision } from './recordDecision';
import type { ServiceContext } from './ServiceContext';
import { approversOf } from './views';

/**
 * Takes one decision: the request moves on, and with the last approval the grant, the ledger and the reservations that
 * can start now change with it, all in one transaction; see {@link askAgain} for the one that cannot.
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
    /** Left out when it is not in the catalog any more: nothing more of it can be asked for then. */
    acceleratorClass: AcceleratorClass | undefined;
  },
): Promise<StoredRequest> {
  const { request, by, organisation, acceleratorClass } = options;
  const result = decideRequest(request, options.decision);
  const at = context.now();
  const decision = toStored(options, result, at);
  const isForEndpoint =
    result.state === 'approved' &&
    (await context.database.read.reservations.filedFor(request));
  const findings = isForEndpoint && (await gatherFindings(context, request));

  return await context.database.transaction(async tx => {
    await tx.ledger.lockDepartment(request);
    const after = await tx.requests.change(request, {
      state: result.state,
      waitingOn: result.state === 'pending' ? result.waitingOn : undefined,
      grantedCount: granting(result) ? result.count : undefined,
      at,
    });
    if (!after) {
      throw changedJustNow(request);
    }
    await recordDecision(tx, after, decision);
    const started = granting(result)
      ? await giveGrant(tx, context, { request, count: result.count, by, at })
      : [];
    const decided = { ...after, decisions: [...request.decisions, decision] };
    const again =
      findings &&
      acceleratorClass &&
      (await askAgain(tx, context, {
        request: decided,
        usage: findings.usage,
        acceleratorClass,
        organisation,
        at,
      }));
    const notification =
      result.state === 'pending'
        ? requestFiledNotification(
            decided,
            approversOf(decided, organisation) ?? [],
          )
        : requestDecidedNotification(
            decided,
            started,
            // What a rule granted at once is told of by itself.
            again && again.state === 'pending' ? again : undefined,
          );
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
