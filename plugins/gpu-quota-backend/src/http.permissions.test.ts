import type { Response } from 'supertest';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { CHAT, SEARCH } from './__testUtils__/organisation';
import { testPostgres } from './__testUtils__/postgres';
import { startPortal, type Who } from './__testUtils__/startPortal';

jest.setTimeout(60_000);

const postgres = testPostgres();

const callers = {
  'own team': 'ben',
  'other team': 'other',
  lead: 'lead',
  platform: 'platform',
  service: { service: 'plugin:scaffolder' },
  nobody: undefined,
} satisfies Record<string, Who>;
type Role = keyof typeof callers;

const config = {
  initialGrants: [
    { team: CHAT, acceleratorClass: 'h100-80g', count: 4, reason: 'Start' },
    { team: SEARCH, acceleratorClass: 'l4-24g', count: 4, reason: 'Start' },
  ],
};

type Portal = Awaited<ReturnType<typeof startPortal>>;
let portal: Portal;
let unique = 0;
const etag = { 'If-Match': '"1"' };

beforeAll(async () => {
  portal = await startPortal({ knex: await postgres.create(), config });
});

/** Something of the chat team's, made by somebody who is none of the callers. */
async function chatRequest(until?: string): Promise<number> {
  const response = await portal.call('ana', 'post', '/requests', {
    body: {
      team: CHAT,
      acceleratorClass: 'h100-80g',
      count: 1,
      reason: 'More',
      ...(until && { until }),
    },
  });
  return response.body.id;
}

function decide(who: Who, id: number) {
  return portal.call(who, 'post', `/requests/${id}/decisions`, {
    headers: etag,
    body: { outcome: 'approve' },
  });
}

function ask(who: Who, id: number) {
  return portal.call(who, 'post', `/requests/${id}/questions`, {
    headers: etag,
    body: { question: 'Why?' },
  });
}

/** A grant of the chat team's that ends. */
async function chatGrant(): Promise<string> {
  const id = await chatRequest('2100-01-01T00:00:00Z');
  await decide('lead', id);
  const { body } = await portal.call('ana', 'get', '/grants');
  return body.items.find((each: { request?: number }) => each.request === id)
    .id;
}

function reserve(who: Who, to: Portal = portal) {
  unique += 1;
  return to.call(who, 'post', '/reservations', {
    headers: { 'Idempotency-Key': `key-${unique}` },
    body: {
      team: CHAT,
      acceleratorClass: 'h100-80g',
      count: 1,
      endpoint: `component:default/endpoint-${unique}`,
    },
  });
}

const routes: Record<string, (who: Who) => Promise<Response>> = {
  'list own quotas': who => Promise.resolve(portal.call(who, 'get', '/quotas')),
  'list the chat team’s quotas': async who =>
    await portal.call(who, 'get', `/quotas?team=${CHAT}`),
  'list teams': async who => await portal.call(who, 'get', '/teams'),
  'list requests': async who => await portal.call(who, 'get', '/requests'),
  'list the chat team’s requests': async who =>
    await portal.call(who, 'get', `/requests?team=${CHAT}`),
  'read a request': async who =>
    await portal.call(who, 'get', `/requests/${await chatRequest()}`),
  'file a request': async who =>
    await portal.call(who, 'post', '/requests', {
      body: {
        team: CHAT,
        acceleratorClass: 'h100-80g',
        count: 1,
        reason: 'More',
      },
    }),
  decide: async who => await decide(who, await chatRequest()),
  'edit a request': async who =>
    await portal.call(who, 'patch', `/requests/${await chatRequest()}`, {
      headers: etag,
      body: { count: 2 },
    }),
  'ask about a request': async who => await ask(who, await chatRequest()),
  'answer a question': async who => {
    const id = await chatRequest();
    await ask('lead', id);
    return await portal.call(who, 'post', `/requests/${id}/answers`, {
      headers: { 'If-Match': '"2"' },
      body: { answer: 'Because' },
    });
  },
  'list grants': async who => await portal.call(who, 'get', '/grants'),
  'list the chat team’s grants': async who =>
    await portal.call(who, 'get', `/grants?team=${CHAT}`),
  'renew a grant': async who =>
    await portal.call(who, 'post', `/grants/${await chatGrant()}/renew`, {
      body: {},
    }),
  'return quota': async who =>
    await portal.call(who, 'post', '/returns', {
      body: {
        team: CHAT,
        acceleratorClass: 'h100-80g',
        count: 1,
        belowReserved: true,
      },
    }),
  withdraw: async who =>
    await portal.call(
      who,
      'post',
      `/requests/${await chatRequest()}/withdraw`,
      {
        headers: etag,
      },
    ),
  'list the chat team’s reservations': async who =>
    await portal.call(who, 'get', `/reservations?team=${CHAT}`),
  reserve: async who => await reserve(who),
  'read the capacity': async who => await portal.call(who, 'get', '/capacity'),
  release: async who => {
    const { body } = await reserve('ana');
    return await portal.call(who, 'post', `/reservations/${body.id}/release`);
  },
};

