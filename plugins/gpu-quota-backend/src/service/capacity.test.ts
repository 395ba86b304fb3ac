import { resolvePackagePath } from '@backstage/backend-plugin-api';
import fc from 'fast-check';
import {
  FakeCluster,
  H100,
  capacityHarness,
  devicesOf,
} from '../__testUtils__/capacity';
import { caller } from '../__testUtils__/harness';
import { CHAT, SEARCH } from '../__testUtils__/organisation';
import { testPostgres } from '../__testUtils__/postgres';

const postgres = testPostgres();
const ana = caller('ana');
const lead = caller('lead');
const harness = async (options?: Parameters<typeof capacityHarness>[1]) =>
  capacityHarness(await postgres.create(), options);

it('refuses an approval that does not fit, says how many would, and grants those', async () => {
  const h = await harness({ capacity: devicesOf(6), granted: 4 });
  const { id } = await h.ask(4);
  await expect(h.approve(id)).rejects.toMatchObject({
    name: 'ConflictError',
    message:
      'Only 2 more h100-80g can be granted: 4 of 6 (6 devices) are promised to teams. Grant 2 or fewer',
  });
  // Nothing of the refused approval stays.
  expect((await h.requests.get(ana, id)).state).toBe('pending');
  await expect(h.ledger(CHAT)).resolves.toMatchObject({ granted: 4 });

  await expect(h.approve(id, 2)).resolves.toMatchObject({
    state: 'partially-approved',
    grantedCount: 2,
  });
  const next = await h.ask(1);
  await expect(h.approve(next.id)).rejects.toThrow(
    'No more h100-80g can be granted: 6 of 6',
  );
  expect(await h.happened(CHAT)).toEqual([
    'quota.granted',
    'request.filed',
    'request.decided',
    'request.filed',
  ]);
});

it('promises devices more than once as far as the overcommit factor says', async () => {
  const h = await harness({ capacity: devicesOf(5, 1.5) });
  const { id } = await h.ask(8);
  await expect(h.approve(id)).rejects.toThrow(
    'Only 7 more h100-80g can be granted: 0 of 7 (5 devices × overcommit 1.5)',
  );
  await expect(h.approve(id, 7)).resolves.toMatchObject({ grantedCount: 7 });
});

it('has no limit where nobody knows the capacity', async () => {
  const h = await harness();
  const { id } = await h.ask(5_000);
  await expect(h.approve(id)).resolves.toMatchObject({ state: 'approved' });
  expect(await h.pool()).toEqual({
    acceleratorClass: H100,
    promised: 5_000,
    overcommit: 1,
  });
});

it('leaves a class that shrank over-promised, takes nothing away and grants no more', async () => {
  const cluster = new FakeCluster();
  cluster.devices = { [H100]: 8 };
  const h = await harness({ sinks: [cluster], granted: 8 });
  cluster.devices = { [H100]: 3 };
  await h.refreshCapacity();
  expect(await h.pool()).toMatchObject({
    promised: 8,
    capacity: { devices: 3, limit: 3 },
  });
  await expect(h.ledger(CHAT)).resolves.toMatchObject({ granted: 8 });
  const { id } = await h.ask(1);
  await expect(h.approve(id)).rejects.toThrow(/^No more h100-80g .* 8 of 3/);

  // What is returned lowers what is promised, and never makes room above the capacity.
  await h.knex('quota_ledger').where({ team: CHAT }).update({ granted: 4 });
  expect(await h.pool()).toMatchObject({ promised: 4 });
  await expect(h.approve(id)).rejects.toThrow('4 of 3');
  await h.knex('quota_ledger').where({ team: CHAT }).update({ granted: 2 });
  await expect(h.approve(id)).resolves.toMatchObject({ state: 'approved' });
});

it('is held by the database, whatever code promises', async () => {
  const h = await harness({ capacity: devicesOf(3), granted: 2 });
  const pools = h.knex('quota_pools').where({ accelerator_class: H100 });
  await expect(
    pools.clone().update({ promised: h.knex.raw('promised + 2') }),
  ).rejects.toThrow('quota_pools_within_capacity');
  await expect(
    h.knex('quota_ledger').insert({
      team: SEARCH,
      accelerator_class: H100,
      granted: 2,
    }),
  ).rejects.toThrow('do not fit');
  expect(await h.pool()).toMatchObject({ promised: 2 });
});

