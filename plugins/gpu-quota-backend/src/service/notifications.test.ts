import type { PolicyRule } from '@golden-path/plugin-gpu-quota-common';
import { caller, createHarness } from '../__testUtils__/harness';
import { CHAT } from '../__testUtils__/organisation';
import { testPostgres } from '../__testUtils__/postgres';

jest.setTimeout(60_000);

const postgres = testPostgres();
const ana = caller('ana');
const lead = caller('lead');
const platform = caller('platform');

const policy: PolicyRule[] = [
  { name: 'large', when: { countAbove: 4 }, stages: ['lead', 'platform'] },
  { name: 'otherwise', when: {}, stages: ['lead'] },
];

async function harness() {
  const h = await createHarness({
    knex: await postgres.create(),
    config: { policy },
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
