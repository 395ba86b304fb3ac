import { CHAT } from './__testUtils__/organisation';
import { testPostgres } from './__testUtils__/postgres';
import { startPortal, type Who } from './__testUtils__/startPortal';

const postgres = testPostgres();
const acceleratorClass = 'h100-80g';
const scaffolder = { service: 'plugin:scaffolder' };

/** One person, a member of the chat team and a lead of it, in every way they can come. */
const cleo = {
  herself: 'cleo',
  'with a capital': 'user:default/Cleo',
  'in capitals': 'USER:DEFAULT/CLEO',
  'through a plugin': {
    service: 'plugin:mcp-actions',
    onBehalfOf: 'user:Default/cleo',
  },
} satisfies Record<string, Who>;

const asked = { team: CHAT, acceleratorClass, count: 4, reason: 'More' };
const until = '2100-01-01T00:00:00Z';

type Sent = { body?: object; version?: number; key?: string };

let portal: Awaited<ReturnType<typeof startPortal>>;

beforeAll(async () => {
  portal = await startPortal({
    knex: await postgres.create(),
    config: {
      policy: [
        {
          name: 'large',
          when: { countAbove: 8 },
          stages: ['lead', 'platform'],
        },
        { name: 'otherwise', when: {}, stages: ['lead'] },
      ],
    },
  });
});

async function send(
  who: Who,
  method: 'get' | 'post' | 'patch',
  path: string,
  { body, version, key }: Sent = {},
) {
  const response = await portal.call(who, method, path, {
    body,
    headers: {
      ...(version && { 'If-Match': `"${version}"` }),
      ...(key && { 'Idempotency-Key': key }),
    },
  });
  return { status: response.status, body: response.body };
}

/** As an assistant calls an action for somebody. */
async function act(who: Who, action: string, body: object) {
  return await send(
    who,
    'post',
    `/.backstage/actions/v1/actions/gpu-quota:${action}/invoke`,
    { body },
  );
}

async function file(who: Who, sent: Sent = {}): Promise<number> {
  const { status, body } = await send(who, 'post', '/requests', {
    ...sent,
    body: { ...asked, ...sent.body },
  });
  expect([status, body.error]).toEqual([201, undefined]);
  return body.id;
}

async function read(id: number, who: Who = 'cleo') {
  return (await send(who, 'get', `/requests/${id}`)).body;
}

async function approve(who: Who, id: number, version?: number) {
  return await send(who, 'post', `/requests/${id}/decisions`, {
    version: version ?? (await read(id)).version,
    body: { outcome: 'approve' },
  });
}

/** Tries every identity on every route. Nothing may come of it. */
async function expectCleoCannotDecide(id: number) {
  const before = await read(id);
  const { version } = before;
  for (const [how, who] of Object.entries(cleo)) {
    for (const answer of [
      await approve(who, id),
      await send(who, 'post', `/requests/${id}/decisions`, {
        version,
        body: { outcome: 'deny', reason: 'No' },
      }),
      await send(who, 'post', `/requests/${id}/questions`, {
        version,
        body: { question: 'Why?' },
      }),
      await act(who, 'decide-quota-request', {
        id,
        version,
        outcome: 'approve',
      }),
    ]) {
      expect([how, answer.status, answer.body.error?.message]).toEqual([
        how,
        403,
        expect.stringMatching(/: someone else has to decide\.$/),
      ]);
    }
    const { items } = (await send(who, 'get', '/requests?awaiting=me')).body;
    expect(items.map((each: { id: number }) => each.id)).not.toContain(id);
    expect((await read(id, who)).can).toMatchObject({
      decide: false,
      ask: false,
    });
  }
  expect(await read(id)).toMatchObject({ state: 'pending', version });
}

describe.each(Object.entries(cleo))('who asks as %s', (how, who) => {
  it('cannot decide, whichever way they asked and come back', async () => {
    expect.hasAssertions();
    await expectCleoCannotDecide(await file(who));
    const filed = await act(who, 'file-quota-request', asked);
    await expectCleoCannotDecide(filed.body.output.request.id);
  });

  it('cannot decide on what was filed because their endpoint waits', async () => {
    const { body } = await send(who, 'post', '/reservations', {
      key: `waits ${how}`,
      body: {
        team: CHAT,
        acceleratorClass,
        count: 100,
        endpoint: `component:default/${how.replace(/ /g, '-')}`,
      },
    });
    expect(body.state).toBe('waiting');
    await expectCleoCannotDecide(body.request.id);
  });

  it('asks once under one key, as the same person', async () => {
    const key = `key ${how}`;
    const id = await file('cleo', { key });
    expect(await file(who, { key })).toBe(id);
    await expectCleoCannotDecide(id);
    // The key of somebody else is another key: what Ben asked for is his, and what Cleo asked for hers.
    const ofBen = await file('ben', { key });
    expect(ofBen).not.toBe(id);
    expect((await approve(who, ofBen)).status).toBe(200);
  });

  it('can change what they asked for, and decides on it no more than before', async () => {
    const id = await file('cleo', { body: { count: 9 } });
    expect((await approve('lead', id)).body.waitingOn).toBe('platform');
    const edited = await send(who, 'patch', `/requests/${id}`, {
      version: 2,
      body: { count: 90 },
    });
    expect(edited.body).toMatchObject({ waitingOn: 'lead', decisions: [] });
    await expectCleoCannotDecide(id);
    // What was decided was about nine devices: for ninety it takes both stages again.
    expect((await approve('platform', id, 2)).status).toBe(403);
    expect((await approve('lead', id)).body.waitingOn).toBe('platform');
    expect((await approve('platform', id, 2)).status).toBe(412);
    await expect(approve('platform', id)).resolves.toMatchObject({
      body: { state: 'approved', grantedCount: 90 },
    });
  });
});

