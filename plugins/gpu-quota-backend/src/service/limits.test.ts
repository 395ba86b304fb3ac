import {
  admits,
  type GpuQuotaFilter,
  type GpuQuotaLimit,
} from '@golden-path/plugin-gpu-quota-node';
import fc from 'fast-check';
import { caller, createHarness } from '../__testUtils__/harness';
import { CHAT, SEARCH } from '../__testUtils__/organisation';
import { testPostgres } from '../__testUtils__/postgres';

const postgres = testPostgres();

const condition: fc.Arbitrary<GpuQuotaFilter> = fc.oneof(
  fc.record({
    property: fc.constant('team' as const),
    values: fc.subarray([CHAT, SEARCH]),
  }),
  fc.record({
    property: fc.constant('lead' as const),
    values: fc.subarray([
      'group:default/product-leads',
      'group:default/company',
    ]),
  }),
  fc.record({
    property: fc.constant('requestedBy' as const),
    values: fc.subarray(['user:default/ana', 'user:default/other']),
  }),
  fc.record({
    property: fc.constant('waitingOn' as const),
    values: fc.subarray(['lead', 'platform']),
  }),
);
const { limit } = fc.letrec<{ limit: GpuQuotaLimit }>(tie => {
  const some = fc
    .array(tie('limit'), { minLength: 1, maxLength: 3 })
    .map(([first, ...rest]): [GpuQuotaLimit, ...GpuQuotaLimit[]] => [
      first,
      ...rest,
    ]);
  return {
    limit: fc.oneof(
      { maxDepth: 3 },
      condition,
      some.map(allOf => ({ allOf })),
      some.map(anyOf => ({ anyOf })),
      tie('limit').map(not => ({ not })),
    ),
  };
});

/** What the request's page shows beside it: the team's other requests, newest first. */
function others(
  requests: { id: number; team: string }[],
  one: { id: number; team: string },
): number[] {
  return requests
    .filter(each => each.team === one.team && each.id !== one.id)
    .map(each => each.id);
}

it('shows in a list just what it would show one by one, whatever the policy says', async () => {
  const h = await createHarness({ knex: await postgres.create() });
  const leads: Record<string, string> = {
    [CHAT]: 'group:default/product-leads',
    [SEARCH]: 'group:default/company',
  };
  for (const [name, team] of [
    ['ana', CHAT],
    ['ben', CHAT],
    ['other', SEARCH],
  ]) {
    for (const decided of [false, true]) {
      const made = await h.requests.create(caller(name), {
        team,
        acceleratorClass: 'h100-80g',
        count: 1,
        reason: 'More',
      });
      if (!decided) continue;
      await h.requests.withdraw(caller(name), made.id, '"1"');
    }
  }
  const platform = caller('platform');
  const all = await h.requests.list(platform, { limit: 50 });
  expect(all.items).toHaveLength(6);

  await fc.assert(
    fc.asyncProperty(limit, async sees => {
      const page = await h.requests.list({ ...platform, sees }, { limit: 50 });
      const admitted = all.items.filter(request =>
        admits(sees, { ...request, lead: leads[request.team] }),
      );
      expect(page.items.map(each => each.id)).toEqual(
        admitted.map(each => each.id),
      );
      expect(page.totalItems).toBe(admitted.length);
      const ids = admitted.map(each => each.id);
      const read = await Promise.all(
        all.items.map(async ({ id }) => {
          const found = await h.requests
            .get({ ...platform, sees }, id)
            .catch(error => String(error.message));
          return typeof found === 'string'
            ? { id, answer: found }
            : {
                id,
                shown: [found, ...(found.history ?? [])].map(each => each.id),
              };
        }),
      );
      expect(read).toEqual(
        all.items.map(({ id, team }) =>
          ids.includes(id)
            ? { id, shown: [id, ...others(admitted, { id, team })] }
            : { id, answer: `There is no request ${id} that you may see` },
        ),
      );
    }),
    { numRuns: 40 },
  );
});

it('narrows what is seen of teams, and what may be decided', async () => {
  const h = await createHarness({
    knex: await postgres.create(),
    config: {
      initialGrants: [CHAT, SEARCH].map(team => ({
        team,
        acceleratorClass: 'h100-80g',
        count: 2,
        reason: 'Start',
      })),
    },
  });
  await h.applyInitialGrants();
  const platform = {
    ...caller('platform'),
    sees: { property: 'lead' as const, values: ['group:default/company'] },
  };
  await expect(h.quotas.list(platform, {})).resolves.toEqual([
    expect.objectContaining({ team: SEARCH }),
  ]);
  await expect(h.quotas.list(platform, { team: CHAT })).rejects.toThrow(
    'Only members',
  );
  const events = await h.audit.list(platform, { limit: 50 });
  expect(new Set(events.items.map(each => each.team))).toEqual(
    new Set([SEARCH]),
  );

  const { id } = await h.requests.create(caller('ana'), {
    team: CHAT,
    acceleratorClass: 'h100-80g',
    count: 1,
    reason: 'More',
  });
  const lead = {
    ...caller('lead'),
    limits: new Map<string, GpuQuotaLimit>([
      ['gpu-quota.request.decide', { property: 'team', values: [SEARCH] }],
    ]),
  };
  await expect(
    h.requests.decide(lead, id, '"1"', { outcome: 'approve' }),
  ).rejects.toThrow('policy does not permit');
  await expect(h.requests.get(lead, id)).resolves.toMatchObject({
    can: { decide: false, whyNot: expect.stringContaining('policy') },
  });
  await expect(
    h.requests.list(lead, { awaiting: 'me', limit: 50 }),
  ).resolves.toMatchObject({ items: [], totalItems: 0 });
});
