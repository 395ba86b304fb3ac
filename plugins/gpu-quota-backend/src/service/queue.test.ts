import type { PolicyRule } from '@golden-path/plugin-gpu-quota-common';
import { caller } from '../__testUtils__/harness';
import { CHAT } from '../__testUtils__/organisation';
import { testPostgres } from '../__testUtils__/postgres';
import { H100, queueHarness } from '../__testUtils__/queue';

const postgres = testPostgres();
const ana = caller('ana');
const ben = caller('ben');
const lead = caller('lead');

const harness = async (policy?: PolicyRule[], devices?: number) =>
  queueHarness({ knex: await postgres.create(), policy, devices });

describe('an approval', () => {
  it('starts the endpoint that it is for, and not an older one that was denied', async () => {
    const h = await harness();
    await h.reserve('denied', 6);
    await h.reserve('approved', 5);
    await h.decide('denied', 'deny');
    await expect(h.decide('approved', 'approve')).resolves.toMatchObject({
      grantedCount: 5,
    });
    expect(await h.live()).toMatchObject({
      denied: { state: 'waiting' },
      approved: { state: 'held' },
    });
    // What is left over goes to those that wait, as ever.
    await h.requests.create(ben, {
      team: CHAT,
      acceleratorClass: H100,
      count: 2,
      reason: 'More',
    });
    const [{ id }] = await h.pending();
    await h.requests.decide(lead, id, '"1"', { outcome: 'approve' });
    expect((await h.live()).denied).toMatchObject({ state: 'held' });
    await expect(h.verify(CHAT)).resolves.toMatchObject({ intact: true });
  });

  it('lets a running endpoint grow at once, before an older one that was denied', async () => {
    const h = await harness();
    await h.reserve('bot', 3);
    await h.needs('bot', 3);
    await h.reserve('denied', 4);
    await h.decide('denied', 'deny');
    await h.needs('bot', 7);
    await h.decide('bot', 'approve');
    const { bot, denied } = await h.live();
    expect(bot).toMatchObject({ state: 'active', count: 7 });
    expect(bot.wanted).toBeUndefined();
    expect(denied).toMatchObject({ state: 'waiting' });
    await expect(h.ledger(CHAT)).resolves.toMatchObject({ reserved: 7 });
    await expect(h.verify(CHAT)).resolves.toMatchObject({ intact: true });
  });
});

/** `first` waits with a request for the two devices that it lacks, and `second` takes those that it counted on. */
async function overtaken(policy?: PolicyRule[]) {
  const h = await harness(policy);
  await h.reserve('running', 2);
  await h.reserve('first', 4);
  await expect(h.reserve('second', 2, ben)).resolves.toMatchObject({
    state: 'held',
  });
  return h;
}

