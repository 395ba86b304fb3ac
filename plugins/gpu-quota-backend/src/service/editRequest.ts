import { InputError } from '@backstage/errors';
import type { RequestChange } from '@golden-path/plugin-gpu-quota-common';
import type { AcceleratorClass } from '@golden-path/plugin-inference-common';
import type { QuotaTransaction } from '../database/QuotaDatabase';
import type { StoredRequest } from '../database/rows';
import { devicesOf } from './devicesOf';
import type { Findings } from './evidence';
import { askAgain } from './fileRequest';
import { grantByPolicy } from './grantByPolicy';
import { requestFiledNotification } from './notifications';
import type { Organisation } from './Organisation';
import { changedJustNow } from './preconditions';
import type { ServiceContext } from './ServiceContext';
import { readUntil } from './until';
import { approversOf } from './views';
import { weighRequest } from './weighRequest';

/**
 * Changes what a pending request asks for, in the caller's transaction. What was decided was about something else, so
 * it is void, and the policy is asked anew.
 *
 * @throws InputError when nothing would change, or the change is impossible
 * @throws PreconditionFailedError when somebody else changed it first
 */
export async function editRequest(
  tx: QuotaTransaction,
  context: ServiceContext,
  options: {
    request: StoredRequest;
    change: RequestChange;
    acceleratorClass: AcceleratorClass;
    organisation: Organisation;
    findings: Findings;
    by: string;
    at: Date;
  },
): Promise<StoredRequest> {
  const { request, change, organisation, by, at } = options;
  const figures = await tx.ledger.lockDepartment(request);
  const waiting = await tx.reservations.waiting(request);
  const renewed = request.renews
    ? await tx.grants.get(request.renews)
    : undefined;
  const asked = {
    count: change.count ?? request.count,
    reason: change.reason?.trim() ?? request.reason,
    until:
      change.until === undefined
        ? request.until
        : readUntil(change.until ?? undefined, { at, renewed }),
  };
  requireChange(request, asked);
  const after = await tx.requests.edit(request, {
    ...weighRequest(context, {
      ...asked,
      team: request.team,
      acceleratorClass: options.acceleratorClass,
      renewed,
      sizing: request.evidence.sizing,
      at,
      figures,
      waiting: devicesOf(
        waiting.filter(each => each.endpoint !== request.endpoint),
      ),
      organisation,
      findings: options.findings,
    }),
    ...asked,
    by,
    at,
  });
  if (!after) throw changedJustNow(request);
  await tx.audit.append({
    team: request.team,
    at,
    actor: by,
    action: 'request.edited',
    subject: `request:${request.id}`,
    data: {
      ...asked,
      until: asked.until?.toISOString(),
      rule: after.policyRule,
      stages: after.stages,
      voided: request.decisions.map(decision => ({
        stage: decision.stage,
        outcome: decision.outcome,
        by: decision.by,
      })),
    },
  });
  if (after.state === 'approved') {
    const granted = await grantByPolicy(tx, context, after);
    const { usage } = options.findings;
    await askAgain(tx, context, { ...options, request: granted, usage });
    return granted;
  }
  const notification = requestFiledNotification(
    after,
    approversOf(after, organisation) ?? [],
  );
  if (notification) await tx.outbox.add(notification, at);
  return after;
}

function requireChange(
  request: StoredRequest,
  asked: Pick<StoredRequest, 'count' | 'reason' | 'until'>,
): void {
  if (asked.reason === '') {
    throw new InputError('Say what the devices are for: reason is empty');
  }
  const same =
    asked.count === request.count &&
    asked.reason === request.reason &&
    asked.until?.getTime() === request.until?.getTime();
  if (same) {
    throw new InputError(
      'The request says that already: change count, reason or until',
    );
  }
}
