import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { caller, createHarness } from '../__testUtils__/harness';
import { CHAT } from '../__testUtils__/organisation';
import { testPostgres } from '../__testUtils__/postgres';

const postgres = testPostgres();
const directory = resolvePackagePath(
  '@golden-path/plugin-gpu-quota-backend',
  'migrations',
);

const asked = {
  team: CHAT,
  acceleratorClass: 'h100-80g',
  count: 1,
  reason: 'More',
};

async function objects(knex: Awaited<ReturnType<typeof postgres.create>>) {
  const result = await knex.raw<{ rows: { name: string }[] }>(`
    select relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and relname not like 'knex_migrations%'
    union select proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'public'
    order by name`);
  return result.rows.map(row => row.name);
}

it('go up, hold data, and come down to nothing', async () => {
  const knex = await postgres.create();
  expect(await objects(knex)).toEqual([]);
  const h = await createHarness({
    knex,
    config: {
      initialGrants: [
        { team: CHAT, acceleratorClass: 'h100-80g', count: 2, reason: 'Start' },
      ],
    },
  });
  await h.applyInitialGrants();
  const up = await objects(knex);
  expect(up).toContain('quota_ledger');
  for (const count of [2, 5]) {
    await h.reservations.reserve(caller('ana'), `key-${count}`, {
      team: CHAT,
      acceleratorClass: 'h100-80g',
      count,
      endpoint: `component:default/with-${count}`,
    });
  }
  await h.requests.decide(caller('lead'), 1, '"1"', {
    outcome: 'approve',
    grantedCount: 1,
    reason: 'One',
  });
  await h.settled();
  await expect(h.requests.get(caller('ana'), 1)).resolves.toMatchObject({
    state: 'partially-approved',
    stages: ['lead'],
    evidence: { quota: { granted: 2, reserved: 2, waiting: 0 } },
  });
  await h.grants.giveBack(caller('ana'), 'key', {
    team: CHAT,
    acceleratorClass: 'h100-80g',
    count: 2,
    belowReserved: true,
  });
  await h.pendingRequests.ask(
    caller('lead'),
    (
      await h.requests.create(caller('ana'), asked)
    ).id,
    '"1"',
    'What for?',
  );

  await knex.migrate.rollback({ directory }, true);
  expect(await objects(knex)).toEqual([]);
  await knex.migrate.latest({ directory });
  expect(await objects(knex)).toEqual(up);
  await expect(h.quotas.list(caller('ana'), {})).resolves.toEqual([]);
});