const expected: Record<
  keyof typeof routes,
  Record<Role, number>
> = Object.fromEntries(
  Object.entries({
    //                                  own  other lead platform service nobody
    'list own quotas': [200, 200, 200, 200, 200, 401],
    'list the chat team’s quotas': [200, 403, 200, 200, 200, 401],
    'list teams': [200, 200, 200, 200, 200, 401],
    'list requests': [200, 200, 200, 200, 200, 401],
    'list the chat team’s requests': [200, 403, 200, 200, 200, 401],
    'read a request': [200, 404, 200, 200, 200, 401],
    'file a request': [201, 403, 403, 403, 201, 401],
    decide: [403, 404, 200, 403, 403, 401],
    'edit a request': [403, 404, 403, 403, 403, 401],
    'ask about a request': [403, 404, 200, 403, 403, 401],
    'answer a question': [403, 404, 403, 403, 403, 401],
    'list grants': [200, 200, 200, 200, 200, 401],
    'list the chat team’s grants': [200, 403, 200, 200, 200, 401],
    'renew a grant': [201, 404, 403, 403, 201, 401],
    'return quota': [200, 403, 403, 403, 200, 401],
    withdraw: [403, 404, 403, 403, 403, 401],
    'list the chat team’s reservations': [200, 403, 200, 200, 200, 401],
    reserve: [201, 403, 403, 403, 201, 401],
    release: [200, 404, 403, 403, 200, 401],
    'read the capacity': [200, 200, 200, 200, 200, 401],
  }).map(([route, [own, other, lead, platform, service, nobody]]) => [
    route,
    { 'own team': own, 'other team': other, lead, platform, service, nobody },
  ]),
);

describe.each(Object.keys(routes))('%s', route => {
  it.each(Object.keys(callers))('as %s', async role => {
    const who = Object.entries(callers).find(([name]) => name === role)?.[1];
    const response = await routes[route](who);
    expect([response.status, response.body.error?.message ?? 'ok']).toEqual([
      Object.entries(expected[route]).find(([name]) => name === role)?.[1],
      expect.stringMatching(/\S/),
    ]);
  });
});

it('shows each team its own figures only', async () => {
  const teamsOf = async (who: Who) => {
    const { body } = await portal.call(who, 'get', '/quotas');
    return body.items.map((item: { team: string }) => item.team);
  };
  await expect(teamsOf('ben')).resolves.toEqual([CHAT]);
  await expect(teamsOf('other')).resolves.toEqual([SEARCH]);
  await expect(teamsOf('lead')).resolves.toEqual([CHAT]);
  await expect(teamsOf('platform')).resolves.toEqual([CHAT, SEARCH]);
  await expect(teamsOf('stranger')).resolves.toEqual([]);
});

it('shows the capacity to people of a team, and each team to its own only', async () => {
  const teamsOf = async (who: Who) => {
    const { body } = await portal.call(who, 'get', '/capacity');
    return body.items.flatMap((item: { teams: { team: string }[] }) =>
      item.teams.map(each => each.team),
    );
  };
  await expect(teamsOf('ben')).resolves.toEqual([CHAT]);
  await expect(teamsOf('other')).resolves.toEqual([SEARCH]);
  await expect(teamsOf('lead')).resolves.toEqual([CHAT]);
  await expect(teamsOf('platform')).resolves.toEqual([CHAT, SEARCH]);
  const stranger = await portal.call('stranger', 'get', '/capacity');
  expect(stranger.status).toBe(403);
  expect(stranger.body.error.message).toContain('Only members of a team');
});

it('does nothing that the portal’s policy does not permit', async () => {
  const strict = await startPortal({
    knex: await postgres.create(),
    config,
    permissions: AuthorizeResult.DENY,
  });
  for (const response of [
    await strict.call('ben', 'get', '/quotas'),
    await strict.call('platform', 'get', '/capacity'),
    await strict.call('lead', 'get', '/requests'),
    await strict.call('ben', 'post', '/requests', {
      body: {
        team: CHAT,
        acceleratorClass: 'h100-80g',
        count: 1,
        reason: 'More',
      },
    }),
    await reserve('ben', strict),
  ]) {
    expect(response.status).toBe(403);
    expect(response.body.error.message).toMatch(/policy does not permit/);
  }
});
