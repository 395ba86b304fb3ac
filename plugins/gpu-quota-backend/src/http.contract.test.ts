import {
  toETag,
  type ClassCapacity,
} from '@golden-path/plugin-gpu-quota-common';
import type { Response } from 'supertest';
import { expectContract } from './__testUtils__/contract';
import { negativeCases, type Case } from './__testUtils__/negativeCases';
import { CHAT } from './__testUtils__/organisation';
import { testPostgres } from './__testUtils__/postgres';
import { startPortal, type Who } from './__testUtils__/startPortal';
import { spec } from './schema/openapi.generated';

const postgres = testPostgres();
let portal: Awaited<ReturnType<typeof startPortal>>;

beforeAll(async () => {
  portal = await startPortal({
    knex: await postgres.create(),
    config: {
      initialGrants: [
        { team: CHAT, acceleratorClass: 'h100-80g', count: 4, reason: 'Start' },
      ],
    },
  });
});

async function call(
  who: Who,
  method: 'get' | 'post' | 'patch',
  template: string,
  sent: {
    path?: string;
    body?: unknown;
    headers?: Record<string, string>;
  } = {},
): Promise<Response> {
  const response = await portal.call(who, method, sent.path ?? template, sent);
  expectContract({ method, path: template.split('?')[0] }, response);
  return response;
}

it('answers as the contract says, from a reservation to its release', async () => {
  const template = {
    service: 'plugin:scaffolder',
    onBehalfOf: 'user:default/ana',
  };
  const reserve = (endpoint: string, count: number) =>
    call(template, 'post', '/reservations', {
      headers: { 'Idempotency-Key': endpoint },
      body: {
        team: CHAT,
        acceleratorClass: 'h100-80g',
        count,
        endpoint: `component:default/${endpoint}`,
        sizing: { verdict: 'fits', sentence: 'It fits.' },
      },
    });
  const held = await reserve('held', 3);
  expect(held.status).toBe(201);
  const waiting = await reserve('waits', 3);
  expect(waiting.body).toMatchObject({ state: 'waiting' });
  expect((await reserve('waits', 3)).body).toEqual(waiting.body);
  expect((await reserve('waits', 4)).status).toBe(422);

  const own = await call('ben', 'post', '/requests', {
    body: {
      team: 'group:Default/Chat',
      acceleratorClass: 'l4-24g',
      count: 1,
      reason: 'Tests',
      endpoint: 'component:default/other',
    },
  });
  expect(own.status).toBe(201);
  expect(own.body.team).toBe(CHAT);
  expect(own.headers.etag).toBe(toETag(1));

  const awaiting = await call('lead', 'get', '/requests?awaiting=me&limit=1');
  expect(awaiting.body).toMatchObject({
    totalItems: 2,
    items: [{ id: waiting.body.request.id, can: { decide: true } }],
  });
  const next = await call(
    'lead',
    'get',
    `/requests?awaiting=me&limit=1&cursor=${awaiting.body.nextCursor}`,
  );
  expect(next.body.items).toEqual([
    expect.objectContaining(own.body && { id: own.body.id }),
  ]);

  const id = waiting.body.request.id;
  const read = await call('lead', 'get', '/requests/{id}', {
    path: `/requests/${id}`,
  });
  expect(read.status).toBe(200);
  const decide = (headers: Record<string, string>, body: unknown) =>
    call('lead', 'post', '/requests/{id}/decisions', {
      path: `/requests/${id}/decisions`,
      headers,
      body,
    });
  expect((await decide({}, { outcome: 'approve' })).status).toBe(428);
  const stale = await decide({ 'If-Match': '"9"' }, { outcome: 'approve' });
  expect(stale.status).toBe(412);
  const approved = await decide(
    { 'If-Match': read.headers.etag },
    { outcome: 'approve' },
  );
  expect(approved.status).toBe(200);
  expect(approved.headers.etag).toBe(toETag(2));
  const late = await decide(
    { 'If-Match': approved.headers.etag },
    { outcome: 'approve' },
  );
  expect(late.status).toBe(409);

  const withdrawn = await call('ben', 'post', '/requests/{id}/withdraw', {
    path: `/requests/${own.body.id}/withdraw`,
    headers: { 'If-Match': own.headers.etag },
  });
  expect(withdrawn.body.state).toBe('withdrawn');

  const quotas = await call('ana', 'get', `/quotas?team=${CHAT}`);
  expect(quotas.body.items).toEqual([
    expect.objectContaining({ granted: 6, reserved: 6, available: 0 }),
    expect.objectContaining({ acceleratorClass: 'l4-24g', granted: 0 }),
  ]);
  expect((await call('ana', 'get', '/teams')).body).toEqual({
    teams: [CHAT],
    approves: [],
    platformApprover: false,
  });
  const released = await call('ana', 'post', '/reservations/{id}/release', {
    path: `/reservations/${held.body.id}/release`,
  });
  expect(released.body.state).toBe('released');
  const live = await call('ana', 'get', '/reservations');
  expect(live.body.items).toHaveLength(1);
  const all = await call('ana', 'get', '/reservations?live=false');
  expect(all.body.items).toHaveLength(2);
});

