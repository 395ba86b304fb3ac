import type { PolicyRule } from '@golden-path/plugin-gpu-quota-common';
import { caller, createHarness } from '../__testUtils__/harness';
import { CHAT } from '../__testUtils__/organisation';
import { testPostgres } from '../__testUtils__/postgres';

const postgres = testPostgres();
const ana = caller('ana');
const ben = caller('ben');
const lead = caller('lead');
const lead2 = caller('lead2');
const approve = { outcome: 'approve' } as const;

const policy: PolicyRule[] = [
  { name: 'one', when: { countAtMost: 1 }, stages: 'auto' },
  { name: 'large', when: { countAbove: 8 }, stages: ['lead', 'platform'] },
  { name: 'otherwise', when: {}, stages: ['lead'] },
];

const asked = {
  team: CHAT,
  acceleratorClass: 'h100-80g',
  count: 9,
  reason: 'A second region',
};

async function harness() {
  return await createHarness({
    knex: await postgres.create(),
    config: { policy },
  });
}

type Harness = Awaited<ReturnType<typeof harness>>;

async function awaiting(h: Harness, who = lead): Promise<number[]> {
  const { items } = await h.requests.list(who, { awaiting: 'me', limit: 9 });
  return items.map(each => each.id);
}

describe('changing a request', () => {
  it('voids what was decided, and is decided anew by whom the policy says', async () => {
    const h = await harness();
    const { id } = await h.requests.create(ana, asked);
    await h.requests.decide(lead, id, '"1"', approve);
    await h.settled();
    h.sent.length = 0;

    const edited = await h.pendingRequests.edit(ana, id, '"2"', {
      count: 4,
      until: '2026-12-24T09:00:00Z',
    });
    await h.settled();
    expect(edited).toMatchObject({
      version: 3,
      count: 4,
      until: '2026-12-24T09:00:00.000Z',
      expiresAt: '2026-12-23T09:00:00.000Z',
      state: 'pending',
      policyRule: 'otherwise',
      stages: ['lead'],
      waitingOn: 'lead',
      decisions: [],
      evidence: {
        cost: { monthlyAfter: { amountMinor: 4 * 390 * 730, currency: 'USD' } },
      },
      can: { edit: true },
    });
    expect(h.sent).toEqual([
      expect.objectContaining({
        recipients: expect.objectContaining({
          entityRef: ['group:default/product-leads'],
        }),
      }),
    ]);
    const happened = await h.happened(CHAT);
    expect(happened).toEqual([
      'request.filed',
      'request.decided',
      'request.edited',
    ]);
    // What was read before the change does not carry a decision any more.
    await expect(
      h.requests.decide(caller('platform'), id, '"2"', approve),
    ).rejects.toMatchObject({ name: 'NotAllowedError' });
    await expect(
      h.requests.decide(lead2, id, '"2"', approve),
    ).rejects.toMatchObject({ statusCode: 412 });
    await expect(
      h.requests.decide(lead, id, '"3"', approve),
    ).resolves.toMatchObject({ state: 'approved', grantedCount: 4 });
    await expect(h.verify(CHAT)).resolves.toMatchObject({ intact: true });
  });

  it('is for the requester, of the version they saw, while it is pending', async () => {
    const h = await harness();
    const { id } = await h.requests.create(ana, asked);
    const edit = (who: typeof ana, version: string | undefined) =>
      h.pendingRequests.edit(who, id, version, { count: 5 });
    for (const who of [ben, lead, caller('service:plugin:scaffolder')]) {
      await expect(edit(who, '"1"')).rejects.toMatchObject({
        name: 'NotAllowedError',
      });
    }
    await expect(edit(ana, undefined)).rejects.toMatchObject({
      statusCode: 428,
    });
    await expect(edit(ana, '"7"')).rejects.toMatchObject({ statusCode: 412 });
    await edit(ana, '"1"');
    await h.requests.decide(lead, id, '"2"', approve);
    await expect(edit(ana, '"3"')).rejects.toMatchObject({
      name: 'ConflictError',
      message: 'This request is approved already',
    });
    await expect(h.ledger(CHAT)).resolves.toMatchObject({ granted: 5 });
  });

  it.each([
    [{ count: 9 }, 'says that already'],
    [{ reason: ' ' }, 'reason is empty'],
    [{ until: '2026-11-23T09:00:00Z' }, 'which has passed'],
    [{ until: '2026-12-31T23:59:60Z' }, 'no time of the calendar'],
  ])('by %j is refused with a sentence', async (change, message) => {
    const h = await harness();
    const { id } = await h.requests.create(ana, asked);
    await expect(
      h.pendingRequests.edit(ana, id, '"1"', change),
    ).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringContaining(message),
    });
    await expect(h.happened(CHAT)).resolves.toEqual(['request.filed']);
  });

  it('to what needs no approval grants it at once', async () => {
    const h = await harness();
    const waiting = await h.reservations.reserve(ana, 'key', {
      team: CHAT,
      acceleratorClass: 'h100-80g',
      count: 2,
      endpoint: 'component:default/bot',
    });
    const id = waiting.request?.id ?? 0;
    const edited = await h.pendingRequests.edit(ana, id, '"1"', { count: 1 });
    expect(edited).toMatchObject({
      state: 'approved',
      grantedCount: 1,
      decisions: [{ stage: 'policy', by: 'policy:one' }],
    });
    await expect(h.ledger(CHAT)).resolves.toEqual({
      granted: 1,
      reserved: 0,
      waiting: 2,
    });
  });

  it('at the moment of its approval is one or the other', async () => {
    const h = await harness();
    for (let round = 0; round < 8; round += 1) {
      const { id } = await h.requests.create(ana, { ...asked, count: 4 });
      const [edited, decided] = await Promise.allSettled([
        h.pendingRequests.edit(ana, id, '"1"', { count: 8 }),
        h.requests.decide(lead, id, '"1"', approve),
      ]);
      const { state, count } = await h.requests.get(ana, id);
      expect([edited.status, decided.status, state, count]).toEqual(
        edited.status === 'fulfilled'
          ? ['fulfilled', 'rejected', 'pending', 8]
          : ['rejected', 'fulfilled', 'approved', 4],
      );
    }
  });
});

