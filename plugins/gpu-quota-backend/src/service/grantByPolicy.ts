import type { QuotaTransaction } from '../database/QuotaDatabase';
import type { StoredDecision, StoredRequest } from '../database/rows';
import { giveGrant } from './giveGrant';
import { requestDecidedNotification } from './notifications';
import { recordDecision } from './recordDecision';
import type { ServiceContext } from './ServiceContext';

/** Gives what a request that passes no stage asks for, as the decision of the policy's rule. */
export async function grantByPolicy(
  tx: QuotaTransaction,
  context: ServiceContext,
  request: StoredRequest,
): Promise<StoredRequest> {
  const at = request.updatedAt;
  const decision: StoredDecision = {
    requestId: request.id,
    stage: 'policy',
    outcome: 'approved',
    grantedCount: request.count,
    by: `policy:${request.policyRule}`,
    at,
  };
  await recordDecision(tx, request, decision);
  const started = await giveGrant(tx, context, {
    request,
    count: request.count,
    by: decision.by,
    at,
  });
  const decided = { ...request, decisions: [decision] };
  await tx.outbox.add(requestDecidedNotification(decided, started), at);
  return decided;
}