it('answers as the contract says, from a question to a renewal and a return', async () => {
  const acceleratorClass = 'l4-24g';
  const until = new Date(Date.now() + 20 * 86_400_000).toISOString();
  const file = (count: number) =>
    call('ana', 'post', '/requests', {
      headers: { 'Idempotency-Key': 'lifecycle' },
      body: {
        team: CHAT,
        acceleratorClass,
        count,
        reason: 'Holidays',
        until,
      },
    });
  const filed = await file(5);
  expect(filed.status).toBe(201);
  expect(filed.body).toMatchObject({ policyRule: 'lead', until });
  expect((await file(5)).body).toEqual(filed.body);
  expect((await file(6)).status).toBe(422);

  const { id } = filed.body;
  const act = (
    who: string,
    what: { method: 'post' | 'patch'; step: string },
    etag: string | undefined,
    body: unknown,
  ) =>
    call(who, what.method, `/requests/{id}${what.step}`, {
      path: `/requests/${id}${what.step}`,
      headers: etag ? { 'If-Match': etag } : {},
      body,
    });
  const question = { method: 'post', step: '/questions' } as const;
  const answer = { method: 'post', step: '/answers' } as const;
  const edit = { method: 'patch', step: '' } as const;
  const steps = [
    ['lead', question, { question: 'Why five?' }, toETag(1)],
    ['ana', answer, { answer: 'One per region' }, toETag(2)],
    ['ana', edit, { count: 4, until: null }, toETag(3)],
    ['ana', edit, { until, reason: 'Four regions' }, toETag(4)],
  ] as const;
  for (const [who, what, body, etag] of steps) {
    expect((await act(who, what, undefined, body)).status).toBe(428);
    expect((await act(who, what, '"99"', body)).status).toBe(412);
    const done = await act(who, what, etag, body);
    expect([done.status, done.body.error]).toEqual([200, undefined]);
    expect(done.headers.etag).toBe(toETag(done.body.version));
  }
  const approved = await call('lead', 'post', '/requests/{id}/decisions', {
    path: `/requests/${id}/decisions`,
    headers: { 'If-Match': toETag(5) },
    body: { outcome: 'approve' },
  });
  expect(approved.body).toMatchObject({ state: 'approved', grantedCount: 4 });
  expect((await act('ana', edit, toETag(6), { count: 1 })).status).toBe(409);

  const grants = await call(
    'ana',
    'get',
    `/grants?team=${CHAT}&acceleratorClass=${acceleratorClass}`,
  );
  expect(grants.body.items).toEqual([
    expect.objectContaining({ remaining: 4, until, request: id }),
  ]);
  const renew = () =>
    call('ana', 'post', '/grants/{id}/renew', {
      path: `/grants/${grants.body.items[0].id}/renew`,
      body: {},
    });
  const renewal = await renew();
  expect(renewal.status).toBe(201);
  expect(renewal.headers.etag).toBe(toETag(1));
  expect((await renew()).status).toBe(409);

  const giveBack = (count: number) =>
    call('ana', 'post', '/returns', {
      headers: { 'Idempotency-Key': 'returned' },
      body: { team: CHAT, acceleratorClass, count },
    });
  const returned = await giveBack(3);
  expect(returned.status).toBe(200);
  expect(returned.body).toMatchObject({ granted: 1, overQuota: 0 });
  expect((await giveBack(3)).body).toEqual(returned.body);
  expect((await giveBack(1)).status).toBe(422);
});

