import { caller, createHarness } from '../__testUtils__/harness';
import { CHAT, endpointEntity, SEARCH } from '../__testUtils__/organisation';
import { testPostgres } from '../__testUtils__/postgres';

const postgres = testPostgres();
const ana = caller('ana');
const other = caller('other');
const HOUR = 3_600_000;
const H100 = 'h100-80g';
const BOT = 'component:default/bot';

const annotations = {
  'accelerator-class': H100,
  'accelerators-per-replica': '1',
  'max-replicas': '2',
};

/** Two teams with four devices each. */
async function harness() {
  const h = await createHarness({
    knex: await postgres.create(),
    config: {
      adoptEndpoints: true,
      initialGrants: [CHAT, SEARCH].map(team => ({
        team,
        acceleratorClass: H100,
        count: 4,
        reason: 'Start',
      })),
    },
  });
  await h.applyInitialGrants();
  let calls = 0;
  return {
    ...h,
    /** Reserves for the endpoint `bot`. */
    reserve: (who: typeof ana, team: string, count = 2) => {
      calls += 1;
      return h.reservations.reserve(who, `key-${calls}`, {
        team,
        acceleratorClass: H100,
        count,
        endpoint: BOT,
      });
    },
    show: (owner: string, change: Record<string, string> = {}) =>
      h.entities.push(
        endpointEntity('bot', { ...annotations, ...change }, owner),
      ),
    /** What each team has for `bot`, newest first. */
    async states() {
      const all = await h.reservations.list(caller('platform'), {
        endpoint: BOT,
        live: false,
      });
      return all.map(({ team, state }) => [team, state]);
    },
  };
}

it.each([
  ['a member', other, {}],
  ['a service', caller('service:plugin:other'), {}],
  ['a member, where the entity has a mistake', other, { 'max-replicas': '-' }],
])('refuses %s to reserve for another team’s endpoint', async (_, who, as) => {
  const h = await harness();
  h.show(CHAT, as);
  await expect(h.reserve(who, SEARCH)).rejects.toMatchObject({
    name: 'NotAllowedError',
    message: expect.stringContaining(
      'component:default/bot does not belong to group:default/search',
    ),
  });
  await expect(h.reserve(ana, CHAT)).resolves.toMatchObject({ state: 'held' });
});

it('does not take up a reservation whose endpoint turns out to be another team’s, and says so once', async () => {
  const h = await harness();
  await h.reserve(other, SEARCH);
  h.show('chat');
  await h.reconcile();
  await h.reconcile();
  expect(await h.states()).toEqual([[SEARCH, 'held']]);
  expect(h.logger.warn.mock.calls.map(([message]) => message)).toEqual([
    expect.stringContaining(
      'component:default/bot is in the catalog with another owner than group:default/search',
    ),
  ]);
  h.clock.ms += 24 * HOUR;
  await h.reconcile();
  await expect(h.ledger(SEARCH)).resolves.toMatchObject({ reserved: 0 });
  // The endpoint is counted as if the other team had never been there.
  await h.reconcile();
  expect(await h.states()).toEqual([
    [CHAT, 'active'],
    [SEARCH, 'expired'],
  ]);
  await expect(h.verify(SEARCH)).resolves.toMatchObject({ intact: true });
});

it('takes it up after all when the owner was a mistake', async () => {
  const h = await harness();
  await h.reserve(ana, CHAT);
  h.show(SEARCH);
  await h.reconcile();
  h.entities.pop();
  h.show(CHAT);
  await h.reconcile();
  expect(await h.states()).toEqual([[CHAT, 'active']]);
});

it('lets one that is active stay with its team when the endpoint changes hands', async () => {
  const h = await harness();
  h.show(CHAT);
  await h.reserve(ana, CHAT);
  await h.reconcile();
  h.entities.pop();
  h.show(SEARCH);
  h.clock.ms += 48 * HOUR;
  await h.reconcile();
  expect(await h.states()).toEqual([[CHAT, 'active']]);
});

it('waits a day at most for an endpoint that is another team’s, and tells who asked', async () => {
  const h = await harness();
  await expect(h.reserve(other, SEARCH, 9)).resolves.toMatchObject({
    state: 'waiting',
  });
  h.show(CHAT);
  await h.reconcile();
  h.clock.ms += 24 * HOUR;
  await h.reconcile();
  expect(await h.states()).toContainEqual([SEARCH, 'released']);
  await h.settled();
  expect(h.sent).toContainEqual({
    recipients: expect.objectContaining({ entityRef: 'user:default/other' }),
    payload: expect.objectContaining({
      title: expect.stringContaining('was withdrawn'),
      description: expect.stringContaining('belongs to another team'),
    }),
  });
});

it('tells only those who may see a reservation what stands in their way', async () => {
  const h = await harness();
  const { id } = await h.reserve(ana, CHAT);
  const both = { ...other, groups: new Set([CHAT, SEARCH]) };
  await expect(h.reserve(both, SEARCH)).rejects.toThrow(
    `${BOT} has a reservation already: ${id} (held, 2 × h100-80g)`,
  );
  await expect(h.reserve(other, SEARCH)).rejects.toMatchObject({
    name: 'ConflictError',
    message: `${BOT} has a live reservation of a team whose reservations you may not see: it has to end first`,
  });
});

it('asks the owner later where the catalog does not answer now', async () => {
  const h = await harness();
  h.show(CHAT);
  h.catalog.getEntitiesByRefs.mockRejectedValueOnce(new Error('down'));
  await expect(h.reserve(other, SEARCH)).resolves.toMatchObject({
    state: 'held',
  });
  expect(h.logger.warn).toHaveBeenCalledTimes(1);
  await h.reconcile();
  expect(await h.states()).toEqual([[SEARCH, 'held']]);
});

it('counts an endpoint for its owner although another team once reserved for its name', async () => {
  const h = await harness();
  const { id } = await h.reserve(other, SEARCH);
  await h.reservations.release(other, id);
  h.show(CHAT);
  await h.reconcile();
  await expect(h.states()).resolves.toEqual([
    [CHAT, 'active'],
    [SEARCH, 'released'],
  ]);
});
