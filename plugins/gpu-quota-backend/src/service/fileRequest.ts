import {
  costChange,
  stagesFor,
  waitingOn,
  type Evidence,
  type LedgerFigures,
} from '@golden-path/plugin-gpu-quota-common';
import type { AcceleratorClass } from '@golden-path/plugin-inference-common';
import type { QuotaStores } from '../database/QuotaDatabase';
import type { StoredRequest } from '../database/rows';
import { toEvidence, type Findings } from './evidence';
import { requestFiledNotification } from './notifications';
import type { Organisation } from './Organisation';
import { approversOf } from './views';

/** A request about to be filed. */
export type Filing = {
  team: string;
  acceleratorClass: AcceleratorClass;
  count: number;
  reason: string;
  endpoint?: string;
  requestedBy: string;
  sizing?: Evidence['sizing'];
  at: Date;
};

/** Files a request with its evidence, audit event and notification, in the caller's transaction. */
export async function fileRequest(
  tx: QuotaStores,
  options: {
    filing: Filing;
    /** The ledger as locked, and the devices that wait. */
    figures: LedgerFigures;
    waiting: number;
    organisation: Organisation;
    findings: Findings;
  },
): Promise<StoredRequest> {
  const { filing, figures, organisation } = options;
  const subject = {
    team: filing.team,
    acceleratorClass: filing.acceleratorClass.name,
    count: filing.count,
  };
  const stages = stagesFor(subject);
  const request = await tx.requests.insert({
    ...subject,
    reason: filing.reason,
    endpoint: filing.endpoint,
    state: 'pending',
    stages,
    waitingOn: waitingOn({
      ...subject,
      state: 'pending',
      stages,
      decisions: [],
    }),
    requestedBy: filing.requestedBy,
    createdAt: filing.at,
    evidence: {
      quota: {
        granted: figures.granted,
        reserved: figures.reserved,
        waiting: options.waiting,
      },
      cost: costChange({
        pricePerDeviceHour: filing.acceleratorClass.pricePerDeviceHour,
        granted: figures.granted,
        count: filing.count,
      }),
      ...(filing.sizing && { sizing: filing.sizing }),
      ...toEvidence(options.findings, filing.count),
    },
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
      stages: request.stages,
    },
  });
  const notification = requestFiledNotification(
    request,
    approversOf(request, organisation) ?? [],
  );
  if (notification) await tx.outbox.add(notification, filing.at);
  return request;
}
