import { caller, createHarness } from '../__testUtils__/harness';
import { CHAT } from '../__testUtils__/organisation';
import { testPostgres } from '../__testUtils__/postgres';
import { SIZING_SERVICE } from './ReservationService';

const postgres = testPostgres();
const ana = caller('ana');

async function harness(count = 8) {
  const h = await createHarness({
    knex: await postgres.create(),
    config: {
      initialGrants: [
        { team: CHAT, acceleratorClass: 'h100-80g', count, reason: 'Start' },
      ],
    },
  });
  await h.applyInitialGrants();
  return h;
}

function reservation(endpoint: string, count: number) {
  return {
    team: CHAT,
    acceleratorClass: 'h100-80g',
    count,
    endpoint: `component:default/${endpoint}`,
  };
}

describe('reserving', () => {
  it('holds devices that the team has, for a day', async () => {
    const h = await harness();
    const held = await h.reservations.reserve(ana, 'k1', reservation('a', 4));

    expect(held).toMatchObject({
      state: 'held',
      count: 4,
      createdBy: 'user:default/ana',
      heldAt: '2026-11-23T09:00:00.000Z',
      expiresAt: '2026-11-24T09:00:00.000Z',
    });
    expect(held.request).toBeUndefined();
    await expect(h.ledger(CHAT)).resolves.toEqual({
      granted: 8,
      reserved: 4,
      waiting: 0,
    });
    await expect(h.happened(CHAT)).resolves.toEqual([
      'quota.granted',
      'reservation.held',
    ]);
    await expect(h.verify(CHAT)).resolves.toMatchObject({ intact: true });
    await expect(h.reservations.list(ana, { live: true })).resolves.toEqual([
      held,
    ]);
    expect(h.signals).toContainEqual({
      recipients: { type: 'broadcast' },
      channel: 'gpu-quota',
      message: { action: 'changed', team: CHAT },
    });
  });

  it('waits with a request for what is missing, and tells the leads', async () => {
    const h = await harness();
    await h.reservations.reserve(ana, 'k1', reservation('a', 5));
    const template = caller('ana', SIZING_SERVICE);
    const waiting = await h.reservations.reserve(template, 'k2', {
      ...reservation('b', 4),
      reason: 'Black Friday',
      sizing: { verdict: 'fits', sentence: 'Two replicas of two devices.' },
    });
    await h.settled();

    expect(waiting).toMatchObject({
      state: 'waiting',
      request: { state: 'pending', waitingOn: 'lead' },
    });
    expect(waiting.heldAt).toBeUndefined();
    const request = await h.requests.get(
      caller('lead'),
      waiting.request?.id ?? 0,
    );
    expect(request).toMatchObject({
      count: 1,
      reason: 'Black Friday',
      endpoint: 'component:default/b',
      approvers: ['group:default/product-leads'],
      requestedBy: 'user:default/ana',
      can: { decide: true, withdraw: false },
      evidence: {
        quota: { granted: 8, reserved: 5, waiting: 0 },
        cost: {
          monthlyNow: { amountMinor: 8 * 390 * 730, currency: 'USD' },
          monthlyAfter: { amountMinor: 9 * 390 * 730, currency: 'USD' },
        },
        sizing: { verdict: 'fits' },
      },
      quotaNow: { granted: 8, reserved: 5, waiting: 4, available: 3 },
    });
    expect(h.sent).toEqual([
      {
        recipients: {
          type: 'entity',
          entityRef: ['group:default/product-leads'],
          excludeEntityRef: 'user:default/ana',
        },
        payload: expect.objectContaining({
          title: 'chat asks for 1 × h100-80g',
          link: `/gpu-quota/requests/${request.id}`,
        }),
      },
    ]);
  });

  it('asks for enough to serve those that wait before as well', async () => {
    const h = await harness(4);
    await h.reservations.reserve(ana, 'k1', reservation('a', 6));
    const second = await h.reservations.reserve(ana, 'k2', reservation('b', 5));
    const { items } = await h.requests.list(ana, { limit: 10 });
    expect(items.map(each => each.count)).toEqual([5, 2]);
    expect(second.state).toBe('waiting');
  });

  it('does not let an endpoint reserve twice, and names what it has', async () => {
    const h = await harness();
    const first = await h.reservations.reserve(ana, 'k1', reservation('a', 1));
    for (const count of [1, 100]) {
      await expect(
        h.reservations.reserve(ana, `k-${count}`, reservation('a', count)),
      ).rejects.toThrow(
        `component:default/a has a reservation already: ${first.id} (held, 1 × h100-80g)`,
      );
    }
    await expect(h.ledger(CHAT)).resolves.toMatchObject({ reserved: 1 });
    await expect(h.requests.list(ana, { limit: 10 })).resolves.toMatchObject({
      totalItems: 0,
    });
  });

  it.each([
    [
      { acceleratorClass: 'h200' },
      'There is no accelerator class "h200"; choose one of h100-80g, l4-24g',
    ],
    [{ team: 'group:default/nobody' }, 'There is no team group:default/nobody'],
    [{ team: 'group:default/search' }, 'Only members of group:default/search'],
  ])('refuses %j with a sentence', async (change, message) => {
    const h = await harness();
    await expect(
      h.reservations.reserve(ana, 'k', { ...reservation('a', 1), ...change }),
    ).rejects.toThrow(message);
  });

  it('sees a class that was added to the catalog a moment ago', async () => {
    const h = await harness();
    await h.quotas.list(ana, {});
    const [, , , , , , h100] = h.entities;
    h.entities.push({
      ...h100,
      metadata: { ...h100.metadata, name: 'b200-192g' },
    });
    h.clock.ms += 1_500;
    await expect(
      h.reservations.reserve(ana, 'k', {
        ...reservation('a', 1),
        acceleratorClass: 'b200-192g',
      }),
    ).resolves.toMatchObject({ state: 'waiting' });
  });

  it('goes on for minutes with what the catalog last said, then says so', async () => {
    const h = await harness();
    await h.quotas.list(ana, {});
    h.catalog.getEntities.mockRejectedValue(new Error('connection refused'));
    h.clock.ms += 60_000;
    await expect(
      h.reservations.reserve(ana, 'k1', reservation('a', 1)),
    ).resolves.toMatchObject({ state: 'held' });
    h.clock.ms += 10 * 60_000;
    await expect(
      h.reservations.reserve(ana, 'k2', reservation('b', 1)),
    ).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining('The catalog does not answer'),
    });
  });
});

