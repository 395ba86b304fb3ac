import { caller, createHarness } from '../__testUtils__/harness';
import { CHAT, endpointEntity } from '../__testUtils__/organisation';
import { testPostgres } from '../__testUtils__/postgres';

const postgres = testPostgres();
const ana = caller('ana');
const lead = caller('lead');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const H100 = 'h100-80g';

/** A team with four devices and an endpoint `bot` that takes three of them and is in the catalog. */
async function harness(config: { adoptEndpoints?: boolean } = {}) {
  const h = await createHarness({
    knex: await postgres.create(),
    config: {
      ...config,
      initialGrants: [
        { team: CHAT, acceleratorClass: H100, count: 4, reason: 'Start' },
      ],
    },
  });
  await h.applyInitialGrants();
  const hide = (name: string) => {
    const index = h.entities.findIndex(each => each.metadata.name === name);
    if (index >= 0) h.entities.splice(index, 1);
  };
  const show = (name: string, replicas: number) => {
    hide(name);
    h.entities.push(
      endpointEntity(name, {
        'accelerator-class': H100,
        'accelerators-per-replica': '1',
        'max-replicas': String(replicas),
      }),
    );
  };
  const reserve = (name: string, count: number) =>
    h.reservations.reserve(ana, `reserve ${name}`, {
      team: CHAT,
      acceleratorClass: H100,
      count,
      endpoint: `component:default/${name}`,
    });
  const live = async () =>
    Object.fromEntries(
      (await h.reservations.list(ana, { live: true })).map(each => [
        each.endpoint.split('/')[1],
        each,
      ]),
    );
  const pending = async () =>
    (await h.requests.list(lead, { limit: 10, awaiting: 'me' })).items;
  const reconcile = async (times = 1) => {
    for (let run = 0; run < times; run += 1) await h.reconcile();
    await expect(h.verify(CHAT)).resolves.toMatchObject({ intact: true });
  };
  show('bot', 3);
  await reserve('bot', 3);
  await reconcile();
  return { ...h, show, hide, reserve, live, pending, reconcile };
}

describe('an endpoint that goes from the catalog', () => {
  it('keeps its devices for an hour, then they go to those that wait', async () => {
    const h = await harness();
    await h.reserve('next', 2);
    h.hide('bot');
    await h.reconcile();
    h.clock.ms += 59 * MINUTE;
    await h.reconcile();
    expect((await h.live()).bot).toMatchObject({
      state: 'active',
      missingSince: expect.any(String),
    });
    h.clock.ms += MINUTE;
    await h.reconcile();
    expect(await h.live()).toEqual({
      next: expect.objectContaining({ state: 'held' }),
    });
    await expect(h.ledger(CHAT)).resolves.toMatchObject({ reserved: 2 });
    expect(await h.happened(CHAT)).toContain('reservation.released');
  });

  it('keeps them for good when it comes back in time', async () => {
    const h = await harness();
    h.hide('bot');
    await h.reconcile();
    h.clock.ms += 50 * MINUTE;
    h.show('bot', 3);
    await h.reconcile();
    h.hide('bot');
    h.clock.ms += 50 * MINUTE;
    await h.reconcile(2);
    expect((await h.live()).bot).toMatchObject({ state: 'active' });
  });

  it('waits no longer for quota after a day, and nobody has to decide on its request', async () => {
    const h = await harness();
    await h.reserve('never', 4);
    await h.reconcile();
    expect(await h.pending()).toHaveLength(1);
    h.clock.ms += 24 * HOUR;
    await h.reconcile();
    expect(Object.keys(await h.live())).toEqual(['bot']);
    expect(await h.pending()).toEqual([]);
  });
});