it('never grants more than there is, however many approve at once', async () => {
  const h = await harness({ capacity: devicesOf(10, 1.2), granted: 2 });
  const other = caller('other');
  const boss = caller('boss');
  const requests = await Promise.all(
    Array.from({ length: 40 }, async (_, index) => {
      const isChat = index % 2 === 0;
      const { id } = await h.requests.create(isChat ? ana : other, {
        team: isChat ? CHAT : SEARCH,
        acceleratorClass: H100,
        count: 1 + (index % 3),
        reason: 'More',
      });
      return { id, by: isChat ? lead : boss };
    }),
  );
  const outcomes = await Promise.allSettled(
    requests.map(({ id, by }) =>
      h.requests.decide(by, id, '"1"', { outcome: 'approve' }),
    ),
  );
  const granted = outcomes.flatMap(each =>
    each.status === 'fulfilled' ? [each.value.grantedCount ?? 0] : [],
  );
  const refused = outcomes.flatMap(each =>
    each.status === 'rejected' ? [String(each.reason)] : [],
  );
  expect(refused.length).toBeGreaterThan(0);
  for (const reason of refused) expect(reason).toMatch(/can be granted/);
  const sum = granted.reduce((total, each) => total + each, 2);
  const [{ total }] = await h
    .knex('quota_ledger')
    .where({ accelerator_class: H100 })
    .select(h.knex.raw('sum(granted)::int as total'));
  expect(total).toBe(sum);
  expect(await h.pool()).toMatchObject({
    promised: sum,
    capacity: { limit: 12 },
  });
  // Requests of one device are among those refused, so every device is promised.
  expect(sum).toBe(12);
});

it('keeps its promises through any order of grants, returns and changes of capacity', async () => {
  const h = await harness();
  const operation = fc.oneof(
    fc.record({
      type: fc.constant('grant' as const),
      team: fc.constantFrom(CHAT, SEARCH),
      count: fc.integer({ min: 1, max: 8 }),
    }),
    fc.record({
      type: fc.constant('return' as const),
      team: fc.constantFrom(CHAT, SEARCH),
      count: fc.integer({ min: 1, max: 8 }),
    }),
    fc.record({
      type: fc.constant('observe' as const),
      devices: fc.option(fc.nat(12), { nil: undefined }),
      overcommit: fc.constantFrom(0.5, 1, 1.25),
    }),
  );
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(operation, { minLength: 5, maxLength: 15 }),
      async operations => {
        run += 1;
        const acceleratorClass = `class-${run}`;
        const granted = new Map([
          [CHAT, 0],
          [SEARCH, 0],
        ]);
        let limit = Infinity;
        const answers: string[] = [];
        const expected: string[] = [];
        for (const each of operations) {
          const promised = [...granted.values()].reduce((a, b) => a + b, 0);
          if (each.type === 'observe') {
            const { devices, overcommit } = each;
            limit =
              devices === undefined
                ? Infinity
                : Math.floor(devices * overcommit);
            await h.database.read.pools.observe({
              acceleratorClass,
              overcommit,
              capacity:
                devices === undefined
                  ? 'unknown'
                  : { devices, source: 'config', asOf: new Date(h.clock.ms) },
            });
          } else {
            const before = granted.get(each.team) ?? 0;
            const change =
              each.type === 'grant'
                ? each.count
                : -Math.min(before, each.count);
            const fits = change <= 0 || promised + change <= limit;
            const write = h.database.transaction(async tx => {
              const key = { team: each.team, acceleratorClass };
              await tx.ledger.lock(key);
              await tx.ledger.grant(key, change);
            });
            const outcome = write.then(
              () => 'granted',
              error => error.constraint,
            );
            answers.push(await outcome);
            expected.push(fits ? 'granted' : 'quota_pools_within_capacity');
            if (fits) granted.set(each.team, before + change);
          }
          expect(answers).toEqual(expected);
          const pool = await h.database.read.pools.get(acceleratorClass);
          expect(pool?.promised ?? 0).toBe(
            [...granted.values()].reduce((a, b) => a + b, 0),
          );
        }
      },
    ),
    { numRuns: 25 },
  );
});

it('counts what was granted before there were pools', async () => {
  const h = await harness({ granted: 3 });
  const migration = {
    directory: resolvePackagePath(
      '@golden-path/plugin-gpu-quota-backend',
      'migrations',
    ),
    name: '20261125110000_capacity.js',
  };
  await h.knex.migrate.down(migration);
  await h.knex('quota_ledger').insert({
    team: SEARCH,
    accelerator_class: H100,
    granted: 2,
  });
  await h.knex.migrate.up(migration);
  expect(await h.pool()).toMatchObject({ promised: 5 });
});

it('starts although an initial grant does not fit, and gives it once it does', async () => {
  const cluster = new FakeCluster();
  cluster.devices = { [H100]: 2 };
  const h = await harness({ sinks: [cluster], granted: 4 });
  await expect(h.ledger(CHAT)).resolves.toBeUndefined();
  cluster.devices = { [H100]: 4 };
  await h.refreshCapacity();
  await h.applyInitialGrants();
  await expect(h.ledger(CHAT)).resolves.toMatchObject({ granted: 4 });
});