describe('an endpoint that was overtaken', () => {
  it('asks again for what it lacks when its request was approved in full, and starts with that', async () => {
    const h = await overtaken();
    const approved = await h.decide('first', 'approve');
    await h.settled();
    const { first } = await h.live();
    expect(first).toMatchObject({
      state: 'waiting',
      request: { state: 'pending', waitingOn: 'lead' },
    });
    const again = await h.requests.get(lead, first.request?.id ?? 0);
    expect(again).toMatchObject({
      count: 2,
      endpoint: 'component:default/first',
      requestedBy: 'user:default/ana',
      reason: `component:default/first still waits although request ${approved.id} was approved in full: others took devices that it counted on, or quota was given back, before the approval.`,
      evidence: { quota: { granted: 6, reserved: 4, waiting: 0 } },
      can: { decide: true },
    });
    expect(h.sent.slice(-2)).toMatchObject([
      {
        recipients: { entityRef: ['group:default/product-leads'] },
        payload: { title: 'chat asks for 2 × h100-80g' },
      },
      {
        recipients: { entityRef: 'user:default/ana' },
        payload: {
          title: `Request ${approved.id} was approved: 2 of 2 × h100-80g`,
          description: expect.stringContaining(
            `Request ${again.id} asks for 2 more`,
          ),
        },
      },
    ]);
    const filed = await h.audit.list(caller('platform'), {
      subject: `request:${again.id}`,
      limit: 9,
    });
    expect(filed.items).toMatchObject([
      { actor: 'system', data: { requestedBy: 'user:default/ana', count: 2 } },
    ]);
    await expect(
      h.requests.decide(ana, again.id, '"1"', { outcome: 'approve' }),
    ).rejects.toMatchObject({ name: 'NotAllowedError' });

    await h.decide('first', 'approve');
    expect((await h.live()).first).toMatchObject({ state: 'held' });
    expect(await h.pending()).toEqual([]);
    await expect(h.ledger(CHAT)).resolves.toEqual({
      granted: 8,
      reserved: 8,
      waiting: 0,
    });
    await expect(h.verify(CHAT)).resolves.toMatchObject({ intact: true });
  });

  it.each([
    ['cut', 'approve', 1],
    ['denied', 'deny', undefined],
  ] as const)(
    'asks for nothing when its request was %s',
    async (_, outcome, count) => {
      const h = await overtaken();
      if (count) {
        const [{ id }] = await h.pending();
        await h.pendingRequests.edit(ana, id, '"1"', { count: 3 });
      }
      await h.decide('first', outcome, count);
      expect((await h.live()).first).toMatchObject({ state: 'waiting' });
      expect(await h.pending()).toEqual([]);
    },
  );

  it('asks again after quota was given back, and for nothing that it counts on twice', async () => {
    const h = await harness();
    await h.reserve('first', 6);
    await h.reserve('second', 5);
    await h.grants.giveBack(ana, undefined, {
      team: CHAT,
      acceleratorClass: H100,
      count: 3,
    });
    // Three are free with those; the second one asked for all of its five.
    await h.decide('first', 'approve');
    const { first } = await h.live();
    expect(first).toMatchObject({ state: 'waiting' });
    await expect(
      h.requests.get(lead, first.request?.id ?? 0),
    ).resolves.toMatchObject({ count: 3 });
    await h.decide('second', 'approve');
    await h.decide('first', 'approve');
    expect(await h.live()).toMatchObject({
      first: { state: 'held' },
      second: { state: 'held' },
    });
    expect(await h.pending()).toEqual([]);
  });

  it('is granted the rest at once where the policy says so, or asks its lead where the class has no room', async () => {
    const small: PolicyRule[] = [
      { name: 'small', when: { countAtMost: 1 }, stages: 'auto' },
      { name: 'otherwise', when: {}, stages: ['lead'] },
    ];
    const decided = async (devices: number) => {
      const h = await harness(small, devices);
      await h.refreshCapacity();
      await h.reserve('running', 3);
      await h.reserve('first', 3);
      await h.reserve('second', 1);
      await h.decide('first', 'approve');
      await expect(h.verify(CHAT)).resolves.toMatchObject({ intact: true });
      return { ...(await h.ledger(CHAT)), ...(await h.live()).first };
    };
    expect(await decided(7)).toMatchObject({
      granted: 7,
      state: 'held',
      request: { state: 'approved' },
    });
    expect(await decided(6)).toMatchObject({
      granted: 6,
      state: 'waiting',
      request: { state: 'pending', waitingOn: 'lead' },
    });
  });

  it('asks for no more than its requester wanted, who changed the request into one that is granted at once', async () => {
    const h = await overtaken([
      { name: 'small', when: { countAtMost: 1 }, stages: 'auto' },
      { name: 'otherwise', when: {}, stages: ['lead'] },
    ]);
    const [{ id }] = await h.pending();
    await h.pendingRequests.edit(ana, id, '"1"', { count: 1 });
    expect(await h.pending()).toEqual([]);
    expect((await h.live()).first).toMatchObject({
      state: 'waiting',
      request: { id, state: 'approved' },
    });
  });

  it('grows in the end, when what it was granted went to another', async () => {
    const h = await harness();
    await h.reserve('bot', 3);
    await h.needs('bot', 3);
    await h.needs('bot', 5);
    const [{ id }] = await h.pending();
    await h.reserve('second', 1);
    await h.decide('bot', 'approve');
    await h.reconcile();
    const [again] = await h.pending();
    expect(again).toMatchObject({ count: 1, requestedBy: 'system' });
    expect(again.id).not.toBe(id);
    await h.reconcile();
    expect(await h.pending()).toHaveLength(1);
    await h.decide('bot', 'approve');
    expect((await h.live()).bot).toMatchObject({ count: 5 });
  });
});