describe('an endpoint that needs another number of devices', () => {
  it('takes more where the team has them, and gives back what it needs no more', async () => {
    const h = await harness();
    h.show('bot', 4);
    await h.reconcile();
    expect((await h.live()).bot).toMatchObject({ count: 4 });
    await h.reserve('next', 2);
    h.show('bot', 1);
    await h.reconcile();
    expect(await h.live()).toMatchObject({
      bot: { count: 1, state: 'active' },
      next: { count: 2, state: 'held' },
    });
    await expect(h.ledger(CHAT)).resolves.toMatchObject({ reserved: 3 });
  });

  it('asks once for what the team does not have, runs on, and grows when it is granted', async () => {
    const h = await harness();
    h.show('bot', 6);
    await Promise.all([h.reconcile(), h.reconcile()]);
    await h.reconcile(2);
    const [request, ...others] = await h.pending();
    expect(others).toEqual([]);
    expect(request).toMatchObject({
      count: 2,
      requestedBy: 'system',
      reason: expect.stringContaining('needs 6 × h100-80g now, 3 more'),
    });
    expect((await h.live()).bot).toMatchObject({
      count: 3,
      wanted: 6,
      state: 'active',
      request: { id: request.id, state: 'pending' },
    });
    await h.requests.decide(lead, request.id, '"1"', { outcome: 'approve' });
    await h.reconcile();
    const { bot } = await h.live();
    expect(bot).toMatchObject({ count: 6 });
    expect(bot.wanted).toBeUndefined();
    await expect(h.ledger(CHAT)).resolves.toMatchObject({
      granted: 6,
      reserved: 6,
    });
  });

  it('does not ask again after a denial, until it needs yet another number', async () => {
    const h = await harness();
    h.show('bot', 6);
    await h.reconcile();
    const [{ id }] = await h.pending();
    await h.requests.decide(lead, id, '"1"', {
      outcome: 'deny',
      reason: 'Too many',
    });
    await h.reconcile(2);
    expect(await h.pending()).toEqual([]);
    h.show('bot', 5);
    await h.reconcile(2);
    expect(await h.pending()).toMatchObject([{ count: 1 }]);
    h.show('bot', 3);
    await h.reconcile();
    expect(await h.pending()).toEqual([]);
    const { bot } = await h.live();
    expect(bot).toMatchObject({ count: 3 });
    expect(bot.wanted).toBeUndefined();
  });
});

it('starts sooner when it comes to need less while it waits, and its request goes', async () => {
  const h = await harness();
  await h.reserve('next', 3);
  h.show('next', 3);
  await h.reconcile();
  expect(await h.pending()).toHaveLength(1);
  h.show('next', 1);
  await h.reconcile();
  expect((await h.live()).next).toMatchObject({ state: 'held', count: 1 });
  expect(await h.pending()).toEqual([]);
  await h.settled();
  expect(h.sent.at(-1)).toMatchObject({
    recipients: { entityRef: 'user:default/ana' },
    payload: { title: expect.stringContaining('was withdrawn') },
  });
});

it('is counted again when its endpoint is back after its devices were given away', async () => {
  const h = await harness({ adoptEndpoints: true });
  h.hide('bot');
  await h.reconcile();
  h.clock.ms += HOUR;
  await h.reconcile();
  expect(await h.live()).toEqual({});
  h.show('bot', 3);
  await h.reconcile(2);
  expect((await h.live()).bot).toMatchObject({ state: 'active', count: 3 });
  const { bot } = await h.live();
  await h.reservations.release(ana, bot.id);
  await h.reconcile();
  expect(await h.live()).toEqual({});
});

it('tells whoever asked when their request is withdrawn because the endpoint never came', async () => {
  const h = await harness();
  await h.reserve('never', 4);
  await h.reconcile();
  h.clock.ms += 24 * HOUR;
  await h.reconcile();
  await h.settled();
  expect(h.sent.at(-1)).toMatchObject({
    recipients: { entityRef: 'user:default/ana' },
    payload: {
      title: expect.stringContaining('was withdrawn'),
      description: expect.stringContaining('is not in the catalog'),
    },
  });
});
