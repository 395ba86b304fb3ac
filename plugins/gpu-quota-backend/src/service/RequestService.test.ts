import { caller, createHarness } from '../__testUtils__/harness';
import { CHAT, SEARCH } from '../__testUtils__/organisation';
import { testPostgres } from '../__testUtils__/postgres';

const postgres = testPostgres();
const ana = caller('ana');
const ben = caller('ben');
const lead = caller('lead');

const asked = {
  team: CHAT,
  acceleratorClass: 'h100-80g',
  count: 4,
  reason: 'A second region',
};

async function harness() {
  return await createHarness({ knex: await postgres.create() });
}

type Harness = Awaited<ReturnType<typeof harness>>;

async function waitingEndpoint(h: Harness, name: string, count: number) {
  const reservation = await h.reservations.reserve(ana, name, {
    team: CHAT,
    acceleratorClass: 'h100-80g',
    count,
    endpoint: `component:default/${name}`,
  });
  const request = await h.requests.get(ana, reservation.request?.id ?? 0);
  return { reservation, request };
}

async function stateOf(h: Harness, id: string) {
  const all = await h.reservations.list(ana, { live: false });
  return all.find(each => each.id === id)?.state;
}

describe('approving', () => {
  it('raises the quota, starts what waits and tells the requester', async () => {
    const h = await harness();
    const { reservation, request } = await waitingEndpoint(h, 'bot', 4);
    await h.settled();
    h.sent.length = 0;

    const approved = await h.requests.decide(lead, request.id, '"1"', {
      outcome: 'approve',
    });
    await h.settled();

    expect(approved).toMatchObject({
      state: 'approved',
      version: 2,
      grantedCount: 4,
      decisions: [
        {
          stage: 'lead',
          outcome: 'approved',
          by: 'user:default/lead',
          grantedCount: 4,
        },
      ],
      can: {
        decide: false,
        withdraw: false,
        whyNot: 'This request is approved already.',
      },
    });
    expect(approved.waitingOn).toBeUndefined();
    expect(approved.approvers).toBeUndefined();
    await expect(stateOf(h, reservation.id)).resolves.toBe('held');
    await expect(h.ledger(CHAT)).resolves.toEqual({
      granted: 4,
      reserved: 4,
      waiting: 0,
    });
    expect(h.sent).toEqual([
      {
        recipients: { type: 'entity', entityRef: 'user:default/ana' },
        payload: expect.objectContaining({
          title: `Request ${request.id} was approved: 4 of 4 × h100-80g`,
          description: 'Starting now: component:default/bot.',
          link: `/gpu-quota/requests/${request.id}`,
        }),
      },
    ]);
    await expect(h.happened(CHAT)).resolves.toEqual([
      'request.filed',
      'reservation.waiting',
      'request.decided',
      'reservation.held',
    ]);
    await expect(h.verify(CHAT)).resolves.toMatchObject({ intact: true });
  });

  it('of fewer needs a reason and leaves waiting what does not fit', async () => {
    const h = await harness();
    const { reservation, request } = await waitingEndpoint(h, 'bot', 4);
    await expect(
      h.requests.decide(lead, request.id, '"1"', {
        outcome: 'approve',
        grantedCount: 3,
      }),
    ).rejects.toThrow('Say why 3 instead of 4 are granted');
    await expect(
      h.requests.decide(lead, request.id, '"1"', {
        outcome: 'approve',
        grantedCount: 5,
      }),
    ).rejects.toThrow('at most 4 can be granted');
    await expect(
      h.requests.decide(lead, request.id, '"1"', {
        outcome: 'approve',
        grantedCount: 3,
        reason: 'Three are left in the budget',
      }),
    ).resolves.toMatchObject({ state: 'partially-approved', grantedCount: 3 });
    await expect(stateOf(h, reservation.id)).resolves.toBe('waiting');

    // Asking again for the same endpoint: the reservation waits for the new request, and starts with it.
    const again = await h.requests.create(ben, {
      ...asked,
      count: 1,
      endpoint: 'component:default/bot',
    });
    await expect(h.reservations.list(ana, { live: true })).resolves.toEqual([
      expect.objectContaining({
        state: 'waiting',
        request: expect.objectContaining({ id: again.id, state: 'pending' }),
      }),
    ]);
    await h.requests.decide(lead, again.id, '"1"', { outcome: 'approve' });
    await expect(stateOf(h, reservation.id)).resolves.toBe('held');
  });
});

