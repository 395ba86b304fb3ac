import type { PolicyRule } from '@golden-path/plugin-gpu-quota-common';
import { caller, createHarness } from '../__testUtils__/harness';
import { CHAT } from '../__testUtils__/organisation';
import { testPostgres } from '../__testUtils__/postgres';
import { SIZING_SERVICE } from './ReservationService';

const postgres = testPostgres();
const ana = caller('ana');
const lead = caller('lead');
const platform = caller('platform');

const policy: PolicyRule[] = [
  {
    name: 'small and cheap',
    when: {
      acceleratorClass: ['l4-24g'],
      team: ['group:default/products'],
      countAtMost: 2,
    },
    stages: 'auto',
  },
  { name: 'large', when: { countAbove: 8 }, stages: ['lead', 'platform'] },
  {
    name: 'holds much',
    when: { heldAfterAbove: 10 },
    stages: ['lead', 'platform'],
  },
  { name: 'sized', when: { fits: true }, stages: ['lead'] },
  { name: 'otherwise', when: {}, stages: ['lead'] },
];

async function harness() {
  return await createHarness({
    knex: await postgres.create(),
    config: { policy },
  });
}

function ask(acceleratorClass: string, count: number) {
  return { team: CHAT, acceleratorClass, count, reason: 'A second region' };
}

it('grants at once where a rule says so, and the endpoint starts', async () => {
  const h = await harness();
  const body = {
    team: CHAT,
    acceleratorClass: 'l4-24g',
    count: 2,
    endpoint: 'component:default/bot',
  };
  const reservation = await h.reservations.reserve(ana, 'key', body);
  await h.settled();
  expect(reservation).toMatchObject({
    state: 'held',
    request: { state: 'approved' },
  });
  await expect(h.reservations.reserve(ana, 'key', body)).resolves.toEqual(
    JSON.parse(JSON.stringify(reservation)),
  );
  const id = reservation.request?.id ?? 0;
  const request = await h.requests.get(lead, id);
  expect(request).toMatchObject({
    state: 'approved',
    policyRule: 'small and cheap',
    stages: [],
    grantedCount: 2,
    decisions: [
      {
        stage: 'policy',
        outcome: 'approved',
        by: 'policy:small and cheap',
        grantedCount: 2,
      },
    ],
    can: { decide: false, edit: false, withdraw: false },
  });
  expect(request.expiresAt).toBeUndefined();
  await expect(h.ledger(CHAT, 'l4-24g')).resolves.toEqual({
    granted: 2,
    reserved: 2,
    waiting: 0,
  });
  await expect(h.happened(CHAT)).resolves.toEqual([
    'request.filed',
    'reservation.waiting',
    'request.decided',
    'reservation.held',
  ]);
  await expect(h.verify(CHAT)).resolves.toMatchObject({ intact: true });
  expect(h.sent.map(each => each.payload.title)).toEqual([
    `Request ${id} was approved: 2 of 2 × l4-24g`,
  ]);
});

it('asks the platform team after the lead, and nobody else', async () => {
  const h = await harness();
  const { id, policyRule, stages } = await h.requests.create(
    ana,
    ask('h100-80g', 9),
  );
  expect([policyRule, stages]).toEqual(['large', ['lead', 'platform']]);
  const approve = { outcome: 'approve' } as const;
  await expect(h.requests.decide(platform, id, '"1"', approve)).rejects.toThrow(
    'The team’s leads decide',
  );
  await expect(
    h.requests.decide(lead, id, '"1"', {
      outcome: 'approve',
      grantedCount: 6,
      reason: 'Six will do',
    }),
  ).resolves.toMatchObject({ state: 'pending', waitingOn: 'platform' });
  await expect(h.ledger(CHAT)).resolves.toMatchObject({ granted: 0 });
  await expect(h.requests.decide(lead, id, '"2"', approve)).rejects.toThrow(
    'The platform team decides',
  );
  await expect(
    h.requests.list(platform, { limit: 9, awaiting: 'me' }),
  ).resolves.toMatchObject({ totalItems: 1 });
  await expect(
    h.requests.decide(platform, id, '"2"', approve),
  ).resolves.toMatchObject({ state: 'partially-approved', grantedCount: 6 });
  await expect(h.ledger(CHAT)).resolves.toMatchObject({ granted: 6 });
});

it('looks at what the team would hold, and at the sizing', async () => {
  const h = await harness();
  const first = await h.requests.create(ana, ask('h100-80g', 8));
  expect(first.policyRule).toBe('otherwise');
  await h.requests.decide(lead, first.id, '"1"', { outcome: 'approve' });
  const more = await h.requests.create(ana, ask('h100-80g', 3));
  expect(more.policyRule).toBe('holds much');
  const template = caller('ana', SIZING_SERVICE);
  const sized = await h.reservations.reserve(template, 'key', {
    team: CHAT,
    acceleratorClass: 'l4-24g',
    count: 3,
    endpoint: 'component:default/sized',
    sizing: { verdict: 'fits', sentence: 'It fits.' },
  });
  await expect(
    h.requests.get(ana, sized.request?.id ?? 0),
  ).resolves.toMatchObject({ policyRule: 'sized', stages: ['lead'] });
});

it('does not take the sizing of some devices for that of more', async () => {
  const h = await harness();
  const { request } = await h.reservations.reserve(
    caller('ana', SIZING_SERVICE),
    'key',
    {
      team: CHAT,
      acceleratorClass: 'l4-24g',
      count: 3,
      endpoint: 'component:default/sized',
      sizing: { verdict: 'fits', sentence: 'It fits.' },
    },
  );
  const id = request?.id ?? 0;
  const edit = (version: number, count: number) =>
    h.pendingRequests.edit(ana, id, `"${version}"`, { count });
  await expect(edit(1, 4)).resolves.toMatchObject({ policyRule: 'otherwise' });
  // What was asked for in between proves nothing either.
  await expect(edit(2, 5)).resolves.toMatchObject({
    policyRule: 'otherwise',
    evidence: { sizing: { verdict: 'fits', count: 3 } },
  });
  await expect(edit(3, 3)).resolves.toMatchObject({ policyRule: 'sized' });
});
