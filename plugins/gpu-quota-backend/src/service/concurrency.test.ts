import type { Reservation } from '@golden-path/plugin-gpu-quota-common';
import { caller, createHarness } from '../__testUtils__/harness';
import { CHAT } from '../__testUtils__/organisation';
import { testPostgres } from '../__testUtils__/postgres';

const postgres = testPostgres();
const ana = caller('ana');

async function harness(count: number) {
  const knex = await postgres.create();
  const h = await createHarness({
    knex,
    config: {
      initialGrants: ['h100-80g', 'l4-24g'].map(acceleratorClass => ({
        team: CHAT,
        acceleratorClass,
        count,
        reason: 'Start',
      })),
    },
  });
  await h.applyInitialGrants();
  return h;
}

function reserve(
  h: Awaited<ReturnType<typeof harness>>,
  index: number,
  options: { acceleratorClass?: string; count?: number } = {},
): Promise<Reservation> {
  return h.reservations.reserve(ana, `key-${index}`, {
    team: CHAT,
    acceleratorClass: options.acceleratorClass ?? 'h100-80g',
    count: options.count ?? 1,
    endpoint: `component:default/endpoint-${index}`,
  });
}

function inState(reservations: Reservation[], state: Reservation['state']) {
  return reservations.filter(each => each.state === state);
}

it('never sells a device twice, however many reserve at once', async () => {
  const h = await harness(20);
  const answers = await Promise.all(
    Array.from({ length: 64 }, (_, index) =>
      reserve(h, index, {
        acceleratorClass: index % 2 ? 'h100-80g' : 'l4-24g',
      }),
    ),
  );
  expect(inState(answers, 'held')).toHaveLength(40);
  expect(inState(answers, 'waiting')).toHaveLength(24);
  for (const acceleratorClass of ['h100-80g', 'l4-24g']) {
    await expect(h.ledger(CHAT, acceleratorClass)).resolves.toEqual({
      granted: 20,
      reserved: 20,
      waiting: 12,
    });
  }
  const happened = await h.happened(CHAT);
  expect(happened.filter(each => each === 'reservation.held')).toHaveLength(40);
  expect(happened.filter(each => each === 'request.filed')).toHaveLength(24);
  await expect(h.verify(CHAT)).resolves.toMatchObject({ intact: true });
});

it('keeps the books while some reserve, release and approve at once', async () => {
  const h = await harness(10);
  const first = await Promise.all(
    Array.from({ length: 32 }, (_, index) =>
      reserve(h, index, { count: 1 + (index % 3) }),
    ),
  );
  const lead = caller('lead');
  const approve = async (id: number) => {
    try {
      await h.requests.decide(lead, id, '"1"', { outcome: 'approve' });
    } catch (error) {
      // Its endpoint got what another released a moment before: there is nothing to decide on any more.
      const { state } = await h.requests.get(lead, id);
      if (state !== 'withdrawn') throw error;
    }
  };
  await Promise.all([
    ...first
      .filter((_, index) => index % 2 === 0)
      .map(each => h.reservations.release(ana, each.id)),
    ...first
      .filter((each, index) => index % 2 === 1 && each.request)
      .map(each => approve(each.request?.id ?? 0)),
    ...Array.from({ length: 16 }, (_, index) => reserve(h, 100 + index)),
  ]);
  const live = await h.reservations.list(ana, { live: true });
  const held = inState(live, 'held').reduce((sum, each) => sum + each.count, 0);
  const waiting = inState(live, 'waiting');
  const ledger = await h.ledger(CHAT);
  expect(ledger?.reserved).toBe(held);
  expect(ledger?.waiting).toBe(
    waiting.reduce((sum, each) => sum + each.count, 0),
  );
  // Nothing waits that would fit.
  const left = (ledger?.granted ?? 0) - held;
  expect(waiting.filter(each => each.count <= left)).toEqual([]);
  await expect(h.verify(CHAT)).resolves.toMatchObject({ intact: true });
});

it('gives an endpoint that asks for two classes at once one of them, and a sentence for the other', async () => {
  const h = await harness(1);
  for (let round = 0; round < 30; round += 1) {
    // One class has devices left, the other has not: the two ways to reserve meet at the same endpoint.
    const outcomes = await Promise.allSettled(
      (['h100-80g', 'l4-24g'] as const).map((acceleratorClass, index) =>
        h.reservations.reserve(ana, `key-${round}-${index}`, {
          team: CHAT,
          acceleratorClass,
          count: index ? 2 : 1,
          endpoint: 'component:default/bot',
        }),
      ),
    );
    const refusals = outcomes.flatMap(each =>
      each.status === 'rejected' ? [each.reason.name] : [],
    );
    expect(refusals).toEqual(['ConflictError']);
    for (const each of outcomes) {
      if (each.status === 'fulfilled') {
        await h.reservations.release(ana, each.value.id);
      }
    }
  }
  await expect(h.verify(CHAT)).resolves.toMatchObject({ intact: true });
});

it('lets one of many decisions win, and grants once', async () => {
  const h = await harness(1);
  const { id } = await h.requests.create(ana, {
    team: CHAT,
    acceleratorClass: 'h100-80g',
    count: 4,
    reason: 'More',
  });
  const outcomes = await Promise.allSettled(
    Array.from({ length: 32 }, (_, index) =>
      h.requests.decide(
        caller(index % 2 ? 'lead' : 'lead2'),
        id,
        '"1"',
        index % 4 < 2
          ? { outcome: 'approve' }
          : { outcome: 'deny', reason: 'Not now' },
      ),
    ),
  );
  const won = outcomes.filter(each => each.status === 'fulfilled');
  const lost = outcomes.flatMap(each =>
    each.status === 'rejected' ? [each.reason] : [],
  );
  expect(won).toHaveLength(1);
  expect(new Set(lost.map(each => each.statusCode))).toEqual(new Set([412]));
  const request = await h.requests.get(ana, id);
  expect(request.decisions).toHaveLength(1);
  await expect(h.ledger(CHAT)).resolves.toMatchObject({
    granted: request.state === 'approved' ? 5 : 1,
  });
});

it('is refused by the database itself to sell what is not there', async () => {
  const h = await harness(2);
  const row = { team: CHAT, accelerator_class: 'h100-80g' };
  for (const figures of [
    { reserved: 3 },
    { reserved: -1 },
    { granted: -1 },
    { granted: 1, reserved: 2 },
    { ceiling: 3 },
  ]) {
    await expect(
      h.knex('quota_ledger').where(row).update(figures),
    ).rejects.toMatchObject({ code: '23514' });
  }
  // Over the quota: less may be granted than is reserved, but nothing more taken, and what is given back is gone.
  const change = (figures: Record<string, number>) =>
    h.knex('quota_ledger').where(row).update(figures);
  await change({ reserved: 2 });
  await change({ granted: 0 });
  await expect(change({ reserved: 3 })).rejects.toMatchObject({
    code: '23514',
  });
  await change({ reserved: 1 });
  await expect(change({ reserved: 2 })).rejects.toMatchObject({
    code: '23514',
  });
});
