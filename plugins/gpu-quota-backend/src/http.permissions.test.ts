import type { Response } from 'supertest';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { GpuQuotaPolicy } from '@golden-path/plugin-permission-backend-module-gpu-quota';
import { CHAT, SEARCH } from './__testUtils__/organisation';
import { testPostgres } from './__testUtils__/postgres';
import { startPortal, type Who } from './__testUtils__/startPortal';
import { spec } from './schema/openapi.generated';

jest.setTimeout(60_000);

const postgres = testPostgres();

const callers = {
  'own team': 'ben',
  'other team': 'other',
  lead: 'lead',
  platform: 'platform',
  auditor: 'auditor',
  service: { service: 'plugin:scaffolder' },
  nobody: undefined,
} satisfies Record<string, Who>;

const config = {
  initialGrants: [
    { team: CHAT, acceleratorClass: 'h100-80g', count: 400, reason: 'Start' },
    { team: SEARCH, acceleratorClass: 'l4-24g', count: 4, reason: 'Start' },
  ],
};

type Portal = Awaited<ReturnType<typeof startPortal>>;

const policies = {
  'a policy that permits everything': undefined,
  'the ready policy': ({ userInfo }) =>
    new GpuQuotaPolicy({
      userInfo,
      platformGroup: 'group:default/platform',
      auditorGroup: 'group:default/audit',
    }),
} satisfies Record<string, Parameters<typeof startPortal>[0]['policy']>;

const newRequest = {
  team: CHAT,
  acceleratorClass: 'h100-80g',
  count: 1,
  reason: 'More',
};
const etag = { 'If-Match': '"1"' };
let unique = 0;

