import type { QuotaTransaction } from '../database/QuotaDatabase';
import type { StoredRequest } from '../database/rows';
import { grantByPolicy } from './grantByPolicy';
import { requestFiledNotification } from './notifications';
import type { ServiceContext } from './ServiceContext';
import { approversOf } from './views';
import { weighRequest, type Asked } from './weighRequest';

/** A request about to be filed. */
export type Filing = Asked & {
  reason: string;
  endpoint?: string;
  requestedBy: string;
};

/**
 * Files a request with its evidence, audit event and notification, in the caller's transaction. Where the policy says
 * so it is granted at once.
 *
 * @param link - ties a reservation to the request, before a grant serves it and those that wait
 */
export async function fileRequest(
  tx: QuotaTransaction,
  context: ServiceContext,
  filing: Filing,
  link: (request: StoredRequest) => Promise<void> = async () => {},
): Promise<StoredRequest> {
  const request = await tx.requests.insert({
    ...weighRequest(context, filing),
    team: filing.team,
    acceleratorClass: filing.acceleratorClass.name,
    count: filing.count,
    reason: filing.reason,
    endpoint: filing.endpoint,
    until: filing.until,
    renews: filing.renewed?.id,
    requestedBy: filing.requestedBy,
    createdAt: filing.at,
  });
  await tx.audit.append({
    team: request.team,
    at: filing.at,
    actor: filing.requestedBy,
    action: 'request.filed',
    subject: `request:${request.id}`,
    data: {
      acceleratorClass: request.acceleratorClass,
      count: request.count,
      reason: request.reason,
      endpoint: request.endpoint,
      until: request.until?.toISOString(),
      renews: request.renews,
      rule: request.policyRule,
      stages: request.stages,
    },
  });
  await link(request);
  if (request.state === 'approved') {
    return await grantByPolicy(tx, context, request);
  }
  const notification = requestFiledNotification(
    request,
    approversOf(request, filing.organisation) ?? [],
  );
  if (notification) await tx.outbox.add(notification, filing.at);
  return request;
}
