import { caller, createHarness, RecordingSink } from '../__testUtils__/harness';
import { CHAT } from '../__testUtils__/organisation';
import { testPostgres } from '../__testUtils__/postgres';

const postgres = testPostgres();
const ana = caller('ana');
const lead = caller('lead');
const approve = { outcome: 'approve' } as const;
const DAY = 24 * 3_600_000;
const START = Date.parse('2026-11-23T09:00:00Z');

async function harness() {
  const sink = new RecordingSink();
  const h = await createHarness({
    knex: await postgres.create(),
    sinks: [sink],
  });
  return { ...h, sink };
}

type Harness = Awaited<ReturnType<typeof harness>>;

function inDays(days: number): string {
  return new Date(START + days * DAY).toISOString();
}

/** Moves the clock to so many days after the start, and lets happen what is due. */
async function goTo(h: Harness, days: number): Promise<void> {
  h.clock.ms = START + days * DAY;
  await h.passTime();
  await h.settled();
}

async function granted(h: Harness, count: number, days: number) {
  const request = await h.requests.create(ana, {
    team: CHAT,
    acceleratorClass: 'h100-80g',
    count,
    reason: 'Black Friday',
    until: inDays(days),
  });
  await h.requests.decide(lead, request.id, '"1"', approve);
  const [grant] = await h.grants.list(ana, { live: true });
  await h.settled();
  h.sent.length = 0;
  return grant;
}

function reserve(h: Harness, name: string, count: number) {
  return h.reservations.reserve(ana, name, {
    team: CHAT,
    acceleratorClass: 'h100-80g',
    count,
    endpoint: `component:default/${name}`,
  });
}

function titles(h: Harness): string[] {
  return h.sent.map(each => each.payload.title);
}

describe('a grant until a date', () => {
  it('warns twice, ends by itself, and leaves the team over its quota with nothing killed', async () => {
    const h = await harness();
    const grant = await granted(h, 6, 30);
    expect(grant).toMatchObject({
      count: 6,
      remaining: 6,
      state: 'live',
      from: inDays(0),
      until: inDays(30),
      request: 1,
      can: { renew: true },
    });
    const held = await reserve(h, 'bot', 4);

    await goTo(h, 22);
    expect(titles(h)).toEqual([]);
    await goTo(h, 23);
    await goTo(h, 24);
    await goTo(h, 29);
    await goTo(h, 29.5);
    expect(titles(h)).toEqual([
      '6 × h100-80g of chat end in 7 days',
      '6 × h100-80g of chat end in a day',
    ]);
    expect(h.sent[0].recipients).toEqual({
      type: 'entity',
      entityRef: ['group:default/product-leads', CHAT],
    });
    h.sent.length = 0;

    h.clock.ms = START + 30 * DAY;
    await Promise.all([h.passTime(), h.passTime()]);
    await h.settled();
    expect(h.sent).toEqual([
      {
        recipients: {
          type: 'entity',
          entityRef: ['group:default/product-leads', CHAT],
        },
        payload: expect.objectContaining({
          title: '6 × h100-80g of chat have ended',
          description: expect.stringContaining(
            'chat is over its quota by 4: 0 are granted and more are reserved. Nothing is stopped',
          ),
        }),
      },
    ]);
    await expect(
      h.quotas.list(ana, { acceleratorClass: 'h100-80g' }),
    ).resolves.toEqual([
      expect.objectContaining({
        granted: 0,
        reserved: 4,
        available: 0,
        overQuota: 4,
      }),
    ]);
    // The cluster lets restart what has its devices, and nothing more.
    expect(h.sink.limit(CHAT, 'h100-80g')).toBe(4);
    await expect(h.reservations.list(ana, { live: true })).resolves.toEqual([
      expect.objectContaining({ id: held.id, state: 'held' }),
    ]);
    await expect(h.grants.list(ana, { live: true })).resolves.toEqual([]);
    await expect(h.grants.list(ana, { live: false })).resolves.toEqual([
      expect.objectContaining({
        id: grant.id,
        state: 'ended',
        remaining: 0,
        endedAt: inDays(30),
        can: { renew: false },
      }),
    ]);

    const more = await reserve(h, 'second', 1);
    expect(more.state).toBe('waiting');
    const request = await h.requests.get(ana, more.request?.id ?? 0);
    expect(request.count).toBe(5);
    await h.reservations.release(ana, held.id);
    await h.settled();
    expect(h.sink.limit(CHAT, 'h100-80g')).toBe(0);
    await expect(h.ledger(CHAT)).resolves.toEqual({
      granted: 0,
      reserved: 0,
      waiting: 1,
    });
    const happened = await h.happened(CHAT);
    expect(happened.filter(each => each === 'quota.ended')).toHaveLength(1);
    await expect(h.verify(CHAT)).resolves.toMatchObject({ intact: true });
  });

  it('cannot be given once its date has passed', async () => {
    const h = await harness();
    const request = await h.requests.create(ana, {
      team: CHAT,
      acceleratorClass: 'h100-80g',
      count: 1,
      reason: 'Tonight',
      until: inDays(1),
    });
    h.clock.ms = START + 2 * DAY;
    await expect(
      h.requests.decide(lead, request.id, '"1"', approve),
    ).rejects.toMatchObject({
      name: 'ConflictError',
      message: expect.stringContaining('which has passed'),
    });
    await expect(h.ledger(CHAT)).resolves.toMatchObject({ granted: 0 });
    await expect(h.requests.get(ana, request.id)).resolves.toMatchObject({
      state: 'pending',
      version: 1,
    });
  });
});

