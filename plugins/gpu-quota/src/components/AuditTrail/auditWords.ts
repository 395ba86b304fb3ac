import type { AuditEvent } from '@golden-path/plugin-gpu-quota-common';

/** What was done, as it reads after who did it. */
export const auditActions: Readonly<Record<string, string>> = {
  'request.filed': 'asked for quota',
  'request.edited': 'changed the request',
  'request.asked': 'asked for more information',
  'request.answered': 'answered a question',
  'request.decided': 'decided on the request',
  'request.withdrawn': 'took the request back',
  'request.expired': 'let the request expire',
  'quota.granted': 'granted quota',
  'quota.ended': 'ended a grant',
  'quota.returned': 'gave quota back',
  'quota.moved': 'moved quota to another department',
  'renewal.reduced': 'made a renewal smaller',
  'reservation.waiting': 'put a reservation in the queue',
  'reservation.held': 'reserved devices',
  'reservation.active': 'saw a reservation in use',
  'reservation.resized': 'gave a reservation the devices its endpoint needs',
  'reservation.released': 'gave a reservation back',
  'reservation.expired': 'let a reservation expire',
  'reservation.interrupted': 'called back what a reservation had borrowed',
  'loan.lent': 'took devices that were lent',
  'loan.paid-back': 'took own devices in place of borrowed ones',
  'loan.called-back': 'called back devices that were lent',
  'loan.returned': 'gave back devices that were lent',
  'enforcement.repaired': 'wrote the quota to the clusters again',
};

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** What was done. An action that this version does not know is given by its name. */
export function actionWords(action: string): string {
  return auditActions[action] ?? action;
}

/** What the event says of how many, of what, for which endpoint, with which outcome and why; the fields that there are. */
export function detailsOf(event: AuditEvent): {
  acceleratorClass?: string;
  count?: number;
  outcome?: string;
  /** Entity ref of the endpoint that it was for. */
  endpoint?: string;
  text?: string;
} {
  const data = event.data ?? {};
  return {
    acceleratorClass: textOf(data.acceleratorClass),
    count: numberOf(data.grantedCount) ?? numberOf(data.count),
    outcome: textOf(data.outcome),
    endpoint: textOf(data.endpoint),
    text:
      textOf(data.reason) ??
      textOf(data.question) ??
      textOf(data.answer) ??
      textOf(data.because) ??
      textOf(data.message),
  };
}
