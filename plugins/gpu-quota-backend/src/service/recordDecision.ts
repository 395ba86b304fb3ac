import type { QuotaStores } from '../database/QuotaDatabase';
import type { StoredDecision, StoredRequest } from '../database/rows';

/** Writes a decision and its audit event. `after` is the request in the state that the decision led to. */
export async function recordDecision(
  tx: QuotaStores,
  after: StoredRequest,
  decision: StoredDecision,
): Promise<void> {
  await tx.requests.addDecision(decision);
  await tx.audit.append({
    team: after.team,
    at: decision.at,
    actor: decision.by,
    action: 'request.decided',
    subject: `request:${after.id}`,
    data: {
      acceleratorClass: after.acceleratorClass,
      stage: decision.stage,
      outcome: decision.outcome,
      count: after.count,
      grantedCount: decision.grantedCount,
      reason: decision.reason,
      state: after.state,
    },
  });
}
