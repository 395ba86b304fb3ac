import type { Response } from 'supertest';
import {
  ask,
  chatGrant,
  chatRequest,
  config,
  decide,
  etag,
  newRequest,
  policies,
  reserve,
  type Portal,
} from './__testUtils__/access';
import { CHAT } from './__testUtils__/organisation';
import { testPostgres } from './__testUtils__/postgres';
import { startPortal, type Who } from './__testUtils__/startPortal';
import { spec } from './schema/openapi.generated';

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
});
