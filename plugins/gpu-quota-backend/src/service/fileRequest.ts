import { isEnough, missingForSure } from '@golden-path/plugin-gpu-quota-common';
import type { QuotaTransaction } from '../database/QuotaDatabase';
import type { StoredRequest } from '../database/rows';
import { devicesOf } from './devicesOf';
import { findPool, type Findings } from './evidence';
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
  /** Whoever files it in the requester's name. */
  filedBy?: string;
};

/**
 * Files a request with its evidence, audit event and notification, in the caller's transaction. Where the policy says
 * so it is granted at once; see {@link askAgain} for what follows where that was not enough.
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
    actor: filing.filedBy ?? filing.requestedBy,
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
      ...(filing.filedBy && { requestedBy: request.requestedBy }),
    },
  });
  await link(request);
  if (request.state === 'approved') {
    const granted = await grantByPolicy(tx, context, request);
    const { usage } = filing.findings;
    await askAgain(tx, context, { ...filing, request: granted, usage });
    return granted;
  }
  const notification = requestFiledNotification(
    request,
    approversOf(request, filing.organisation) ?? [],
  );
  if (notification) await tx.outbox.add(notification, filing.at);
  return request;
}

/**
 * Asks, in the name of whoever asked before, for what a reservation still lacks although its request was approved in
 * full: devices that are free are not kept for those that wait, so others may have taken what it counted on. Not where
 * less than it needs was asked for: policies may grant a part at once, and have somebody decide on the whole. In the
 * caller's transaction, which has locked the department and given the grant; that is why one more approval in full
 * will do, unless devices go elsewhere again before it.
 *
 * @returns the new request; nothing where there is nothing to ask for again
 */
export async function askAgain(
  tx: QuotaTransaction,
  context: ServiceContext,
  options: Pick<Asked, 'acceleratorClass' | 'organisation' | 'at'> & {
    request: StoredRequest;
    usage: Findings['usage'];
  },
): Promise<StoredRequest | undefined> {
  const { request, usage, acceleratorClass, organisation, at } = options;
  if (request.state !== 'approved') return undefined;
  const reservation = await tx.reservations.filedFor(request);
  if (reservation?.state !== 'waiting') return undefined;
  const { count, endpoint } = reservation;
  if (!isEnough(request.evidence.quota, request.count, count)) return undefined;
  const figures = await tx.ledger.lock(reservation);
  const all = await tx.reservations.waiting(reservation);
  const others = all.filter(({ id }) => id !== reservation.id);
  // Those before it count on what is free; those after it asked for all they need.
  const queued = devicesOf(
    others.filter(
      ({ position, request: askedFor }) =>
        position < reservation.position && askedFor?.state === 'pending',
    ),
  );
  return await fileRequest(
    tx,
    context,
    {
      team: request.team,
      acceleratorClass,
      count: missingForSure(figures, queued, count),
      reason: `${endpoint} still waits although request ${request.id} was approved in full: others took devices that it counted on, or quota was given back, before the approval.`,
      endpoint,
      until: request.until,
      sizing: request.evidence.sizing,
      requestedBy: request.requestedBy,
      filedBy: 'system',
      at,
      figures,
      waiting: devicesOf(others),
      organisation,
      findings: { usage, pool: await findPool(tx, organisation, request) },
    },
    filed => tx.reservations.waitFor(reservation.id, filed.id),
  );
}
