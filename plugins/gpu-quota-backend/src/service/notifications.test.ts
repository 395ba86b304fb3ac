import type { PolicyRule } from '@golden-path/plugin-gpu-quota-common';
import { caller, createHarness } from '../__testUtils__/harness';
import { CHAT, endpointEntity } from '../__testUtils__/organisation';
import { testPostgres } from '../__testUtils__/postgres';

const postgres = testPostgres();
const ana = caller('ana');
const lead = caller('lead');
const platform = caller('platform');

const cleo = caller('cleo');
const scaffolder = caller('service:plugin:scaffolder');
const DAY = 24 * 3_600_000;

const policy: PolicyRule[] = [
  { name: 'large', when: { countAbove: 4 }, stages: ['lead', 'platform'] },
  { name: 'otherwise', when: {}, stages: ['lead'] },
];

async function harness() {
  const h = await createHarness({
    knex: await postgres.create(),
    config: { policy, adoptEndpoints: true },
  });
  return {
    ...h,
    ask: (who: typeof ana, count: number) =>
      h.requests.create(who, {
        team: CHAT,
        acceleratorClass: 'h100-80g',
        count,
        reason: 'More',
      }),
    /** What was sent since the last time, and to whom. */
    async told() {
      await h.settled();
      return h.sent.splice(0).map(({ recipients, payload }) => ({
        to: recipients.type === 'entity' && recipients.entityRef,
        title: payload.title,
        description: payload.description,
      }));
    },
  };
}

it('gives the reason of a cut to the requester, whichever stage made it', async () => {
  const h = await harness();
  const { id } = await h.ask(ana, 8);
  await h.requests.decide(lead, id, '"1"', {
    outcome: 'approve',
    grantedCount: 4,
    reason: 'Four replicas are enough for the launch',
  });
  await h.told();
  await h.requests.decide(platform, id, '"2"', { outcome: 'approve' });
  await expect(h.told()).resolves.toEqual([
    {
      to: ana.ref,
      title: `Request ${id} was approved: 4 of 8 × h100-80g`,
      description: 'Four replicas are enough for the launch',
    },
  ]);
});

describe('the team is told of a request that no person made', () => {
  it('what is asked about it, and what is decided', async () => {
    const h = await harness();
    const { id } = await h.ask(scaffolder, 2);
    await h.told();
    await h.pendingRequests.ask(lead, id, '"1"', 'What is it for?');
    await expect(h.told()).resolves.toEqual([
      {
        to: CHAT,
        title: `A question about request ${id}`,
        description: 'What is it for?',
      },
    ]);
    await h.pendingRequests.answer(ana, id, '"2"', 'The launch');
    await h.told();
    await h.requests.decide(lead, id, '"3"', {
      outcome: 'deny',
      reason: 'Not this month',
    });
    await expect(h.told()).resolves.toEqual([
      {
        to: CHAT,
        title: `Request ${id} was denied`,
        description: 'Not this month',
      },
    ]);
  });

  it('but not who does it', async () => {
    const h = await harness();
    const { id } = await h.ask(scaffolder, 2);
    await h.settled();
    h.sent.length = 0;
    await h.pendingRequests.ask(cleo, id, '"1"', 'What is it for?');
    await h.settled();
    expect(h.sent.map(({ recipients }) => recipients)).toEqual([
      { type: 'entity', entityRef: CHAT, excludeEntityRef: cleo.ref },
    ]);
  });

  it('that it expired', async () => {
    const h = await harness();
    const { id } = await h.ask(scaffolder, 2);
    await h.told();
    h.clock.ms += 30 * DAY;
    await h.passTime();
    await expect(h.told()).resolves.toMatchObject([
      { to: CHAT, title: `Request ${id} expired` },
    ]);
  });

  it('that the portal withdrew it, because its endpoint is gone', async () => {
    const h = await harness();
    const bot = endpointEntity('bot', {
      'accelerator-class': 'h100-80g',
      'accelerators-per-replica': '1',
      'max-replicas': '2',
    });
    h.entities.push(bot);
    await h.reconcile();
    await expect(h.told()).resolves.toMatchObject([
      { to: ['group:default/product-leads'] },
    ]);
    h.entities.splice(h.entities.indexOf(bot), 1);
    await h.reconcile();
    h.clock.ms += DAY;
    await h.reconcile();
    await expect(h.told()).resolves.toMatchObject([
      {
        to: CHAT,
        title: 'Request 1 was withdrawn',
        description: expect.stringContaining('bot is not in the catalog'),
      },
    ]);
  });
});
