import { caller, createHarness } from '../__testUtils__/harness';
import { CHAT, SEARCH } from '../__testUtils__/organisation';
import { testPostgres } from '../__testUtils__/postgres';
import { FakeUsage, usageOf } from '../__testUtils__/usage';

const postgres = testPostgres();
const H100 = 'h100-80g';

async function harness() {
  const usage = new FakeUsage();
  usage.items = [usageOf(CHAT), usageOf(SEARCH)];
  const h = await createHarness({
    knex: await postgres.create(),
    usage,
    config: {
      capacity: new Map([[H100, { devices: 12, overcommit: 1.5 }]]),
      initialGrants: [
        { team: CHAT, acceleratorClass: H100, count: 4, reason: 'Start' },
        { team: SEARCH, acceleratorClass: H100, count: 10, reason: 'Start' },
      ],
    },
  });
  await h.refreshCapacity();
  await h.applyInitialGrants();
  await h.reservations.reserve(caller('ana'), 'key', {
    team: CHAT,
    acceleratorClass: H100,
    count: 3,
    endpoint: 'component:default/bot',
  });
  return { ...h, usage };
}

const chat = {
  team: CHAT,
  granted: 4,
  reserved: 3,
  waiting: 0,
  usage: expect.objectContaining({ gpuUtilization: { mean: 0.2, p95: 0.6 } }),
};
const search = {
  team: SEARCH,
  granted: 10,
  reserved: 0,
  waiting: 0,
  usage: expect.objectContaining({ coveredHours: 100 }),
};

it('shows, class by class, what exists, is promised, reserved and idle, and who holds it', async () => {
  const h = await harness();
  const [h100, l4] = await h.capacity.list(caller('platform'));
  expect(h100).toEqual({
    acceleratorClass: H100,
    title: H100,
    capacity: {
      state: 'known',
      devices: 12,
      overcommit: 1.5,
      limit: 18,
      room: 4,
      source: 'config',
      asOf: new Date(h.clock.ms).toISOString(),
    },
    promised: 14,
    overPromised: false,
    reserved: 3,
    waiting: 0,
    usage: {
      state: 'known',
      asOf: '2026-11-23T08:59:30.000Z',
      windowHours: 168,
      coveredHours: 100,
      teamsWithoutData: 0,
      deviceHours: 400,
      gpuUtilizationMean: 0.2,
      idleDeviceHours: 320,
      idleCost: { amountMinor: 124_800, currency: 'USD' },
    },
    teams: [search, chat],
    hiddenTeams: 0,
    departments: [
      expect.objectContaining({ department: 'group:default/company' }),
      {
        department: 'group:default/products',
        promised: 4,
        reserved: 3,
        lent: 0,
      },
    ],
  });
  expect(l4).toMatchObject({
    acceleratorClass: 'l4-24g',
    capacity: { state: 'unknown' },
    promised: 0,
    overPromised: false,
    usage: { state: 'unknown', reason: 'No endpoint runs on this class.' },
    teams: [],
  });
  expect(h.usage.asked).toEqual([undefined]);
});

it('shows everybody the sums, and other teams only to those who may see them', async () => {
  const h = await harness();
  const seenBy = async (name: string) => {
    const [{ teams, hiddenTeams, promised }] = await h.capacity.list(
      caller(name),
    );
    expect(promised).toBe(14);
    return [teams.map(each => each.team), hiddenTeams];
  };
  expect(await seenBy('ana')).toEqual([[CHAT], 1]);
  expect(await seenBy('lead')).toEqual([[CHAT], 1]);
  expect(await seenBy('other')).toEqual([[SEARCH], 1]);
  expect(await seenBy('service:plugin:x')).toEqual([[SEARCH, CHAT], 0]);
  await expect(h.capacity.list(caller('stranger'))).rejects.toMatchObject({
    name: 'NotAllowedError',
  });
});

it('says when a class has shrunk below what is promised, or use is not known', async () => {
  const h = await harness();
  h.usage.unknownBecause = 'It did not answer.';
  await h.database.read.pools.observe({
    acceleratorClass: H100,
    overcommit: 1,
    capacity: {
      devices: 8,
      used: 3,
      source: 'cluster',
      asOf: new Date(h.clock.ms),
    },
  });
  // A class that was taken out of the catalog while teams hold it is still shown.
  h.entities.splice(
    h.entities.findIndex(entity => entity.metadata.name === H100),
    1,
  );
  h.clock.ms += 60_000;
  const [h100] = await h.capacity.list(caller('platform'));
  expect(h100).toMatchObject({
    acceleratorClass: H100,
    capacity: { devices: 8, used: 3, room: 0, limit: 8 },
    overPromised: true,
    usage: { state: 'unknown', reason: 'It did not answer.' },
  });
  expect(h100.teams[0]).not.toHaveProperty('usage');
});
