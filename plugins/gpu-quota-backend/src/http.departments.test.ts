import { expectContract } from './__testUtils__/contract';
import { CHAT, DOCS, siblings } from './__testUtils__/organisation';
import { testPostgres } from './__testUtils__/postgres';
import { startPortal } from './__testUtils__/startPortal';

const postgres = testPostgres();
const H100 = 'h100-80g';

it('lends, shows and calls back devices of a department as the contract says', async () => {
  const portal = await startPortal({
    knex: await postgres.create(),
    entities: siblings,
    config: {
      departments: [
        { department: 'products', acceleratorClass: H100, count: 5 },
      ],
      initialGrants: [
        { team: CHAT, acceleratorClass: H100, count: 1, reason: 'Start' },
        { team: DOCS, acceleratorClass: H100, count: 3, reason: 'Start' },
      ],
    },
  });
  const call = async (
    who: string,
    method: 'get' | 'post',
    path: string,
    sent: { body?: unknown; headers?: Record<string, string> } = {},
  ) => {
    const response = await portal.call(who, method, path, sent);
    expectContract({ method, path: path.split('?')[0] }, response);
    return response;
  };
  const reserve = (who: string, team: string, name: string, more: object) =>
    call(who, 'post', '/reservations', {
      headers: { 'Idempotency-Key': name },
      body: {
        team,
        acceleratorClass: H100,
        count: 3,
        endpoint: `component:default/${name}`,
        ...more,
      },
    });

  const batch = await reserve('ana', CHAT, 'batch', { interruptible: true });
  expect(batch.status).toBe(201);
  expect(batch.body).toMatchObject({
    state: 'held',
    interruptible: true,
    borrowed: 2,
  });
  const again = await reserve('ana', CHAT, 'batch', { interruptible: true });
  expect(again.body).toEqual(batch.body);
  const other = await reserve('ana', CHAT, 'batch', { interruptible: false });
  expect(other.status).toBe(422);

  const quotas = await call('ana', 'get', '/quotas');
  expect(quotas.body.items).toEqual([
    expect.objectContaining({ borrowedFrom: [{ team: DOCS, count: 2 }] }),
  ]);
  const lender = await call('dora', 'get', '/quotas');
  expect(lender.body.items).toEqual([
    expect.objectContaining({
      available: 3,
      lentTo: [{ team: CHAT, count: 2 }],
    }),
  ]);
  const capacity = await call('ana', 'get', '/capacity');
  expect(capacity.body.items[0].departments).toEqual([
    {
      department: 'group:default/products',
      cap: 5,
      promised: 4,
      room: 1,
      reserved: 3,
      lent: 2,
    },
  ]);

  const docs = await reserve('dora', DOCS, 'docs', {});
  expect(docs.body).toMatchObject({ state: 'held' });
  expect(docs.body).not.toHaveProperty('interruptible');
  const reservations = await call('ana', 'get', '/reservations');
  expect(reservations.body.items).toEqual([
    expect.objectContaining({
      id: batch.body.id,
      state: 'waiting',
      interruptedAt: expect.any(String),
    }),
  ]);

  const request = await portal.call('ana', 'post', '/requests', {
    body: { team: CHAT, acceleratorClass: H100, count: 2, reason: 'More' },
  });
  const refused = await portal.call(
    'lead',
    'post',
    `/requests/${request.body.id}/decisions`,
    { headers: { 'If-Match': '"1"' }, body: { outcome: 'approve' } },
  );
  expect(refused.status).toBe(409);
  expect(refused.body.error.message).toContain('Grant 1 or fewer');
});