describe('denying', () => {
  it('needs a reason and leaves the reservation waiting with the denial to be seen', async () => {
    const h = await harness();
    const { reservation, request } = await waitingEndpoint(h, 'bot', 4);
    await expect(
      h.requests.decide(lead, request.id, '"1"', {
        outcome: 'deny',
        reason: '  ',
      }),
    ).rejects.toThrow('Say why the request is denied');
    const denied = await h.requests.decide(lead, request.id, '"1"', {
      outcome: 'deny',
      reason: 'Use the idle ones first',
    });
    expect(denied).toMatchObject({ state: 'denied' });
    expect(denied.grantedCount).toBeUndefined();
    await expect(h.reservations.list(ana, { live: true })).resolves.toEqual([
      expect.objectContaining({
        id: reservation.id,
        state: 'waiting',
        request: expect.objectContaining({ state: 'denied' }),
      }),
    ]);
    await expect(h.ledger(CHAT)).resolves.toMatchObject({ granted: 0 });
  });
});

describe('a decision', () => {
  it('is never taken by the requester, even as a lead, nor by a service or a stranger', async () => {
    const h = await harness();
    const cleo = caller('cleo');
    const own = await h.requests.create(cleo, asked);
    expect(own.can).toEqual({
      decide: false,
      withdraw: true,
      edit: true,
      ask: false,
      answer: false,
      whyNot: 'You made this request yourself: someone else has to decide.',
    });
    for (const [who, message] of [
      [cleo, 'You made this request yourself'],
      [caller('service:plugin:scaffolder'), 'never a service'],
      [ben, 'The team’s leads decide'],
      [caller('platform'), 'The team’s leads decide'],
    ] as const) {
      await expect(
        h.requests.decide(who, own.id, '"1"', { outcome: 'approve' }),
      ).rejects.toThrow(message);
    }
    await expect(
      h.requests.decide(caller('other'), own.id, '"1"', {
        outcome: 'approve',
      }),
    ).rejects.toMatchObject({ name: 'NotFoundError' });
    await expect(
      h.requests.list(cleo, { awaiting: 'me', limit: 10 }),
    ).resolves.toMatchObject({ totalItems: 0 });
  });

  it('binds to the version it saw', async () => {
    const h = await harness();
    const { id } = await h.requests.create(ana, asked);
    const approve = { outcome: 'approve' } as const;
    await expect(
      h.requests.decide(lead, id, undefined, approve),
    ).rejects.toMatchObject({ statusCode: 428 });
    await expect(
      h.requests.decide(lead, id, '"7"', approve),
    ).rejects.toMatchObject({ statusCode: 412 });
    await h.requests.decide(lead, id, '"1"', approve);
    await expect(
      h.requests.decide(lead, id, '"1"', approve),
    ).rejects.toMatchObject({
      statusCode: 412,
      message: `Request ${id} has changed since you read it: it is approved now. Read it again`,
    });
    await expect(
      h.requests.decide(lead, id, '"2"', approve),
    ).rejects.toMatchObject({ name: 'ConflictError' });
    await expect(h.ledger(CHAT)).resolves.toMatchObject({ granted: 4 });
  });
});

describe('an idempotency key', () => {
  it('files one request, however often and at once it is sent', async () => {
    const h = await harness();
    const file = (who = ana, body = asked) =>
      h.requests.create(who, body, 'key');
    const first = await file();
    await expect(file()).resolves.toEqual(JSON.parse(JSON.stringify(first)));
    await expect(file(ana, { ...asked, count: 5 })).rejects.toMatchObject({
      statusCode: 422,
    });
    await expect(file(ben)).resolves.toMatchObject({ id: first.id + 1 });

    const outcomes = await Promise.allSettled(
      Array.from({ length: 16 }, () =>
        h.requests.create(ana, asked, 'many at once'),
      ),
    );
    const answered = outcomes.flatMap(each =>
      each.status === 'fulfilled' ? [each.value.id] : [],
    );
    const refused = outcomes.flatMap(each =>
      each.status === 'rejected' ? [each.reason.name] : [],
    );
    expect(new Set(answered).size).toBe(1);
    expect([...new Set(refused)]).toEqual(
      refused.length > 0 ? ['ConflictError'] : [],
    );
    await expect(h.requests.list(ana, { limit: 9 })).resolves.toMatchObject({
      totalItems: 3,
    });
  });

  it('is busy while the first call runs, and free when that failed', async () => {
    const h = await harness();
    const id = { caller: ana.ref, operation: 'createRequest', key: 'key' };
    await expect(
      h.database.transaction(async tx => {
        await tx.idempotency.tryLock(id);
        await expect(
          h.requests.create(ana, asked, 'key'),
        ).rejects.toMatchObject({
          name: 'ConflictError',
          message: expect.stringContaining('send it again in a moment'),
        });
        throw new Error('failed');
      }),
    ).rejects.toThrow('failed');
    await expect(h.requests.create(ana, asked, 'key')).resolves.toMatchObject({
      state: 'pending',
    });
  });
});