describe('a renewal', () => {
  it('approved in time follows without a gap, and never counts twice', async () => {
    const h = await harness();
    const grant = await granted(h, 4, 30);
    const held = await reserve(h, 'bot', 4);
    await goTo(h, 25);
    const renewal = await h.grants.renew(ana, grant.id, { until: inDays(60) });
    expect(renewal).toMatchObject({
      count: 4,
      reason: 'Black Friday',
      renews: grant.id,
      until: inDays(60),
      evidence: {
        cost: {
          monthlyNow: { amountMinor: 4 * 390 * 730, currency: 'USD' },
          monthlyAfter: { amountMinor: 4 * 390 * 730, currency: 'USD' },
        },
      },
    });
    await expect(
      h.grants.renew(ana, grant.id, { until: inDays(90) }),
    ).rejects.toThrow(
      `Request ${renewal.id} for this grant to go on is pending already`,
    );
    await h.requests.decide(lead, renewal.id, '"1"', approve);
    await expect(h.ledger(CHAT)).resolves.toMatchObject({ granted: 4 });
    await expect(h.grants.list(ana, { live: true })).resolves.toEqual([
      expect.objectContaining({ state: 'scheduled', from: inDays(30) }),
      expect.objectContaining({
        id: grant.id,
        state: 'live',
        renewal: { id: renewal.id, state: 'approved', count: 4 },
      }),
    ]);
    await h.settled();
    h.sent.length = 0;
    h.sink.applied.length = 0;

    // No warning, no message, no change of any limit.
    await goTo(h, 29.5);
    await goTo(h, 30);
    expect(titles(h)).toEqual([]);
    await expect(h.ledger(CHAT)).resolves.toEqual({
      granted: 4,
      reserved: 4,
      waiting: 0,
    });
    expect(h.sink.limit(CHAT, 'h100-80g') ?? 4).toBe(4);
    await expect(h.grants.list(ana, { live: true })).resolves.toEqual([
      expect.objectContaining({ state: 'live', until: inDays(60) }),
    ]);
    await goTo(h, 60);
    await expect(h.ledger(CHAT)).resolves.toMatchObject({
      granted: 0,
      reserved: 4,
    });
    await expect(h.reservations.list(ana, { live: true })).resolves.toEqual([
      expect.objectContaining({ id: held.id }),
    ]);
    await expect(h.verify(CHAT)).resolves.toMatchObject({ intact: true });
  });

  it('for more serves those that wait on its day; for fewer it takes effect then, too', async () => {
    const h = await harness();
    const first = await granted(h, 2, 10);
    const renew = async (id: string, count: number, until: number) => {
      const { id: request } = await h.grants.renew(ana, id, {
        count,
        until: inDays(until),
        reason: 'It goes on',
      });
      await h.requests.decide(lead, request, '"1"', approve);
    };
    await renew(first.id, 5, 20);
    await reserve(h, 'bot', 4);
    await goTo(h, 9);
    await expect(h.ledger(CHAT)).resolves.toMatchObject({ granted: 2 });
    await goTo(h, 10);
    await expect(h.ledger(CHAT)).resolves.toEqual({
      granted: 5,
      reserved: 4,
      waiting: 0,
    });
    const [second] = await h.grants.list(ana, { live: true });
    await renew(second.id, 3, 30);
    await goTo(h, 20);
    await expect(h.ledger(CHAT)).resolves.toMatchObject({
      granted: 3,
      reserved: 4,
    });
  });

  it('approved too late begins then, and where the portal was down nothing is counted twice', async () => {
    const h = await harness();
    const grant = await granted(h, 2, 10);
    const late = await h.grants.renew(ana, grant.id, {});
    await goTo(h, 11);
    await expect(h.ledger(CHAT)).resolves.toMatchObject({ granted: 0 });
    await h.requests.decide(lead, late.id, '"1"', approve);
    await expect(h.grants.list(ana, { live: true })).resolves.toEqual([
      expect.objectContaining({ state: 'live', from: inDays(11) }),
    ]);
    await expect(h.ledger(CHAT)).resolves.toMatchObject({ granted: 2 });

    const [forGood] = await h.grants.list(ana, { live: true });
    await expect(h.grants.renew(ana, forGood.id, {})).rejects.toMatchObject({
      name: 'InputError',
    });
    await expect(h.grants.renew(ana, grant.id, {})).rejects.toMatchObject({
      name: 'ConflictError',
    });
  });

  it('that began and ended while the portal was down leaves nothing behind', async () => {
    const h = await harness();
    const grant = await granted(h, 2, 10);
    const renewal = await h.grants.renew(ana, grant.id, {
      count: 3,
      until: inDays(20),
    });
    await h.requests.decide(lead, renewal.id, '"1"', approve);
    await goTo(h, 50);
    await expect(h.ledger(CHAT)).resolves.toMatchObject({ granted: 0 });
    await expect(h.grants.list(ana, { live: true })).resolves.toEqual([]);
  });

  it('needs a later end, and a member of the team', async () => {
    const h = await harness();
    const grant = await granted(h, 2, 10);
    await expect(
      h.grants.renew(ana, grant.id, { until: inDays(9) }),
    ).rejects.toThrow('choose a later date');
    await expect(h.grants.renew(lead, grant.id, {})).rejects.toMatchObject({
      name: 'NotAllowedError',
    });
    await expect(
      h.grants.renew(caller('other'), grant.id, {}),
    ).rejects.toMatchObject({ name: 'NotFoundError' });
  });
});