it('lets nobody but the requester change a request, so nobody becomes one by changing it', async () => {
  const id = await file('ben');
  for (const who of [...Object.values(cleo), 'lead', 'platform', scaffolder]) {
    const { status } = await send(who, 'patch', `/requests/${id}`, {
      version: 1,
      body: { count: 400 },
    });
    expect(status).toBe(403);
  }
  await expect(approve('cleo', id, 1)).resolves.toMatchObject({
    body: {
      state: 'approved',
      grantedCount: 4,
      requestedBy: 'user:default/ben',
    },
  });
});

it('lets an approved request be changed by nobody', async () => {
  const id = await file('cleo');
  await approve('lead', id);
  for (const version of [1, 2]) {
    const { status } = await send('cleo', 'patch', `/requests/${id}`, {
      version,
      body: { count: 400 },
    });
    expect(status).toBe(version === 1 ? 412 : 409);
  }
  expect(await read(id)).toMatchObject({ state: 'approved', grantedCount: 4 });
});

it('takes who renews a grant for the requester, whoever had asked for it first', async () => {
  const first = await file('ben', { body: { until } });
  expect((await approve('cleo', first)).status).toBe(200);
  const { items } = (await send('cleo', 'get', '/grants')).body;
  const grant = items.find(
    (each: { request?: number }) => each.request === first,
  );
  const { status, body } = await send(
    cleo['in capitals'],
    'post',
    `/grants/${grant.id}/renew`,
    { body: { until: '2101-01-01T00:00:00Z' } },
  );
  expect(status).toBe(201);
  await expectCleoCannotDecide(body.id);
  await send('cleo', 'patch', `/requests/${body.id}`, {
    version: 1,
    body: { count: 3 },
  });
  await expectCleoCannotDecide(body.id);
  expect((await approve('lead', body.id)).status).toBe(200);
});

it('takes who answers for a service that asked for the requester, too', async () => {
  const id = await file(scaffolder);
  // Until she speaks for it, it is none of hers.
  expect((await read(id)).can.decide).toBe(true);
  await send('lead', 'post', `/requests/${id}/questions`, {
    version: 1,
    body: { question: 'What for?' },
  });
  const answered = await send(
    cleo['with a capital'],
    'post',
    `/requests/${id}/answers`,
    { version: 2, body: { answer: 'Launch week' } },
  );
  expect(answered.status).toBe(200);
  await expectCleoCannotDecide(id);
  expect((await approve(scaffolder, id)).status).toBe(403);
  expect((await approve('lead', id)).status).toBe(200);
});

describe('how an endpoint was sized', () => {
  const sizing = { verdict: 'fits', sentence: 'It fits.' };
  const reserve = (who: Who, key: string) =>
    send(who, 'post', '/reservations', {
      key,
      body: {
        team: CHAT,
        acceleratorClass,
        count: 500,
        endpoint: `component:default/${key}`,
        sizing,
      },
    });

  it.each(Object.entries(cleo))(
    'is not believed of its maker, %s',
    async (way, who) => {
      const key = `sized-${way.replace(/ /g, '-')}`;
      const { status, body } = await reserve(who, key);
      expect([status, body.error.message]).toEqual([
        403,
        'How an endpoint was sized is evidence, which only plugin:scaffolder gives: leave sizing out',
      ]);
      const kept = await send(
        'cleo',
        'get',
        `/reservations?endpoint=component:default/${key}&live=false`,
      );
      expect(kept.body).toEqual({ items: [] });
    },
  );

  it('is, of the task that sized it for them', async () => {
    const task = { ...scaffolder, onBehalfOf: 'user:default/cleo' };
    const { status, body } = await reserve(task, 'sized-by-a-task');
    expect(status).toBe(201);
    expect(await read(body.request.id)).toMatchObject({ evidence: { sizing } });
  });
});