describe('withdrawing', () => {
  it('is for the requester alone, and for pending requests', async () => {
    const h = await harness();
    const { id } = await h.requests.create(ana, asked);
    await expect(h.requests.withdraw(ben, id, '"1"')).rejects.toMatchObject({
      name: 'NotAllowedError',
    });
    await expect(h.requests.withdraw(ana, id, undefined)).rejects.toMatchObject(
      { statusCode: 428 },
    );
    await expect(h.requests.withdraw(ana, id, '"1"')).resolves.toMatchObject({
      state: 'withdrawn',
      version: 2,
    });
    await expect(h.requests.withdraw(ana, id, '"1"')).rejects.toMatchObject({
      statusCode: 412,
    });
    await expect(h.requests.withdraw(ana, id, '"2"')).rejects.toMatchObject({
      name: 'ConflictError',
      message: 'This request is withdrawn already',
    });
    await expect(h.happened(CHAT)).resolves.toEqual([
      'request.filed',
      'request.withdrawn',
    ]);
  });
});

describe('lists', () => {
  it('show each caller their teams’ requests, page by page', async () => {
    const h = await harness();
    const ids: number[] = [];
    for (let index = 0; index < 5; index += 1) {
      ids.push((await h.requests.create(ana, asked)).id);
    }
    await h.requests.create(caller('other'), { ...asked, team: SEARCH });

    const newest = await h.requests.list(ana, { limit: 3 });
    expect(newest.totalItems).toBe(5);
    expect(newest.items.map(each => each.id)).toEqual(ids.slice(2).reverse());
    const rest = await h.requests.list(ana, {
      limit: 3,
      cursor: newest.nextCursor,
    });
    expect(rest.items.map(each => each.id)).toEqual([ids[1], ids[0]]);
    expect(rest.nextCursor).toBeUndefined();
    await expect(
      h.requests.list(ana, { limit: 3, cursor: 'nonsense' }),
    ).rejects.toMatchObject({ name: 'InputError' });
    await expect(
      h.requests.list(ana, { limit: 3, team: SEARCH }),
    ).rejects.toMatchObject({ name: 'NotAllowedError' });
    await expect(
      h.requests.list(ana, { limit: 3, team: 'group:default/gone' }),
    ).rejects.toMatchObject({ name: 'NotFoundError' });

    const all = await h.requests.list(caller('platform'), { limit: 50 });
    expect(all.totalItems).toBe(6);
    const awaiting = await h.requests.list(lead, { limit: 2, awaiting: 'me' });
    expect(awaiting.items.map(each => each.id)).toEqual(ids.slice(0, 2));
    expect(awaiting.totalItems).toBe(5);
    const detail = await h.requests.get(ana, ids[2]);
    expect(detail.history?.map(each => each.id)).toEqual([
      ids[4],
      ids[3],
      ids[1],
      ids[0],
    ]);
  });

  it('show who has left a team the requests they made, and nothing of how the team stands', async () => {
    const h = await harness();
    const { id } = await h.requests.create(ana, asked);
    await h.requests.create(ben, asked);
    const before = await h.requests.get(ana, id);
    expect(Object.keys(before)).toEqual(
      expect.arrayContaining(['history', 'quotaNow', 'evidenceNow']),
    );
    const left = { ...ana, groups: new Set<string>() };
    const { history, quotaNow, evidenceNow, ...request } = before;
    await expect(h.requests.get(left, id)).resolves.toEqual({
      ...request,
      can: { ...request.can, edit: false },
    });
    await h.requests.withdraw(left, id, '"1"');
  });

  it('have nothing wait for somebody whom the policy lets decide nothing', async () => {
    const h = await harness();
    await h.requests.create(ana, asked);
    const awaiting = async (who: typeof lead) =>
      (await h.requests.list(who, { limit: 9, awaiting: 'me' })).totalItems;
    await expect(awaiting(lead)).resolves.toBe(1);
    const permitted = new Set(lead.permitted);
    permitted.delete('gpu-quota.request.decide');
    await expect(awaiting({ ...lead, permitted })).resolves.toBe(0);
  });

  it('say which teams a caller is in and decides for', async () => {
    const h = await harness();
    await expect(h.quotas.myTeams(caller('cleo'))).resolves.toEqual({
      teams: [CHAT, 'group:default/product-leads'],
      approves: [CHAT, 'group:default/product-leads', 'group:default/products'],
      platformApprover: false,
    });
    await expect(h.quotas.myTeams(caller('boss'))).resolves.toEqual({
      teams: ['group:default/company'],
      approves: ['group:default/platform', SEARCH],
      platformApprover: false,
    });
    await expect(h.quotas.myTeams(caller('platform'))).resolves.toMatchObject({
      platformApprover: true,
    });
  });
});