describe('a request that nobody decides on', () => {
  it('expires after thirty days, or when its own end comes, and its requester is told', async () => {
    const h = await harness();
    const body = {
      team: CHAT,
      acceleratorClass: 'h100-80g',
      count: 1,
      reason: 'More',
    };
    const forGood = await h.requests.create(ana, body);
    const soon = await h.requests.create(ana, { ...body, until: inDays(3) });
    const { request } = await reserve(h, 'bot', 2);
    expect([forGood.expiresAt, soon.expiresAt]).toEqual([
      inDays(30),
      inDays(3),
    ]);
    await h.settled();
    h.sent.length = 0;
    const states = async () => {
      const { items } = await h.requests.list(ana, { limit: 9 });
      return items.map(each => each.state);
    };
    await goTo(h, 2.9);
    expect(await states()).toEqual(['pending', 'pending', 'pending']);
    await goTo(h, 3);
    expect(await states()).toEqual(['pending', 'expired', 'pending']);
    h.clock.ms = START + 30 * DAY;
    await Promise.all([h.passTime(), h.passTime()]);
    await h.settled();
    expect(await states()).toEqual(['expired', 'expired', 'expired']);
    expect(titles(h).sort()).toEqual([
      'Request 1 expired',
      'Request 2 expired',
      'Request 3 expired',
    ]);
    await expect(
      h.requests.decide(lead, forGood.id, '"1"', approve),
    ).rejects.toMatchObject({ statusCode: 412 });
    await expect(h.requests.get(ana, forGood.id)).resolves.toMatchObject({
      version: 2,
      can: { edit: false, withdraw: false },
    });
    await expect(h.reservations.list(ana, { live: true })).resolves.toEqual([
      expect.objectContaining({
        state: 'waiting',
        request: expect.objectContaining({ id: request?.id, state: 'expired' }),
      }),
    ]);
    const happened = await h.happened(CHAT);
    expect(happened.filter(each => each === 'request.expired')).toHaveLength(3);
    await expect(h.verify(CHAT)).resolves.toMatchObject({ intact: true });
  });
});
