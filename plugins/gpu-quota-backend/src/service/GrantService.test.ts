import { caller, createHarness } from '../__testUtils__/harness';
import { CHAT, SEARCH } from '../__testUtils__/organisation';
import { testPostgres } from '../__testUtils__/postgres';

const postgres = testPostgres();
const ana = caller('ana');
const lead = caller('lead');

async function harness() {
  const h = await createHarness({
    knex: await postgres.create(),
    config: {
      initialGrants: [
        { team: CHAT, acceleratorClass: 'h100-80g', count: 4, reason: 'Start' },
        { team: SEARCH, acceleratorClass: 'l4-24g', count: 1, reason: 'Start' },
      ],
    },
  });
  await h.applyInitialGrants();
  h.clock.ms += 60_000;
  const { id } = await h.requests.create(ana, {
    team: CHAT,
    acceleratorClass: 'h100-80g',
    count: 3,
    reason: 'The holidays',
    until: '2027-01-07T00:00:00Z',
  });
  await h.requests.decide(lead, id, '"1"', { outcome: 'approve' });
  return h;
}

function some(count: number) {
  return { team: CHAT, acceleratorClass: 'h100-80g', count };
}

async function remaining(h: Awaited<ReturnType<typeof harness>>) {
  const grants = await h.grants.list(ana, { live: false });
  return grants.map(each => [each.reason, each.remaining, each.state]);
}

it('takes back what is free at once, from what ends soonest first', async () => {
  const h = await harness();
  await h.reservations.reserve(ana, 'key', {
    ...some(2),
    endpoint: 'component:default/bot',
  });
  const quota = await h.grants.giveBack(ana, undefined, {
    ...some(2),
    reason: 'The batch is done',
  });
  expect(quota).toMatchObject({
    granted: 5,
    reserved: 2,
    available: 3,
    overQuota: 0,
  });
  await expect(remaining(h)).resolves.toEqual([
    ['The holidays', 1, 'live'],
    ['Start', 4, 'live'],
  ]);
  await h.grants.giveBack(ana, undefined, some(3));
  await expect(remaining(h)).resolves.toEqual([
    ['The holidays', 0, 'ended'],
    ['Start', 2, 'live'],
  ]);
  // The end of what was given back takes nothing more.
  h.clock.ms = Date.parse('2027-02-01T00:00:00Z');
  await h.passTime();
  await expect(h.ledger(CHAT)).resolves.toMatchObject({ granted: 2 });
  const happened = await h.happened(CHAT);
  expect(happened.slice(-2)).toEqual(['quota.returned', 'quota.returned']);
  await expect(h.verify(CHAT)).resolves.toMatchObject({ intact: true });
});

it('does not go below what is reserved unless that is said, and never below nothing', async () => {
  const h = await harness();
  const held = await h.reservations.reserve(ana, 'key', {
    ...some(6),
    endpoint: 'component:default/bot',
  });
  await expect(h.grants.giveBack(ana, undefined, some(2))).rejects.toThrow(
    'Only 1 of 7 × h100-80g are free: release reservations first, or say belowReserved',
  );
  await expect(
    h.grants.giveBack(ana, undefined, { ...some(8), belowReserved: true }),
  ).rejects.toThrow(`${CHAT} holds 7 × h100-80g, so it cannot give back 8`);
  await expect(
    h.grants.giveBack(ana, undefined, { ...some(1), acceleratorClass: 'none' }),
  ).rejects.toThrow('holds 0 × none');
  await expect(
    h.grants.giveBack(ana, undefined, { ...some(5), belowReserved: true }),
  ).resolves.toMatchObject({ granted: 2, reserved: 6, overQuota: 4 });
  await expect(h.reservations.list(ana, { live: true })).resolves.toEqual([
    expect.objectContaining({ id: held.id, state: 'held' }),
  ]);
  await expect(
    h.reservations.reserve(ana, 'other', {
      ...some(1),
      endpoint: 'component:default/other',
    }),
  ).resolves.toMatchObject({ state: 'waiting' });
});

it('gives back once under a key, and never more than there is, however many do so at once', async () => {
  const h = await harness();
  const first = await h.grants.giveBack(ana, 'key', some(2));
  await expect(h.grants.giveBack(ana, 'key', some(2))).resolves.toEqual(
    JSON.parse(JSON.stringify(first)),
  );
  await expect(h.grants.giveBack(ana, 'key', some(3))).rejects.toMatchObject({
    statusCode: 422,
  });
  await expect(h.ledger(CHAT)).resolves.toMatchObject({ granted: 5 });
  const outcomes = await Promise.allSettled(
    Array.from({ length: 12 }, () =>
      h.grants.giveBack(ana, undefined, some(1)),
    ),
  );
  expect(outcomes.filter(each => each.status === 'fulfilled')).toHaveLength(5);
  await expect(h.ledger(CHAT)).resolves.toMatchObject({ granted: 0 });
  await expect(h.grants.list(ana, { live: true })).resolves.toEqual([]);
});

it('is for the team, and each sees its own', async () => {
  const h = await harness();
  await expect(
    h.grants.giveBack(lead, undefined, some(1)),
  ).rejects.toMatchObject({ name: 'NotAllowedError' });
  await expect(
    h.grants.giveBack(ana, undefined, { ...some(1), team: SEARCH }),
  ).rejects.toMatchObject({ name: 'NotAllowedError' });
  const seen = async (name: string) => {
    const grants = await h.grants.list(caller(name), { live: true });
    return grants.map(each => [each.team, each.can.renew]);
  };
  await expect(seen('ana')).resolves.toEqual([
    [CHAT, true],
    [CHAT, false],
  ]);
  await expect(seen('lead')).resolves.toEqual([
    [CHAT, false],
    [CHAT, false],
  ]);
  await expect(seen('other')).resolves.toEqual([[SEARCH, false]]);
  await expect(seen('platform')).resolves.toHaveLength(3);
});