describe('an endpoint that gets its devices otherwise', () => {
  it('starts, and nobody has to decide on its request any more', async () => {
    const h = await harness();
    const { id } = await h.reserve('running', 4);
    await h.reserve('next', 2);
    const [request] = await h.pending();
    await h.settled();
    h.sent.length = 0;
    await h.reservations.release(ben, id);
    await h.settled();
    expect((await h.live()).next).toMatchObject({
      state: 'held',
      request: { id: request.id, state: 'withdrawn' },
    });
    expect(await h.pending()).toEqual([]);
    expect(h.sent).toMatchObject([
      {
        recipients: { entityRef: 'user:default/ana' },
        payload: {
          title: `Request ${request.id} was withdrawn`,
          description: expect.stringContaining(
            'component:default/next has what it needs',
          ),
        },
      },
    ]);
    const { items } = await h.audit.list(caller('platform'), {
      subject: `request:${request.id}`,
      action: 'request.withdrawn',
      limit: 9,
    });
    expect(items).toMatchObject([{ actor: 'system' }]);
    await expect(
      h.requests.decide(lead, request.id, '"1"', { outcome: 'approve' }),
    ).rejects.toMatchObject({ statusCode: 412 });
    await expect(h.ledger(CHAT)).resolves.toMatchObject({ granted: 4 });
    await expect(h.verify(CHAT)).resolves.toMatchObject({ intact: true });
  });

  it('with the grant of another, which itself stays approved', async () => {
    const h = await harness();
    await h.reserve('large', 6);
    await h.reserve('small', 5);
    // Five more than the four: the small one takes five, and nothing is left for the large one.
    await h.decide('small', 'approve');
    await h.requests.create(ben, {
      team: CHAT,
      acceleratorClass: H100,
      count: 2,
      reason: 'More',
    });
    const [own, more] = await h.pending();
    await h.requests.decide(lead, more.id, '"1"', { outcome: 'approve' });
    expect((await h.live()).large).toMatchObject({
      state: 'held',
      request: { id: own.id, state: 'withdrawn' },
    });
    await expect(h.requests.get(ana, more.id)).resolves.toMatchObject({
      state: 'approved',
    });
  });
});

describe('what is asked for', () => {
  it('by an endpoint that grows is enough, also where the team is over its quota and others wait', async () => {
    const h = await harness();
    await h.reserve('bot', 4);
    await h.needs('bot', 4);
    await h.returnQuota(2);
    await h.reserve('denied', 1);
    await h.decide('denied', 'deny');
    await h.needs('bot', 5);
    await expect(h.decide('bot', 'approve')).resolves.toMatchObject({
      grantedCount: 3,
    });
    expect((await h.live()).bot).toMatchObject({ state: 'active', count: 5 });
    await h.needs('bot', 5);
    expect(await h.pending()).toEqual([]);
  });

  it('by a person for more than an endpoint is still to be decided when that has started', async () => {
    const h = await harness();
    await h.reserve('running', 4);
    await h.reserve('bot', 1);
    await h.decide('bot', 'deny');
    const more = await h.requests.create(ana, {
      team: CHAT,
      acceleratorClass: H100,
      count: 8,
      reason: 'For the launch',
      endpoint: 'component:default/bot',
    });
    await h.reservations.release(ana, (await h.live()).running.id);
    expect((await h.live()).bot).toMatchObject({ state: 'held' });
    expect(await h.pending()).toMatchObject([{ id: more.id }]);
  });

  it('is not made up for by the portal where its requester made it less, also over the quota', async () => {
    const h = await harness();
    await h.reserve('running', 4);
    await h.needs('running', 4);
    await h.returnQuota(2);
    const { request } = await h.reserve('bot', 2);
    await expect(h.requests.get(ana, request?.id ?? 0)).resolves.toMatchObject({
      count: 4,
    });
    await h.pendingRequests.edit(ana, request?.id ?? 0, '"1"', { count: 2 });
    await h.decide('bot', 'approve');
    expect((await h.live()).bot).toMatchObject({ state: 'waiting' });
    expect(await h.pending()).toEqual([]);
  });

  it('is not changed by who has left the team', async () => {
    const h = await harness();
    const { request } = await h.reserve('bot', 6);
    const gone = { ...ana, groups: new Set<string>() };
    await expect(
      h.pendingRequests.edit(gone, request?.id ?? 0, '"1"', { count: 1 }),
    ).rejects.toThrow('Only members of group:default/chat');
  });
});
