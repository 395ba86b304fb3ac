import { GpuQuotaPolicy } from '@golden-path/plugin-permission-backend-module-gpu-quota';
import { CHAT, SEARCH } from './organisation';
import { startPortal, type Who } from './startPortal';

/** What the teams of the portal below hold from the start. */
export const config = {
  initialGrants: [
    { team: CHAT, acceleratorClass: 'h100-80g', count: 400, reason: 'Start' },
    { team: SEARCH, acceleratorClass: 'l4-24g', count: 4, reason: 'Start' },
  ],
};

export type Portal = Awaited<ReturnType<typeof startPortal>>;

/** Policies under which each must hold. */
export const policies = {
  'a policy that permits everything': undefined,
  'the ready policy': ({ userInfo }) =>
    new GpuQuotaPolicy({
      userInfo,
      platformGroup: 'group:default/platform',
      auditorGroup: 'group:default/audit',
    }),
} satisfies Record<string, Parameters<typeof startPortal>[0]['policy']>;

/** The chat team's request for one more device. */
export const newRequest = {
  team: CHAT,
  acceleratorClass: 'h100-80g',
  count: 1,
  reason: 'More',
};
/** A request that nobody has changed yet. */
export const etag = { 'If-Match': '"1"' };
let unique = 0;

/** A request of the chat team's, made by somebody who is none of the callers. */
export async function chatRequest(
  portal: Portal,
  who: Who = 'ana',
  until?: string,
): Promise<number> {
  const response = await portal.call(who, 'post', '/requests', {
    body: { ...newRequest, ...(until && { until }) },
  });
  expect(response.status).toBe(201);
  return response.body.id;
}

/** Reserves a device for a new endpoint of the chat team's. */
export function reserve(portal: Portal, who: Who) {
  unique += 1;
  return portal.call(who, 'post', '/reservations', {
    headers: { 'Idempotency-Key': `key-${unique}` },
    body: {
      team: CHAT,
      acceleratorClass: 'h100-80g',
      count: 1,
      endpoint: `component:default/endpoint-${unique}`,
    },
  });
}

/** Approves a request as it was filed. */
export function decide(portal: Portal, who: Who, id: number) {
  return portal.call(who, 'post', `/requests/${id}/decisions`, {
    headers: etag,
    body: { outcome: 'approve' },
  });
}

/** Asks about a request as it was filed. */
export function ask(portal: Portal, who: Who, id: number) {
  return portal.call(who, 'post', `/requests/${id}/questions`, {
    headers: etag,
    body: { question: 'Why?' },
  });
}

/** A grant of the chat team's that ends. */
export async function chatGrant(portal: Portal): Promise<string> {
  const id = await chatRequest(portal, 'ana', '2100-01-01T00:00:00Z');
  await decide(portal, 'lead', id);
  const { body } = await portal.call('ana', 'get', '/grants');
  return body.items.find((each: { request?: number }) => each.request === id)
    .id;
}
