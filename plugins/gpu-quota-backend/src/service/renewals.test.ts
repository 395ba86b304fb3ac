import { Books } from '../__testUtils__/Books';
import { FakeCluster, H100, capacityHarness } from '../__testUtils__/capacity';
import { caller } from '../__testUtils__/harness';
import { CHAT } from '../__testUtils__/organisation';
import { testPostgres } from '../__testUtils__/postgres';

const postgres = testPostgres();
const ana = caller('ana');
const lead = caller('lead');
const DAY = 24 * 3_600_000;
const START = Date.parse('2026-11-23T09:00:00Z');

function inDays(days: number): string {
  return new Date(START + days * DAY).toISOString();
}

/** Chat, which is granted so many devices for ten days; the class has ten. */
async function harness(granted: number) {
  const cluster = new FakeCluster();
  cluster.devices = { [H100]: 10 };
  const h = await capacityHarness(await postgres.create(), {
    sinks: [cluster],
  });
  const approve = (id: number, grantedCount?: number) =>
    h.requests.decide(lead, id, '"1"', {
      outcome: 'approve',
      grantedCount,
      reason: 'Go on',
    });
  const { id } = await h.requests.create(ana, {
    team: CHAT,
    acceleratorClass: H100,
    count: granted,
    reason: 'Burst',
    until: inDays(10),
  });
  await approve(id);
  const [grant] = await h.grants.list(ana, { live: true });
  await h.settled();
  return {
    ...h,
    grant,
    approve,
    async shrinkTo(devices: number) {
      cluster.devices = { [H100]: devices };
      await h.refreshCapacity();
    },
    /** Has a grant renewed for so many devices until a day. */
    async renew(grantId: string, count: number, days: number) {
      const until = inDays(days);
      const renewal = await h.grants.renew(ana, grantId, { count, until });
      await approve(renewal.id);
      const all = await h.grants.list(ana, { live: true });
      return all.find(each => each.request === renewal.id)?.id ?? '';
    },
    giveBack: (count: number) =>
      h.grants.giveBack(ana, undefined, {
        team: CHAT,
        acceleratorClass: H100,
        count,
      }),
    /** Moves the clock to so many days after the start, lets happen what is due, and reads the books. */
    async goTo(days: number) {
      h.clock.ms = START + days * DAY;
      await h.passTime();
      await h.settled();
      const books = await Books.of(h, CHAT, H100);
      expect(books.problems(new Date(h.clock.ms))).toEqual([]);
      return await h.ledger(CHAT);
    },
  };
}

it('keeps what it replaces although the class has shrunk below what is promised of it', async () => {
  const h = await harness(4);
  await h.renew(h.grant.id, 8, 40);
  await h.shrinkTo(2);
  await expect(h.goTo(10)).resolves.toMatchObject({ granted: 4 });
  expect(h.sent.at(-1)?.payload.title).toBe('4 of 8 × h100-80g of chat go on');
  await expect(h.goTo(40)).resolves.toMatchObject({ granted: 0 });
});

it('keeps it, too, over a renewal that began and ended while the portal was down', async () => {
  const h = await harness(4);
  const second = await h.renew(h.grant.id, 3, 20);
  await h.renew(second, 9, 40);
  await h.shrinkTo(2);
  await expect(h.goTo(25)).resolves.toMatchObject({ granted: 3 });
  expect(h.sent.slice(-2).map(({ payload }) => payload.title)).toEqual([
    '3 of 9 × h100-80g of chat go on',
    '1 × h100-80g of chat have ended',
  ]);
});

it('warns of what a renewal does not cover, and of nothing when it covers all', async () => {
  const h = await harness(4);
  const titles = () => h.sent.map(({ payload }) => payload.title);
  h.sent.length = 0;
  const renewal = await h.grants.renew(ana, h.grant.id, { until: inDays(40) });
  await h.goTo(3);
  expect(h.sent.at(-1)?.payload).toMatchObject({
    title: '4 × h100-80g of chat end in 7 days',
    description: expect.stringContaining(
      `Request ${renewal.id} for them to go on waits for a decision.`,
    ),
  });
  await h.approve(renewal.id, 1);
  await expect(h.grants.list(ana, { live: true })).resolves.toContainEqual(
    expect.objectContaining({
      id: h.grant.id,
      renewal: { id: renewal.id, state: 'partially-approved', count: 1 },
    }),
  );
  await h.goTo(9);
  expect(h.sent.at(-1)).toMatchObject({
    recipients: { entityRef: ['group:default/product-leads', CHAT] },
    payload: {
      title: '3 × h100-80g of chat end in a day',
      description: expect.stringContaining(
        `Request ${renewal.id} lets 1 of 4 go on. Ask for quota if more are still needed.`,
      ),
    },
  });
  await expect(h.goTo(10)).resolves.toMatchObject({ granted: 1 });
  expect(titles().at(-1)).toBe('3 × h100-80g of chat have ended');

  const [second] = await h.grants.list(ana, { live: true });
  await h.renew(second.id, 2, 60);
  await h.settled();
  h.sent.length = 0;
  await h.goTo(39.5);
  await h.goTo(40);
  expect(titles()).toEqual([]);
});

it('is not of what was given back before it began', async () => {
  const h = await harness(4);
  const second = await h.renew(h.grant.id, 4, 20);
  await h.renew(second, 3, 40);
  const scheduled = async () => {
    const grants = await h.grants.list(ana, { live: true });
    return grants
      .filter(({ state }) => state === 'scheduled')
      .map(({ remaining, until }) => `${remaining} until ${until}`)
      .sort();
  };
  await h.giveBack(1);
  await expect(scheduled()).resolves.toEqual([
    `3 until ${inDays(20)}`,
    `3 until ${inDays(40)}`,
  ]);
  await h.giveBack(3);
  await expect(scheduled()).resolves.toEqual([]);
  const happened = await h.happened(CHAT);
  expect(happened.slice(-5)).toEqual([
    'quota.returned',
    'renewal.reduced',
    'quota.returned',
    'renewal.reduced',
    'renewal.reduced',
  ]);
  for (const day of [10, 20, 40]) {
    await expect(h.goTo(day)).resolves.toMatchObject({ granted: 0 });
  }
  await expect(h.verify(CHAT)).resolves.toMatchObject({ intact: true });
});

it('for more than was given back gives the rest on its day, as soon as there is room', async () => {
  const h = await harness(4);
  await h.renew(h.grant.id, 7, 40);
  await h.giveBack(4);
  await h.shrinkTo(2);
  await expect(h.goTo(10)).resolves.toMatchObject({ granted: 0 });
  await h.shrinkTo(3);
  await expect(h.goTo(11)).resolves.toMatchObject({ granted: 3 });
  await expect(h.verify(CHAT)).resolves.toMatchObject({ intact: true });
});

it('for fewer stays as it is while that many are left', async () => {
  const h = await harness(4);
  await h.renew(h.grant.id, 2, 40);
  await h.giveBack(2);
  await expect(h.goTo(10)).resolves.toMatchObject({ granted: 2 });
  await expect(h.verify(CHAT)).resolves.toMatchObject({ intact: true });
});
