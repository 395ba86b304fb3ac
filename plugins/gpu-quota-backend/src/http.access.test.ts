import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  chatGrant,
  chatRequest,
  config,
  decide,
  newRequest,
  policies,
  reserve,
  type Portal,
} from './__testUtils__/access';
import { CHAT, SEARCH } from './__testUtils__/organisation';
import { testPostgres } from './__testUtils__/postgres';
import { startPortal, type Who } from './__testUtils__/startPortal';

const postgres = testPostgres();

describe.each(Object.entries(policies))('with %s', (_policy, policy) => {
  let portal: Portal;

  beforeAll(async () => {
    portal = await startPortal({
      knex: await postgres.create(),
      config,
      policy,
    });
  });

  it('shows who may have a grant renewed that they can', async () => {
    const id = await chatGrant(portal);
    const canRenew = async (who: Who) => {
      const { body } = await portal.call(who, 'get', '/grants');
      return body.items.find((each: { id: string }) => each.id === id).can
        .renew;
    };
    await expect(canRenew('ben')).resolves.toBe(true);
    await expect(canRenew('lead')).resolves.toBe(false);
    await expect(canRenew('auditor')).resolves.toBe(false);
  });

  it('tells the portal’s auditor of each call once, and how severe it is', async () => {
    const id = await chatRequest(portal);
    portal.audited.length = 0;
    await portal.call('ben', 'get', `/requests/${id}`);
    await decide(portal, 'lead', id);
    await decide(portal, 'ben', id);
    await portal.call('auditor', 'get', '/audit');
    await portal.call('other', 'get', `/audit/verify?team=${CHAT}`);
    expect(portal.audited).toEqual([
      { eventId: 'request-fetch', severityLevel: 'low', outcome: 'succeeded' },
      {
        eventId: 'request-decide',
        severityLevel: 'medium',
        outcome: 'succeeded',
      },
      { eventId: 'request-decide', severityLevel: 'medium', outcome: 'failed' },
      { eventId: 'audit-fetch', severityLevel: 'low', outcome: 'succeeded' },
      { eventId: 'audit-verify', severityLevel: 'low', outcome: 'failed' },
    ]);
  });

  it('shows each their own teams only, and the auditor all', async () => {
    const teamsOf = async (who: Who, path: string) => {
      const { body } = await portal.call(who, 'get', path);
      const items: { team: string }[] = body.items;
      return [...new Set(items.map(item => item.team))].sort();
    };
    await reserve(portal, 'ana');
    await portal.call('other', 'post', '/requests', {
      body: { ...newRequest, team: SEARCH },
    });
    const seen: Record<string, string[][]> = {};
    for (const who of [
      'ben',
      'other',
      'lead',
      'platform',
      'auditor',
      'stranger',
    ]) {
      seen[who] = [
        await teamsOf(who, '/quotas'),
        await teamsOf(who, '/requests'),
        await teamsOf(who, '/reservations?live=false'),
        await teamsOf(who, '/audit'),
      ];
    }
    expect(seen).toEqual({
      ben: [[CHAT], [CHAT], [CHAT], [CHAT]],
      other: [[SEARCH], [SEARCH], [], [SEARCH]],
      lead: [[CHAT], [CHAT], [CHAT], [CHAT]],
      platform: [[CHAT, SEARCH], [CHAT, SEARCH], [CHAT], [CHAT, SEARCH]],
      auditor: [[CHAT, SEARCH], [CHAT, SEARCH], [CHAT], [CHAT, SEARCH]],
      stranger: [[], [], [], []],
    });
  });

  it('shows the capacity to people of a team, and each team to its own only', async () => {
    const teamsOf = async (who: Who) => {
      const { body } = await portal.call(who, 'get', '/capacity');
      return body.items.flatMap((item: { teams: { team: string }[] }) =>
        item.teams.map(each => each.team),
      );
    };
    await expect(teamsOf('ben')).resolves.toEqual([CHAT]);
    await expect(teamsOf('other')).resolves.toContain(SEARCH);
    await expect(teamsOf('other')).resolves.not.toContain(CHAT);
    await expect(teamsOf('lead')).resolves.toEqual([CHAT]);
    await expect(teamsOf('auditor')).resolves.toContain(CHAT);
    const stranger = await portal.call('stranger', 'get', '/capacity');
    expect(stranger.status).toBe(403);
    expect(stranger.body.error.message).toContain('Only members of a team');
  });

  it.each<[string, Who]>([
    ['themselves', 'cleo'],
    ['a ref spelled with a capital', 'user:default/Cleo'],
    ['a ref spelled in capitals', 'USER:DEFAULT/CLEO'],
    [
      'a plugin that acts for them',
      { service: 'plugin:scaffolder', onBehalfOf: 'user:Default/cleo' },
    ],
  ])(
    'lets nobody approve their own request as %s, though they are its lead',
    async (_how, who) => {
      const id = await chatRequest(portal, 'cleo');
      const own = await decide(portal, who, id);
      expect([own.status, own.body.error.message]).toEqual([
        403,
        'You made this request yourself: someone else has to decide.',
      ]);
      const read = await portal.call(who, 'get', `/requests/${id}`);
      expect(read.body).toMatchObject({
        state: 'pending',
        requestedBy: 'user:default/cleo',
        can: { decide: false, withdraw: true },
      });
      const waiting = await portal.call(who, 'get', '/requests?awaiting=me');
      expect(
        waiting.body.items.map((item: { id: number }) => item.id),
      ).not.toContain(id);
      // It was theirs alone that was wrong with it.
      expect((await decide(portal, 'lead', id)).status).toBe(200);
    },
  );

  it('keeps what was made under another spelling of one’s ref one’s own', async () => {
    const id = await chatRequest(portal, 'user:Default/CLEO');
    expect((await decide(portal, 'cleo', id)).status).toBe(403);
    expect((await decide(portal, 'lead', id)).status).toBe(200);
  });
});

describe('the ready policy', () => {
  it('lets an auditor change nothing, even of a team they are in', async () => {
    const portal = await startPortal({
      knex: await postgres.create(),
      config,
      policy: policies['the ready policy'],
    });
    const id = await chatRequest(portal);
    const { body } = await reserve(portal, 'ana');
    for (const response of [
      await portal.call('both', 'post', '/requests', { body: newRequest }),
      await decide(portal, 'both', id),
      await reserve(portal, 'both'),
      await portal.call('both', 'post', `/reservations/${body.id}/release`),
    ]) {
      expect(response.status).toBe(403);
      expect(response.body.error.message).toMatch(/policy does not permit/);
    }
    expect(
      (await portal.call('both', 'get', `/audit?team=${SEARCH}`)).status,
    ).toBe(200);
  });
});

it('does nothing that the portal’s policy does not permit', async () => {
  const strict = await startPortal({
    knex: await postgres.create(),
    config,
    permissions: AuthorizeResult.DENY,
  });
  for (const response of [
    await strict.call('ben', 'get', '/quotas'),
    await strict.call('lead', 'get', '/requests'),
    await strict.call('platform', 'get', '/audit'),
    await strict.call('platform', 'get', '/capacity'),
    await strict.call('ben', 'post', '/requests', { body: newRequest }),
    await reserve(strict, 'ben'),
  ]) {
    expect(response.status).toBe(403);
    expect(response.body.error.message).toMatch(/policy does not permit/);
  }
});
