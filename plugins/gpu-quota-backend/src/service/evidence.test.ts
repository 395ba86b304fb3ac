import { isCloseToLimit } from '@golden-path/plugin-gpu-quota-common';
import { caller, createHarness } from '../__testUtils__/harness';
import { CHAT, SEARCH } from '../__testUtils__/organisation';
import { testPostgres } from '../__testUtils__/postgres';
import { FakeUsage, usageOf } from '../__testUtils__/usage';
import { SIZING_SERVICE } from './ReservationService';

const postgres = testPostgres();
const ana = caller('ana');
const lead = caller('lead');
const H100 = 'h100-80g';

async function harness() {
  const usage = new FakeUsage();
  usage.items = [usageOf(CHAT), usageOf(SEARCH)];
  const h = await createHarness({
    knex: await postgres.create(),
    usage,
    config: {
      capacity: new Map([[H100, { devices: 16, overcommit: 1 }]]),
      initialGrants: [
        { team: CHAT, acceleratorClass: H100, count: 4, reason: 'Start' },
        { team: SEARCH, acceleratorClass: H100, count: 10, reason: 'Start' },
      ],
    },
  });
  await h.refreshCapacity();
  await h.applyInitialGrants();
  let made = 0;
  return {
    ...h,
    usage,
    ask: (count: number) =>
      h.requests.create(ana, {
        team: CHAT,
        acceleratorClass: H100,
        count,
        reason: 'More',
      }),
    reserve: (name: string, team: string, count: number) =>
      h.reservations.reserve(
        caller(name, SIZING_SERVICE),
        `key-${(made += 1)}`,
        {
          team,
          acceleratorClass: H100,
          count,
          endpoint: `component:default/endpoint-${made}`,
          sizing: { verdict: 'fits', sentence: 'It fits.' },
        },
      ),
  };
}

it('is taken when a request is filed, and stays beside what is true now', async () => {
  const h = await harness();
  await h.reserve('other', SEARCH, 9);
  const { id, evidence } = await h.ask(4);

  const { team: _, ...own } = usageOf(CHAT);
  const then = {
    quota: { granted: 4, reserved: 0, waiting: 0 },
    cost: {
      monthlyNow: { amountMinor: 4 * 390 * 730, currency: 'USD' },
      monthlyAfter: { amountMinor: 8 * 390 * 730, currency: 'USD' },
    },
    usage: {
      state: 'known',
      asOf: '2026-11-23T08:59:30.000Z',
      windowHours: 168,
      items: [own],
    },
    pool: {
      promised: 14,
      promisedAfter: 18,
      capacity: {
        state: 'known',
        devices: 16,
        overcommit: 1,
        limit: 16,
        room: 2,
        source: 'config',
        asOf: new Date(h.clock.ms).toISOString(),
      },
      closeToLimit: { count: 1, teams: [] },
    },
  };
  expect(evidence).toEqual(then);
  expect(h.usage.asked).toEqual([CHAT]);

  await h.reserve('ana', CHAT, 3);
  h.usage.items = [];
  await h.knex('quota_pools').where({ accelerator_class: H100 }).update({
    devices: 20,
    ceiling: 20,
  });
  const later = await h.requests.get(lead, id);
  expect(later.evidence).toEqual(then);
  expect(later.evidenceNow).toEqual({
    ...then,
    quota: { granted: 4, reserved: 3, waiting: 0 },
    usage: { ...then.usage, items: [] },
    pool: {
      ...then.pool,
      capacity: { ...then.pool.capacity, devices: 20, limit: 20, room: 6 },
    },
  });

  await h.requests.decide(lead, id, '"1"', { outcome: 'approve' });
  const decided = await h.requests.get(lead, id);
  expect(decided.evidence).toEqual(then);
  expect(decided.evidenceNow).toMatchObject({
    quota: { granted: 8 },
    cost: { monthlyNow: then.cost.monthlyAfter },
    pool: { promised: 18, promisedAfter: 18 },
  });
});