/** A request of the chat team's, made by somebody who is none of the callers. */
async function chatRequest(
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

function reserve(portal: Portal, who: Who) {
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

function decide(portal: Portal, who: Who, id: number) {
  return portal.call(who, 'post', `/requests/${id}/decisions`, {
    headers: etag,
    body: { outcome: 'approve' },
  });
}

function ask(portal: Portal, who: Who, id: number) {
  return portal.call(who, 'post', `/requests/${id}/questions`, {
    headers: etag,
    body: { question: 'Why?' },
  });
}

/** A grant of the chat team's that ends. */
async function chatGrant(portal: Portal): Promise<string> {
  const id = await chatRequest(portal, 'ana', '2100-01-01T00:00:00Z');
  await decide(portal, 'lead', id);
  const { body } = await portal.call('ana', 'get', '/grants');
  return body.items.find((each: { request?: number }) => each.request === id)
    .id;
}

type Row = {
  what: string;
  call: (portal: Portal, who: Who) => PromiseLike<Response>;
  /** Statuses by role, in the order of `callers`. */
  answers: number[];
};

const get =
  (path: string): Row['call'] =>
  (portal, who) =>
    portal.call(who, 'get', path);

/** By operation of the contract. Each has at least one row: a route that was forgotten here fails a test. */
const matrix: Record<string, Row[]> = {
  //                                 own  other lead plat. audit serv. nobody
  listQuotas: [
    {
      what: 'everybody’s own',
      call: get('/quotas'),
      answers: [200, 200, 200, 200, 200, 200, 401],
    },
    {
      what: 'the chat team’s',
      call: get(`/quotas?team=${CHAT}`),
      answers: [200, 403, 200, 200, 200, 200, 401],
    },
  ],
  listMyTeams: [
    {
      what: 'everybody’s own',
      call: get('/teams'),
      answers: [200, 200, 200, 200, 200, 200, 401],
    },
  ],
  listRequests: [
    {
      what: 'everybody’s own',
      call: get('/requests'),
      answers: [200, 200, 200, 200, 200, 200, 401],
    },
    {
      what: 'the chat team’s',
      call: get(`/requests?team=${CHAT}`),
      answers: [200, 403, 200, 200, 200, 200, 401],
    },
  ],
  createRequest: [
    {
      what: 'for the chat team',
      call: (portal, who) =>
        portal.call(who, 'post', '/requests', { body: newRequest }),
      answers: [201, 403, 403, 403, 403, 201, 401],
    },
  ],
  getRequest: [
    {
      what: 'of the chat team',
      call: async (portal, who) =>
        await portal.call(who, 'get', `/requests/${await chatRequest(portal)}`),
      answers: [200, 404, 200, 200, 200, 200, 401],
    },
  ],
  decide: [
    {
      what: 'on the chat team’s, at the lead stage',
      call: async (portal, who) =>
        await decide(portal, who, await chatRequest(portal)),
      answers: [403, 404, 200, 403, 403, 403, 401],
    },
  ],
  editRequest: [
    {
      what: 'somebody else’s',
      call: async (portal, who) =>
        await portal.call(
          who,
          'patch',
          `/requests/${await chatRequest(portal)}`,
          { headers: etag, body: { count: 2 } },
        ),
      answers: [403, 404, 403, 403, 403, 403, 401],
    },
  ],
  askForInformation: [
    {
      what: 'about the chat team’s, at the lead stage',
      call: async (portal, who) =>
        await ask(portal, who, await chatRequest(portal)),
      answers: [403, 404, 200, 403, 403, 403, 401],
    },
  ],
  answerQuestion: [
    {
      what: 'about somebody else’s request',
      call: async (portal, who) => {
        const id = await chatRequest(portal);
        await ask(portal, 'lead', id);
        return await portal.call(who, 'post', `/requests/${id}/answers`, {
          headers: { 'If-Match': '"2"' },
          body: { answer: 'Because' },
        });
      },
      answers: [403, 404, 403, 403, 403, 403, 401],
    },
  ],
  listGrants: [
    {
      what: 'everybody’s own',
      call: get('/grants'),
      answers: [200, 200, 200, 200, 200, 200, 401],
    },
    {
      what: 'the chat team’s',
      call: get(`/grants?team=${CHAT}`),
      answers: [200, 403, 200, 200, 200, 200, 401],
    },
  ],
  renewGrant: [
    {
      what: 'the chat team’s',
      call: async (portal, who) =>
        await portal.call(
          who,
          'post',
          `/grants/${await chatGrant(portal)}/renew`,
          { body: {} },
        ),
      answers: [201, 404, 403, 403, 403, 201, 401],
    },
  ],
  returnQuota: [
    {
      what: 'the chat team’s',
      call: (portal, who) =>
        portal.call(who, 'post', '/returns', {
          body: {
            team: CHAT,
            acceleratorClass: 'h100-80g',
            count: 1,
            belowReserved: true,
          },
        }),
      answers: [200, 403, 403, 403, 403, 200, 401],
    },
  ],
  listCapacity: [
    {
      what: 'of all classes',
      call: get('/capacity'),
      answers: [200, 200, 200, 200, 200, 200, 401],
    },
  ],
  getDrift: [
    {
      what: 'everybody’s own',
      call: get('/drift'),
      answers: [200, 200, 200, 200, 200, 200, 401],
    },
    {
      what: 'the chat team’s',
      call: get(`/drift?team=${CHAT}`),
      answers: [200, 403, 200, 200, 200, 200, 401],
    },
  ],
  repairDrift: [
    {
      // Here there is no cluster to write to: only who may repair is told so.
      what: 'the chat team’s',
      call: (portal, who) =>
        portal.call(who, 'post', '/drift/repair', { body: { team: CHAT } }),
      answers: [403, 403, 403, 409, 403, 403, 401],
    },
  ],
  withdrawRequest: [
    {
      what: 'somebody else’s',
      call: async (portal, who) =>
        await portal.call(
          who,
          'post',
          `/requests/${await chatRequest(portal)}/withdraw`,
          { headers: etag },
        ),
      answers: [403, 404, 403, 403, 403, 403, 401],
    },
  ],
  listReservations: [
    {
      what: 'the chat team’s',
      call: get(`/reservations?team=${CHAT}`),
      answers: [200, 403, 200, 200, 200, 200, 401],
    },
  ],
  reserve: [
    {
      what: 'out of the chat team’s quota',
      call: (portal, who) => reserve(portal, who),
      answers: [201, 403, 403, 403, 403, 201, 401],
    },
  ],
  releaseReservation: [
    {
      what: 'the chat team’s',
      call: async (portal, who) => {
        const { body } = await reserve(portal, 'ana');
        return await portal.call(
          who,
          'post',
          `/reservations/${body.id}/release`,
        );
      },
      answers: [200, 404, 403, 403, 403, 200, 401],
    },
  ],
  listAuditEvents: [
    {
      what: 'everybody’s own',
      call: get('/audit'),
      answers: [200, 200, 200, 200, 200, 200, 401],
    },
    {
      what: 'the chat team’s',
      call: get(`/audit?team=${CHAT}`),
      answers: [200, 403, 200, 200, 200, 200, 401],
    },
  ],
  verifyAudit: [
    {
      what: 'the chat team’s',
      call: get(`/audit/verify?team=${CHAT}`),
      answers: [200, 403, 200, 200, 200, 200, 401],
    },
  ],
};

const operations = Object.values<object>(spec.paths).flatMap(methods =>
  Object.values<{ operationId: string }>(Object(methods)).map(
    operation => operation.operationId,
  ),
);

it('has every operation of the contract', () => {
  expect(Object.keys(matrix).sort()).toEqual([...operations].sort());
});

describe.each(Object.entries(policies))('with %s', (_policy, policy) => {
  let portal: Portal;

  beforeAll(async () => {
    portal = await startPortal({
      knex: await postgres.create(),
      config,
      policy,
    });
  });

  const rows = Object.entries(matrix).flatMap(([operation, each]) =>
    each.map(row => [operation, row.what, row] as const),
  );

  describe.each(rows)('%s: %s', (_operation, _what, row) => {
    it.each(Object.entries(callers))('as %s', async (role, who) => {
      const response = await row.call(portal, who);
      expect([response.status, response.body.error?.message ?? 'ok']).toEqual([
        row.answers[Object.keys(callers).indexOf(role)],
        expect.stringMatching(/\S/),
      ]);
      if (who === undefined) return;
      const told = portal.audited[portal.audited.length - 1];
      expect(told.outcome).toBe(response.ok ? 'succeeded' : 'failed');
    });
  });

  it('shows who may have a grant renewed that they can', async () => {
    const id = await chatGrant(portal);
    const canRenew = async (who: Who) => {
      const { body } = await portal.call(who, 'get', '/grants');
      return body.items.find((each: { id: string }) => each.id === id).can
        .renew;
    };
    await expect(canRenew('ben')).resolves.toBe(true);
    await expect(canRenew('lead')).resolves.toBe(false);
    await expect(canRenew('auditor')).resolves.toBe(false);
  });

  it('tells the portal’s auditor of each call once, and how severe it is', async () => {
    const id = await chatRequest(portal);
    portal.audited.length = 0;
    await portal.call('ben', 'get', `/requests/${id}`);
    await decide(portal, 'lead', id);
    await decide(portal, 'ben', id);
    await portal.call('auditor', 'get', '/audit');
    await portal.call('other', 'get', `/audit/verify?team=${CHAT}`);
    expect(portal.audited).toEqual([
      { eventId: 'request-fetch', severityLevel: 'low', outcome: 'succeeded' },
      {
        eventId: 'request-decide',
        severityLevel: 'medium',
        outcome: 'succeeded',
      },
      { eventId: 'request-decide', severityLevel: 'medium', outcome: 'failed' },
      { eventId: 'audit-fetch', severityLevel: 'low', outcome: 'succeeded' },
      { eventId: 'audit-verify', severityLevel: 'low', outcome: 'failed' },
    ]);
  });

  it('shows each their own teams only, and the auditor all', async () => {
    const teamsOf = async (who: Who, path: string) => {
      const { body } = await portal.call(who, 'get', path);
      const items: { team: string }[] = body.items;
      return [...new Set(items.map(item => item.team))].sort();
    };
    await reserve(portal, 'ana');
    await portal.call('other', 'post', '/requests', {
      body: { ...newRequest, team: SEARCH },
    });
    const seen: Record<string, string[][]> = {};
    for (const who of [
      'ben',
      'other',
      'lead',
      'platform',
      'auditor',
      'stranger',
    ]) {
      seen[who] = [
        await teamsOf(who, '/quotas'),
        await teamsOf(who, '/requests'),
        await teamsOf(who, '/reservations?live=false'),
        await teamsOf(who, '/audit'),
      ];
    }
    expect(seen).toEqual({
      ben: [[CHAT], [CHAT], [CHAT], [CHAT]],
      other: [[SEARCH], [SEARCH], [], [SEARCH]],
      lead: [[CHAT], [CHAT], [CHAT], [CHAT]],
      platform: [[CHAT, SEARCH], [CHAT, SEARCH], [CHAT], [CHAT, SEARCH]],
      auditor: [[CHAT, SEARCH], [CHAT, SEARCH], [CHAT], [CHAT, SEARCH]],
      stranger: [[], [], [], []],
    });
  });

  it('shows the capacity to people of a team, and each team to its own only', async () => {
    const teamsOf = async (who: Who) => {
      const { body } = await portal.call(who, 'get', '/capacity');
      return body.items.flatMap((item: { teams: { team: string }[] }) =>
        item.teams.map(each => each.team),
      );
    };
    await expect(teamsOf('ben')).resolves.toEqual([CHAT]);
    await expect(teamsOf('other')).resolves.toContain(SEARCH);
    await expect(teamsOf('other')).resolves.not.toContain(CHAT);
    await expect(teamsOf('lead')).resolves.toEqual([CHAT]);
    await expect(teamsOf('auditor')).resolves.toContain(CHAT);
    const stranger = await portal.call('stranger', 'get', '/capacity');
    expect(stranger.status).toBe(403);
    expect(stranger.body.error.message).toContain('Only members of a team');
  });

  it.each<[string, Who]>([
    ['themselves', 'cleo'],
    ['a ref spelled with a capital', 'user:default/Cleo'],
    ['a ref spelled in capitals', 'USER:DEFAULT/CLEO'],
    [
      'a plugin that acts for them',
      { service: 'plugin:scaffolder', onBehalfOf: 'user:Default/cleo' },
    ],
  ])(
    'lets nobody approve their own request as %s, though they are its lead',
    async (_how, who) => {
      const id = await chatRequest(portal, 'cleo');
      const own = await decide(portal, who, id);
      expect([own.status, own.body.error.message]).toEqual([
        403,
        'You made this request yourself: someone else has to decide.',
      ]);
      const read = await portal.call(who, 'get', `/requests/${id}`);
      expect(read.body).toMatchObject({
        state: 'pending',
        requestedBy: 'user:default/cleo',
        can: { decide: false, withdraw: true },
      });
      const waiting = await portal.call(who, 'get', '/requests?awaiting=me');
      expect(
        waiting.body.items.map((item: { id: number }) => item.id),
      ).not.toContain(id);
      // It was theirs alone that was wrong with it.
      expect((await decide(portal, 'lead', id)).status).toBe(200);
    },
  );

  it('keeps what was made under another spelling of one’s ref one’s own', async () => {
    const id = await chatRequest(portal, 'user:Default/CLEO');
    expect((await decide(portal, 'cleo', id)).status).toBe(403);
    expect((await decide(portal, 'lead', id)).status).toBe(200);
  });
});

describe('the ready policy', () => {
  it('lets an auditor change nothing, even of a team they are in', async () => {
    const portal = await startPortal({
      knex: await postgres.create(),
      config,
      policy: policies['the ready policy'],
    });
    const id = await chatRequest(portal);
    const { body } = await reserve(portal, 'ana');
    for (const response of [
      await portal.call('both', 'post', '/requests', { body: newRequest }),
      await decide(portal, 'both', id),
      await reserve(portal, 'both'),
      await portal.call('both', 'post', `/reservations/${body.id}/release`),
    ]) {
      expect(response.status).toBe(403);
      expect(response.body.error.message).toMatch(/policy does not permit/);
    }
    expect(
      (await portal.call('both', 'get', `/audit?team=${SEARCH}`)).status,
    ).toBe(200);
  });
});

it('does nothing that the portal’s policy does not permit', async () => {
  const strict = await startPortal({
    knex: await postgres.create(),
    config,
    permissions: AuthorizeResult.DENY,
  });
  for (const response of [
    await strict.call('ben', 'get', '/quotas'),
    await strict.call('lead', 'get', '/requests'),
    await strict.call('platform', 'get', '/audit'),
    await strict.call('platform', 'get', '/capacity'),
    await strict.call('ben', 'post', '/requests', { body: newRequest }),
    await reserve(strict, 'ben'),
  ]) {
    expect(response.status).toBe(403);
    expect(response.body.error.message).toMatch(/policy does not permit/);
  }
});