describe('a question', () => {
  it('hands the request to its requester, and the answer hands it back', async () => {
    const h = await harness();
    const { id } = await h.requests.create(ana, asked);
    await h.settled();
    h.sent.length = 0;
    await expect(awaiting(h)).resolves.toEqual([id]);

    const open = await h.pendingRequests.ask(lead, id, '"1"', ' Why nine? ');
    expect(open).toMatchObject({
      version: 2,
      state: 'pending',
      waitingOn: 'lead',
      awaitingRequester: true,
      questions: [
        { stage: 'lead', question: 'Why nine?', by: 'user:default/lead' },
      ],
      can: { decide: true, ask: false },
    });
    await expect(awaiting(h)).resolves.toEqual([]);
    await expect(
      h.pendingRequests.ask(lead2, id, '"2"', 'And why now?'),
    ).rejects.toMatchObject({ name: 'ConflictError' });
    await expect(
      h.pendingRequests.answer(ben, id, '"2"', 'Nine replicas'),
    ).rejects.toMatchObject({ name: 'NotAllowedError' });
    await expect(h.requests.get(ana, id)).resolves.toMatchObject({
      can: { answer: true, decide: false },
    });

    const answered = await h.pendingRequests.answer(
      ana,
      id,
      '"2"',
      'Nine replicas',
    );
    await h.settled();
    expect(answered).toMatchObject({
      version: 3,
      awaitingRequester: false,
      questions: [{ answer: 'Nine replicas', answeredBy: ana.ref }],
      can: { answer: false },
    });
    await expect(awaiting(h)).resolves.toEqual([id]);
    await expect(
      h.pendingRequests.answer(ana, id, '"3"', 'Again'),
    ).rejects.toMatchObject({ name: 'ConflictError' });
    expect(
      h.sent.map(({ recipients, payload }) => [
        recipients.type === 'entity' && recipients.entityRef,
        payload.description,
      ]),
    ).toEqual([
      ['user:default/ana', 'Why nine?'],
      ['user:default/lead', 'Nine replicas'],
    ]);
    await expect(h.happened(CHAT)).resolves.toEqual([
      'request.filed',
      'request.asked',
      'request.answered',
    ]);
    await expect(h.verify(CHAT)).resolves.toMatchObject({ intact: true });
  });

  it('is answered by a change, too, and does not keep anybody from deciding', async () => {
    const h = await harness();
    const { id } = await h.requests.create(ana, asked);
    await h.pendingRequests.ask(lead, id, '"1"', 'Why nine?');
    const edited = await h.pendingRequests.edit(ana, id, '"2"', { count: 4 });
    expect(edited).toMatchObject({
      awaitingRequester: false,
      questions: [{ answeredBy: ana.ref }],
    });
    expect(edited.questions[0].answer).toBeUndefined();
    await h.pendingRequests.ask(lead2, id, '"3"', 'Why four?');
    await expect(
      h.requests.decide(lead, id, '"4"', approve),
    ).resolves.toMatchObject({ state: 'approved', awaitingRequester: false });
  });

  it('is for those who may decide, and about a service’s request the team answers', async () => {
    const h = await harness();
    const own = await h.requests.create(caller('cleo'), asked);
    for (const who of [caller('cleo'), ben, caller('platform')]) {
      await expect(
        h.pendingRequests.ask(who, own.id, '"1"', 'Why?'),
      ).rejects.toMatchObject({ name: 'NotAllowedError' });
    }
    const service = caller('service:plugin:scaffolder');
    const { id } = await h.requests.create(service, asked);
    await h.pendingRequests.ask(lead, id, '"1"', 'Why?');
    await expect(
      h.pendingRequests.answer(lead, id, '"2"', 'Because'),
    ).rejects.toMatchObject({ name: 'NotAllowedError' });
    await expect(
      h.pendingRequests.answer(ben, id, '"2"', 'Because'),
    ).resolves.toMatchObject({ awaitingRequester: false });
  });
});
