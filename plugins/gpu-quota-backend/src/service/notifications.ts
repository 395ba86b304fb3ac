import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import { parseEntityRef } from '@backstage/catalog-model';
import type { StoredRequest } from '../database/rows';

function payload(
  request: StoredRequest,
  what: string,
  text: { title: string; description: string },
): NotificationSendOptions['payload'] {
  return {
    ...text,
    link: `/gpu-quota/requests/${request.id}`,
    severity: 'normal',
    topic: 'gpu-quota',
    // Delivered twice, it updates the first instead of showing twice.
    scope: `gpu-quota:request:${request.id}:${what}`,
  };
}

/** Tells the group that has to decide; undefined when nobody has to. */
export function requestFiledNotification(
  request: StoredRequest,
  approvers: string[],
): NotificationSendOptions | undefined {
  if (approvers.length === 0) return undefined;
  const team = parseEntityRef(request.team).name;
  return {
    recipients: {
      type: 'entity',
      entityRef: approvers,
      ...(request.requestedBy.startsWith('user:') && {
        excludeEntityRef: request.requestedBy,
      }),
    },
    payload: payload(request, `filed:${request.waitingOn}`, {
      title: `${team} asks for ${request.count} × ${request.acceleratorClass}`,
      description: request.reason,
    }),
  };
}

/** Tells the requester what was decided; undefined when a service asked. */
export function requestDecidedNotification(
  request: StoredRequest,
  started: string[],
): NotificationSendOptions | undefined {
  if (!request.requestedBy.startsWith('user:')) return undefined;
  const last = request.decisions[request.decisions.length - 1];
  const outcome =
    request.state === 'denied'
      ? 'was denied'
      : `was approved: ${request.grantedCount} of ${request.count} × ${request.acceleratorClass}`;
  const sentences = [
    last?.reason,
    started.length > 0 ? `Starting now: ${started.join(', ')}.` : undefined,
  ].filter(sentence => sentence !== undefined && sentence !== '');
  return {
    recipients: { type: 'entity', entityRef: request.requestedBy },
    payload: payload(request, 'decided', {
      title: `Request ${request.id} ${outcome}`,
      description: sentences.join(' '),
    }),
  };
}
