import type { PolicyRule } from '@golden-path/plugin-gpu-quota-common';
import { caller, createHarness } from '../__testUtils__/harness';
import { CHAT, endpointEntity } from '../__testUtils__/organisation';
import { testPostgres } from '../__testUtils__/postgres';

jest.setTimeout(60_000);

const postgres = testPostgres();
const ana = caller('ana');
const ben = caller('ben');
const lead = caller('lead');
const H100 = 'h100-80g';

/** A team with four devices, in a portal that follows its endpoints in the catalog. */
async function harness(policy?: PolicyRule[]) {
  const h = await createHarness({
    knex: await postgres.create(),
    config: {
      ...(policy && { policy }),
      initialGrants: [
        { team: CHAT, acceleratorClass: H100, count: 4, reason: 'Start' },
      ],
    },
  });
  await h.applyInitialGrants();
  const live = async () =>
    Object.fromEntries(
      (await h.reservations.list(ana, { live: true })).map(each => [
        each.endpoint.split('/')[1],
        each,
      ]),
    );
  return {
    ...h,
    live,
    reserve: (name: string, count: number, who = ana) =>
      h.reservations.reserve(who, `reserve ${name}`, {
        team: CHAT,
        acceleratorClass: H100,
        count,
        endpoint: `component:default/${name}`,
      }),
    /** Says in the catalog how many devices an endpoint needs, and has the portal look. */
    async needs(name: string, count: number) {
      const index = h.entities.findIndex(each => each.metadata.name === name);
      if (index >= 0) h.entities.splice(index, 1);
      h.entities.push(
        endpointEntity(name, {
          'accelerator-class': H100,
          'accelerators-per-replica': '1',
          'max-replicas': String(count),
        }),
      );
      await h.reconcile();
    },
    pending: async () =>
      (await h.requests.list(lead, { limit: 10, awaiting: 'me' })).items,
    /** Decides on the request of an endpoint, for fewer where `grantedCount` says so. */
    async decide(
      name: string,
      outcome: 'approve' | 'deny',
      grantedCount?: number,
    ) {
      const { request } = (await live())[name];
      const { id, version } = await h.requests.get(lead, request?.id ?? 0);
      return await h.requests.decide(lead, id, `"${version}"`, {
        outcome,
        grantedCount,
        reason: 'So it is',
      });
    },
  };
}

describe('an approval', () => {
  it('starts the endpoint that it is for, and not an older one that was denied', async () => {
    const h = await harness();
    await h.reserve('denied', 6);
    await h.reserve('approved', 5);
    await h.decide('denied', 'deny');
    await expect(h.decide('approved', 'approve')).resolves.toMatchObject({
      grantedCount: 5,
    });
    expect(await h.live()).toMatchObject({
      denied: { state: 'waiting' },
      approved: { state: 'held' },
    });
    // What is left over goes to those that wait, as ever.
    await h.requests.create(ben, {
      team: CHAT,
      acceleratorClass: H100,
      count: 2,
      reason: 'More',
    });
    const [{ id }] = await h.pending();
    await h.requests.decide(lead, id, '"1"', { outcome: 'approve' });
    expect((await h.live()).denied).toMatchObject({ state: 'held' });
    await expect(h.verify(CHAT)).resolves.toMatchObject({ intact: true });
  });

  it('lets a running endpoint grow at once, before an older one that was denied', async () => {
    const h = await harness();
    await h.reserve('bot', 3);
    await h.needs('bot', 3);
    await h.reserve('denied', 4);
    await h.decide('denied', 'deny');
    await h.needs('bot', 7);
    await h.decide('bot', 'approve');
    const { bot, denied } = await h.live();
    expect(bot).toMatchObject({ state: 'active', count: 7 });
    expect(bot.wanted).toBeUndefined();
    expect(denied).toMatchObject({ state: 'waiting' });
    await expect(h.ledger(CHAT)).resolves.toMatchObject({ reserved: 7 });
    await expect(h.verify(CHAT)).resolves.toMatchObject({ intact: true });
  });
});