it('counts what a renewal takes the place of once, then as now', async () => {
  const h = await harness();
  const { id } = await h.requests.create(ana, {
    team: CHAT,
    acceleratorClass: H100,
    count: 2,
    reason: 'Launch week',
    until: '2026-12-24T09:00:00Z',
  });
  await h.requests.decide(lead, id, '"1"', { outcome: 'approve' });
  const grants = await h.grants.list(ana, { team: CHAT, live: true });
  const grant = grants.find(each => each.request === id);
  const renewal = await h.grants.renew(ana, grant?.id ?? '', { count: 3 });
  const { evidence, evidenceNow } = await h.requests.get(lead, renewal.id);
  expect(evidence).toMatchObject({
    quota: { granted: 6 },
    cost: { monthlyAfter: { amountMinor: 7 * 390 * 730 } },
    pool: { promised: 16, promisedAfter: 17 },
  });
  expect(evidenceNow).toEqual(evidence);
});

it('comes with the request of an endpoint that has to wait', async () => {
  const h = await harness();
  const { request } = await h.reserve('ana', CHAT, 6);
  const { evidence } = await h.requests.get(ana, request?.id ?? 0);
  expect(evidence).toMatchObject({
    sizing: { verdict: 'fits' },
    usage: { state: 'known' },
    pool: { promised: 14, promisedAfter: 16 },
  });
});

it('names other teams close to their limit only to those who may see them', async () => {
  const h = await harness();
  await h.reserve('other', SEARCH, 9);
  const { id } = await h.ask(1);
  const seenBy = async (name: string) => {
    const { evidence, evidenceNow } = await h.requests.get(caller(name), id);
    expect(evidenceNow?.pool?.closeToLimit).toEqual(
      evidence.pool?.closeToLimit,
    );
    return evidence.pool?.closeToLimit;
  };
  const search = { team: SEARCH, granted: 10, reserved: 9 };
  expect(await seenBy('ana')).toEqual({ count: 1, teams: [] });
  expect(await seenBy('platform')).toEqual({ count: 1, teams: [search] });
});

it('names the fullest of many teams, and counts them all by the same rule', async () => {
  const h = await harness();
  const figures = Array.from({ length: 20 }, (_, index) => index + 1).flatMap(
    granted =>
      Array.from({ length: granted + 1 }, (_, reserved) => ({
        team: `group:default/team-${granted}-${reserved}`,
        granted,
        reserved,
      })),
  );
  await h.knex('quota_pools').where({ accelerator_class: H100 }).update({
    devices: 9_999,
    ceiling: 9_999,
  });
  await h
    .knex('quota_ledger')
    .insert(figures.map(each => ({ ...each, accelerator_class: H100 })));
  // Nobody is close to a limit of a class by what they hold of another.
  await h.knex('quota_ledger').insert({
    team: SEARCH,
    accelerator_class: 'l4-24g',
    granted: 1,
    reserved: 1,
  });
  const close = figures.filter(isCloseToLimit);
  const { evidence } = await h.requests.get(
    caller('platform'),
    (
      await h.ask(1)
    ).id,
  );
  expect(evidence.pool?.closeToLimit.count).toBe(close.length);
  expect(close.length).toBeGreaterThan(20);
  expect(
    evidence.pool?.closeToLimit.teams.map(each => each.team).sort(),
  ).toEqual(
    figures
      .filter(({ granted, reserved }) => reserved === granted)
      .map(each => each.team)
      .sort(),
  );
});

it('says what is not known and why, and files the request all the same', async () => {
  const h = await harness();
  h.usage.unknownBecause = 'The inference backend could not be reached.';
  await h.knex('quota_pools').update({
    devices: null,
    source: null,
    ceiling: null,
    as_of: null,
  });
  const request = await h.ask(2);
  expect(request).toMatchObject({
    state: 'pending',
    evidence: {
      usage: {
        state: 'unknown',
        reason: 'The inference backend could not be reached.',
      },
      pool: {
        promised: 14,
        promisedAfter: 16,
        capacity: {
          state: 'unknown',
          reason: expect.stringContaining('nothing limits what is granted'),
        },
      },
    },
  });
});