describe('an idempotency key', () => {
  it.each([4, 400])(
    'gives the first answer again for %d devices, whatever happened since',
    async count => {
      const h = await harness();
      const body = reservation('a', count);
      const first = await h.reservations.reserve(ana, 'key', body);
      await h.reservations.release(ana, first.id);
      const again = await h.reservations.reserve(ana, 'key', body);
      expect(again).toEqual(JSON.parse(JSON.stringify(first)));
      await expect(
        h.reservations.list(ana, { live: false }),
      ).resolves.toHaveLength(1);
    },
  );

  it('is refused with another body, and is each caller’s own', async () => {
    const h = await harness();
    await h.reservations.reserve(ana, 'key', reservation('a', 1));
    await expect(
      h.reservations.reserve(ana, 'key', reservation('a', 2)),
    ).rejects.toMatchObject({ statusCode: 422 });
    await expect(
      h.reservations.reserve(caller('ben'), 'key', reservation('b', 2)),
    ).resolves.toMatchObject({ state: 'held' });
  });

  it('gives one reservation to many calls at once', async () => {
    const h = await harness();
    for (const [key, body] of [
      ['held', reservation('a', 1)],
      ['waiting', reservation('b', 50)],
    ] as const) {
      const answers = await Promise.all(
        Array.from({ length: 16 }, () =>
          h.reservations.reserve(ana, key, body),
        ),
      );
      expect(new Set(answers.map(each => each.id)).size).toBe(1);
    }
    await expect(h.ledger(CHAT)).resolves.toMatchObject({ reserved: 1 });
    await expect(h.verify(CHAT)).resolves.toMatchObject({ intact: true });
  });
});

describe('releasing', () => {
  it('gives the devices to those that wait, oldest first, passing over what does not fit', async () => {
    const h = await harness(4);
    const first = await h.reservations.reserve(ana, 'a', reservation('a', 4));
    await h.reservations.reserve(ana, 'b', reservation('b', 6));
    await h.reservations.reserve(ana, 'c', reservation('c', 3));
    await h.reservations.reserve(ana, 'd', reservation('d', 1));
    await h.reservations.release(caller('ben'), first.id);

    const states = await h.reservations.list(ana, { live: false });
    expect(
      Object.fromEntries(states.map(each => [each.endpoint, each.state])),
    ).toEqual({
      'component:default/a': 'released',
      'component:default/b': 'waiting',
      'component:default/c': 'held',
      'component:default/d': 'held',
    });
    await expect(h.ledger(CHAT)).resolves.toEqual({
      granted: 4,
      reserved: 4,
      waiting: 6,
    });
  });

  it('withdraws the request of one that waits, and changes nothing the second time', async () => {
    const h = await harness(1);
    const waiting = await h.reservations.reserve(ana, 'a', reservation('a', 9));
    const released = await h.reservations.release(ana, waiting.id);
    expect(released).toMatchObject({
      state: 'released',
      request: { state: 'withdrawn' },
    });
    const before = await h.happened(CHAT);
    await expect(h.reservations.release(ana, waiting.id)).resolves.toEqual(
      released,
    );
    await expect(h.happened(CHAT)).resolves.toEqual(before);
    expect(before.slice(-2)).toEqual([
      'reservation.released',
      'request.withdrawn',
    ]);
  });
});