it('answers as the contract says where an approval does not fit, and for the capacity', async () => {
  const small = await startPortal({
    knex: await postgres.create(),
    config: { capacity: { 'h100-80g': { devices: 2 } } },
  });
  const capacity = async () => {
    const response = await small.call('ana', 'get', '/capacity');
    expectContract({ method: 'get', path: '/capacity' }, response);
    const h100: ClassCapacity = response.body.items[0];
    return h100;
  };
  // It is read in the background after the start; each look is a round trip.
  while ((await capacity()).capacity.state !== 'known');
  const asked = await small.call('ana', 'post', '/requests', {
    body: {
      team: CHAT,
      acceleratorClass: 'h100-80g',
      count: 3,
      reason: 'More',
    },
  });
  expectContract({ method: 'post', path: '/requests' }, asked);
  // Nothing listens at /api/inference here.
  expect(asked.body.evidence).toMatchObject({
    usage: { state: 'unknown', reason: 'The inference backend answered 404.' },
    pool: { promised: 0, promisedAfter: 3 },
  });
  const path = `/requests/${asked.body.id}`;
  const read = await small.call('lead', 'get', path);
  expectContract({ method: 'get', path: '/requests/{id}' }, read);
  expect(read.body.evidenceNow).toEqual(asked.body.evidence);

  const approve = (grantedCount: number) =>
    small.call('lead', 'post', `${path}/decisions`, {
      headers: { 'If-Match': '"1"' },
      body: { outcome: 'approve', grantedCount, reason: 'What is there' },
    });
  const refused = await approve(3);
  expectContract({ method: 'post', path: '/requests/{id}/decisions' }, refused);
  expect([refused.status, refused.body.error.message]).toEqual([
    409,
    expect.stringContaining('Only 2 more h100-80g can be granted'),
  ]);
  expect((await approve(2)).status).toBe(200);
  expect(await capacity()).toMatchObject({
    promised: 2,
    capacity: { room: 0 },
    teams: [{ team: CHAT, granted: 2 }],
  });
});

const cases: Case[] = negativeCases(spec, {
  parameters: {
    team: CHAT,
    acceleratorClass: 'h100-80g',
    endpoint: 'component:default/x',
    'Idempotency-Key': 'negative',
    'If-Match': '"1"',
  },
  path: {
    '/requests': '1',
    '/grants': '7d8b1f6e-6c9e-4d55-8b0e-5b7f2b0c7f11',
    '/reservations': '7d8b1f6e-6c9e-4d55-8b0e-5b7f2b0c7f11',
  },
  bodies: {
    createRequest: {
      team: CHAT,
      acceleratorClass: 'h100-80g',
      count: 1,
      reason: 'x',
      endpoint: 'component:default/x',
      until: '2100-01-01T00:00:00Z',
    },
    editRequest: { count: 1, reason: 'x', until: '2100-01-01T00:00:00Z' },
    askForInformation: { question: 'x' },
    answerQuestion: { answer: 'x' },
    renewGrant: { count: 1, reason: 'x', until: '2100-01-01T00:00:00Z' },
    returnQuota: {
      team: CHAT,
      acceleratorClass: 'h100-80g',
      count: 1,
      reason: 'x',
      belowReserved: true,
    },
    decide: { outcome: 'approve', grantedCount: 1, reason: 'x' },
    reserve: {
      team: CHAT,
      acceleratorClass: 'h100-80g',
      count: 1,
      endpoint: 'component:default/negative',
      reason: 'x',
      sizing: { verdict: 'fits', sentence: 'x' },
    },
    repairDrift: { team: CHAT },
  },
});

it('is tried with something wrong in every parameter and every field', () => {
  expect(cases.length).toBeGreaterThan(100);
});

it.each(cases.map(each => [each.name, each] as const))(
  'refuses %s',
  async (_name, { method, template, path, headers, body }) => {
    const response = await portal.call('ana', method, path, { headers, body });
    expectContract({ method, path: template }, response);
    expect([response.status, response.body.error.message]).toEqual([
      400,
      expect.stringMatching(/\S+ \S+/),
    ]);
  },
);

it('refuses what is not JSON, is huge, or is nowhere', async () => {
  const post = (body: string, type = 'application/json') =>
    portal
      .call('ana', 'post', '/requests', { headers: { 'Content-Type': type } })
      .send(body);
  const statuses = [
    (await post('{"team":')).status,
    (await post('[]')).status,
    (await post('"text"')).status,
    (await post('{}', 'text/plain')).status,
    (await post(JSON.stringify({ reason: 'x'.repeat(200_000) }))).status,
    (await portal.call('ana', 'get', '/nowhere')).status,
    (await portal.call('ana', 'get', '/requests/999999')).status,
  ];
  expect(statuses).toEqual([400, 400, 400, 400, 400, 404, 404]);
});
