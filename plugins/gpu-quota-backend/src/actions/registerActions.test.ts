import { mockCredentials } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { JsonObject } from '@backstage/types';
import { startAssistant } from '../__testUtils__/assistant';
import { CHAT } from '../__testUtils__/organisation';
import { testPostgres } from '../__testUtils__/postgres';

const postgres = testPostgres();

async function assistant(result: AuthorizeResult.ALLOW | AuthorizeResult.DENY) {
  return await startAssistant({ knex: await postgres.create(), result });
}

const ask = {
  team: CHAT,
  acceleratorClass: 'h100-80g',
  count: 4,
  reason: 'Launch week',
};

it('says honestly what each action does', async () => {
  const { registry } = await assistant(AuthorizeResult.ALLOW);
  const { actions } = await registry.list();
  expect(
    Object.fromEntries(actions.map(each => [each.name, each.attributes])),
  ).toEqual({
    'list-my-quota': { readOnly: true, destructive: false, idempotent: true },
    'list-quota-requests': {
      readOnly: true,
      destructive: false,
      idempotent: true,
    },
    'explain-quota-request': {
      readOnly: true,
      destructive: false,
      idempotent: true,
    },
    'list-quota-reservations': {
      readOnly: true,
      destructive: false,
      idempotent: true,
    },
    'file-quota-request': {
      readOnly: false,
      destructive: false,
      idempotent: false,
    },
    'decide-quota-request': {
      readOnly: false,
      destructive: true,
      idempotent: false,
    },
    'withdraw-quota-request': {
      readOnly: false,
      destructive: true,
      idempotent: false,
    },
    'answer-quota-question': {
      readOnly: false,
      destructive: false,
      idempotent: false,
    },
    'edit-quota-request': {
      readOnly: false,
      destructive: true,
      idempotent: false,
    },
    'renew-quota-grant': {
      readOnly: false,
      destructive: false,
      idempotent: false,
    },
    'return-quota': { readOnly: false, destructive: true, idempotent: false },
    'list-quota-grants': {
      readOnly: true,
      destructive: false,
      idempotent: true,
    },
    'list-gpu-capacity': {
      readOnly: true,
      destructive: false,
      idempotent: true,
    },
  });
});

it('files a request for a person, and explains to them why it was denied', async () => {
  const h = await assistant(AuthorizeResult.ALLOW);
  await expect(h.user('ana')('list-my-quota')).resolves.toEqual({
    items: [
      {
        team: CHAT,
        acceleratorClass: 'h100-80g',
        granted: 2,
        reserved: 0,
        waiting: 0,
        available: 2,
      },
    ],
  });
  const filed = await h.user('ana')('file-quota-request', ask);
  expect(filed).toMatchObject({
    request: { state: 'pending', requestedBy: 'user:default/ana' },
    explanation: expect.stringContaining('by group:default/product-leads'),
  });
  const { id, version } = filed.request;
  await expect(
    h.user('lead')('list-quota-requests', { awaiting: 'me' }),
  ).resolves.toMatchObject({ items: [{ id, reason: 'Launch week' }] });
  await h.user('lead')('decide-quota-request', {
    id,
    version,
    outcome: 'deny',
    reason: 'The two you have are idle',
  });
  await expect(
    h.user('ana')('explain-quota-request', { id }),
  ).resolves.toMatchObject({
    request: { state: 'denied' },
    explanation: expect.stringContaining(
      'user:default/lead denied it on 2026-11-23T09:00:00.000Z: “The two you have are idle”',
    ),
  });
});

it('lists what endpoints take', async () => {
  const h = await assistant(AuthorizeResult.ALLOW);
  await expect(
    h.user('ben')('list-quota-reservations', { team: CHAT }),
  ).resolves.toEqual({ items: [] });
});

it('decides for nobody but an approver, on nothing but what they saw', async () => {
  const h = await assistant(AuthorizeResult.ALLOW);
  const { request } = await h.user('cleo')('file-quota-request', ask);
  const decide = { id: request.id, version: 1, outcome: 'approve' };
  await expect(h.user('ben')('decide-quota-request', decide)).rejects.toThrow(
    'The team’s leads decide',
  );
  await expect(h.user('cleo')('decide-quota-request', decide)).rejects.toThrow(
    'You made this request yourself',
  );
  await expect(
    h.as(mockCredentials.service('plugin:mcp-actions'))(
      'decide-quota-request',
      decide,
    ),
  ).rejects.toThrow('Only people decide');
  await expect(
    h.as(mockCredentials.none())('decide-quota-request', decide),
  ).rejects.toThrow('Sign in');
  await expect(
    h.user('lead')('decide-quota-request', { ...decide, version: 7 }),
  ).rejects.toThrow('has changed since you read it');
  expect(h.fail).toHaveBeenCalledTimes(5);
  await expect(
    h.user('lead')('decide-quota-request', decide),
  ).resolves.toMatchObject({ request: { state: 'approved' } });
  expect(h.auditor.createEvent).toHaveBeenLastCalledWith({
    eventId: 'action-invoke',
    severityLevel: 'medium',
    meta: { action: 'decide-quota-request' },
  });
});

it.each<[string, string, JsonObject]>([
  ['a team that is no ref', 'file-quota-request', { ...ask, team: 'chat' }],
  ['a count of nothing', 'file-quota-request', { ...ask, count: 0 }],
  ['an empty reason', 'file-quota-request', { ...ask, reason: '' }],
  ['a request number that is none', 'explain-quota-request', { id: 1.5 }],
  ['an end that is no time', 'file-quota-request', { ...ask, until: 'soon' }],
  ['a grant that is none', 'renew-quota-grant', { id: 'mine' }],
  ['a change of something not seen', 'edit-quota-request', { id: 1, count: 2 }],
  [
    'an outcome that is none',
    'decide-quota-request',
    { id: 1, version: 1, outcome: 'maybe' },
  ],
])('refuses %s before anything happens', async (_what, name, input) => {
  const h = await assistant(AuthorizeResult.ALLOW);
  await expect(h.user('ana')(name, input)).rejects.toThrow('Invalid input');
  expect(h.auditor.createEvent).not.toHaveBeenCalled();
});

it('does nothing that the portal’s policy does not permit', async () => {
  const h = await assistant(AuthorizeResult.DENY);
  for (const name of [
    'list-my-quota',
    'list-quota-requests',
    'list-quota-grants',
    'list-gpu-capacity',
  ]) {
    await expect(h.user('ana')(name)).rejects.toThrow('policy does not permit');
  }
  for (const [name, input] of [
    ['file-quota-request', ask],
    ['withdraw-quota-request', { id: 1, version: 1 }],
    ['return-quota', { team: CHAT, acceleratorClass: 'h100-80g', count: 1 }],
  ] as const) {
    await expect(h.user('ana')(name, input)).rejects.toThrow(
      'policy does not permit',
    );
  }
});
