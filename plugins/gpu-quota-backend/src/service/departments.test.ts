import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { DEFAULT_POLICY } from '@golden-path/plugin-gpu-quota-common';
import { caller, createHarness } from '../__testUtils__/harness';
import { CHAT, siblings } from '../__testUtils__/organisation';
import { testPostgres } from '../__testUtils__/postgres';
import type { GpuQuotaConfig } from '../readGpuQuotaConfig';

const postgres = testPostgres();
const ana = caller('ana');
const lead = caller('lead');
const H100 = 'h100-80g';
const PRODUCTS = 'group:default/products';
const COMPANY = 'group:default/company';

const migration = {
  directory: resolvePackagePath(
    '@golden-path/plugin-gpu-quota-backend',
    'migrations',
  ),
  name: '20261125140000_departments.js',
};

const cap = (count: number, department = PRODUCTS) => ({
  department,
  acceleratorClass: H100,
  count,
});

/** Chat and its siblings of one department, under a cap that tests change. */
async function harness(
  options: {
    cap?: number;
    granted?: Record<string, number>;
    config?: Partial<GpuQuotaConfig>;
  } = {},
) {
  const departments = options.cap === undefined ? [] : [cap(options.cap)];
  const h = await createHarness({
    knex: await postgres.create(),
    config: {
      departments,
      initialGrants: Object.entries(options.granted ?? {}).map(
        ([team, count]) => ({
          team,
          acceleratorClass: H100,
          count,
          reason: 'Start',
        }),
      ),
      ...options.config,
    },
  });
  h.entities.push(...structuredClone(siblings));
  await h.refreshDepartments();
  await h.applyInitialGrants();
  return {
    ...h,
    department: (ref = PRODUCTS) => h.database.read.departments.get(ref, H100),
    ask: (count: number) =>
      h.requests.create(ana, {
        team: CHAT,
        acceleratorClass: H100,
        count,
        reason: 'More',
      }),
    approve: (id: number, grantedCount?: number) =>
      h.requests.decide(lead, id, '"1"', {
        outcome: 'approve',
        grantedCount,
        ...(grantedCount && { reason: 'What is there' }),
      }),
  };
}

const [DOCS, MAPS, VOICE] = siblings.map(
  ({ metadata }) => `group:default/${metadata.name}`,
);

describe('the cap of a department', () => {
  it('refuses what does not fit, says how many would, and shows them beside a request', async () => {
    const h = await harness({ cap: 10, granted: { [CHAT]: 4, [DOCS]: 3 } });
    const { id } = await h.ask(4);
    await expect(h.approve(id)).rejects.toMatchObject({
      name: 'ConflictError',
      message:
        'Only 3 more h100-80g can be granted: 7 of the 10 that products may hold are promised to its teams. Grant 3 or fewer',
    });
    const { evidence, state } = await h.requests.get(ana, id);
    expect(state).toBe('pending');
    expect(evidence.pool?.department).toEqual({
      department: PRODUCTS,
      promised: 7,
      cap: 10,
      room: 3,
    });
    await expect(h.approve(id, 3)).resolves.toMatchObject({
      state: 'partially-approved',
    });
    const next = await h.ask(1);
    await expect(h.approve(next.id)).rejects.toThrow(
      'No more h100-80g can be granted: 10 of the 10 that products may hold',
    );
    // Another class, and a team of another department, are not meant.
    await expect(
      h.requests.create(ana, {
        team: CHAT,
        acceleratorClass: 'l4-24g',
        count: 50,
        reason: 'More',
      }),
    ).resolves.toMatchObject({ state: 'pending' });
    const [h100] = await h.capacity.list(caller('platform'));
    expect(h100.departments).toEqual([
      {
        department: PRODUCTS,
        cap: 10,
        room: 0,
        promised: 10,
        reserved: 0,
        lent: 0,
      },
    ]);
  });

  it('holds for initial grants, and sends what a rule would grant to a person', async () => {
    const h = await harness({
      cap: 5,
      granted: { [CHAT]: 4, [DOCS]: 3 },
      config: {
        policy: [
          { name: 'small', when: { countAtMost: 3 }, stages: 'auto' },
          ...DEFAULT_POLICY,
        ],
      },
    });
    await expect(h.ledger(DOCS)).resolves.toBeUndefined();
    await expect(h.ask(2)).resolves.toMatchObject({
      state: 'pending',
      waitingOn: 'lead',
    });
    await expect(h.ask(1)).resolves.toMatchObject({ state: 'approved' });
    await expect(h.department()).resolves.toMatchObject({ promised: 5 });
  });

  it('takes nothing back when it is lowered, and follows what is returned', async () => {
    const h = await harness({ cap: 8, granted: { [CHAT]: 6 } });
    const setCaps = h.database.read.departments.setCaps.bind(
      h.database.read.departments,
    );
    await setCaps([cap(4)]);
    await expect(h.ledger(CHAT)).resolves.toMatchObject({ granted: 6 });
    const { id } = await h.ask(1);
    await expect(h.approve(id)).rejects.toThrow('6 of the 4');
    const giveBack = (count: number) =>
      h.grants.giveBack(ana, undefined, {
        team: CHAT,
        acceleratorClass: H100,
        count,
      });
    await giveBack(1);
    await expect(h.approve(id)).rejects.toThrow('5 of the 4');
    await giveBack(2);
    await expect(h.approve(id)).resolves.toMatchObject({ state: 'approved' });
    await expect(h.department()).resolves.toMatchObject({
      promised: 4,
      cap: 4,
    });
    await setCaps([]);
    const more = await h.ask(50);
    await expect(h.approve(more.id)).resolves.toMatchObject({
      state: 'approved',
    });
  });

  it('follows a team that moves, also where there is no room for it', async () => {
    const h = await harness({
      granted: { [CHAT]: 4, [DOCS]: 3 },
      config: { departments: [cap(8), cap(2, COMPANY)] },
    });
    const docs = h.entities.find(each => each.metadata.name === 'docs');
    if (docs) docs.spec = { ...docs.spec, parent: 'company' };
    h.clock.ms += 11_000;
    await h.refreshDepartments();
    await expect(h.department()).resolves.toMatchObject({ promised: 4 });
    await expect(h.department(COMPANY)).resolves.toMatchObject({
      promised: 3,
      cap: 2,
    });
    await expect(h.ledger(DOCS)).resolves.toMatchObject({ granted: 3 });
    expect((await h.happened(DOCS)).pop()).toBe('quota.moved');
    const write = (granted: number) =>
      h.knex('quota_ledger').where({ team: DOCS }).update({ granted });
    await expect(write(4)).rejects.toThrow('do not fit in the cap');
    await write(2);
    await expect(h.department(COMPANY)).resolves.toMatchObject({ promised: 2 });
  });

  it('stays with its teams while the catalog does not have its group', async () => {
    const h = await harness({ cap: 8, granted: { [CHAT]: 4 } });
    const at = h.entities.findIndex(each => each.metadata.name === 'products');
    const [group] = h.entities.splice(at, 1);
    h.clock.ms += 11_000;
    await h.refreshDepartments();
    await expect(h.department()).resolves.toMatchObject({ promised: 4 });
    h.entities.push(group);
    h.clock.ms += 11_000;
    await h.refreshDepartments();
    await expect(h.department()).resolves.toMatchObject({ promised: 4 });
  });

  it('shows what its teams hold together to those who see one of them only', async () => {
    const h = await harness({ cap: 8, granted: { [CHAT]: 4 } });
    const shown = async (name: string) => {
      const classes = await h.capacity.list(caller(name));
      return classes.flatMap(each => each.departments).length;
    };
    await expect(shown('ana')).resolves.toBe(1);
    await expect(shown('other')).resolves.toBe(0);
  });

  it('has a renewal for more than there is room for begin with what it replaces, and says so', async () => {
    const h = await harness({ cap: 10 });
    const day = 24 * 3_600_000;
    const inDays = (days: number) =>
      new Date(h.clock.ms + days * day).toISOString();
    const { id } = await h.requests.create(ana, {
      team: CHAT,
      acceleratorClass: H100,
      count: 4,
      reason: 'Burst',
      until: inDays(10),
    });
    await h.approve(id);
    const held = await h.reservations.reserve(ana, 'bot', {
      team: CHAT,
      acceleratorClass: H100,
      count: 4,
      endpoint: 'component:default/bot',
    });
    const [grant] = await h.grants.list(ana, { live: true });
    const until = inDays(60);
    const renewal = await h.grants.renew(ana, grant.id, { count: 8, until });
    await h.approve(renewal.id);
    const docs = { team: DOCS, acceleratorClass: H100 };
    await h.database.transaction(async tx => {
      await tx.ledger.lock({ ...docs, department: PRODUCTS });
      await tx.ledger.grant(docs, 6);
    });
    await h.settled();
    h.sent.length = 0;
    h.clock.ms += 10 * day;
    await h.passTime();
    await h.passTime();
    await h.settled();
    await expect(h.ledger(CHAT)).resolves.toMatchObject({
      granted: 4,
      reserved: 4,
    });
    await expect(h.department()).resolves.toMatchObject({ promised: 10 });
    await expect(h.reservations.list(ana, { live: true })).resolves.toEqual([
      expect.objectContaining({ id: held.id, state: 'held' }),
    ]);
    await expect(h.grants.list(ana, { live: true })).resolves.toEqual([
      expect.objectContaining({
        state: 'live',
        count: 8,
        remaining: 4,
        until,
        request: renewal.id,
      }),
    ]);
    expect(h.sent).toEqual([
      {
        recipients: {
          type: 'entity',
          entityRef: ['group:default/product-leads', CHAT, ana.ref],
        },
        payload: expect.objectContaining({
          title: '4 of 8 × h100-80g of chat go on',
          description: `chat keeps 4 until ${until}. Its renewal was approved for 8, and there was no room for the other 4 when it began. Ask again if they are still needed.`,
          link: `/gpu-quota/requests/${renewal.id}`,
        }),
      },
    ]);
    const happened = await h.happened(CHAT);
    expect(happened.slice(-3)).toEqual([
      'quota.ended',
      'renewal.reduced',
      'quota.granted',
    ]);

    // The rest does not come by itself later.
    await h.database.transaction(async tx => {
      await tx.ledger.lock({ ...docs, department: PRODUCTS });
      await tx.ledger.grant(docs, -6);
    });
    await h.passTime();
    await expect(h.ledger(CHAT)).resolves.toMatchObject({ granted: 4 });
    h.clock.ms += 50 * day;
    await h.passTime();
    await expect(h.ledger(CHAT)).resolves.toMatchObject({ granted: 0 });
    await expect(h.verify(CHAT)).resolves.toMatchObject({ intact: true });
  });

  it('is never exceeded, however many are granted at once', async () => {
    const h = await harness({ cap: 20, granted: { [CHAT]: 2 } });
    const teams = [CHAT, DOCS, MAPS, VOICE];
    const outcomes = await Promise.allSettled(
      Array.from({ length: 64 }, (_, index) =>
        h.database.transaction(async tx => {
          const key = { team: teams[index % 4], acceleratorClass: H100 };
          await tx.ledger.lock({ ...key, department: PRODUCTS });
          await tx.ledger.grant(key, 1 + (index % 3));
        }),
      ),
    );
    const refused = outcomes.flatMap(each =>
      each.status === 'rejected' ? [each.reason.constraint] : [],
    );
    expect(new Set(refused)).toEqual(new Set(['quota_departments_within_cap']));
    // Single devices are among those refused, so every device is promised.
    await expect(h.department()).resolves.toMatchObject({ promised: 20 });
    const rows = await h.database.read.ledger.list({ acceleratorClass: H100 });
    expect(rows.reduce((sum, { granted }) => sum + granted, 0)).toBe(20);
  });
});

it('counts what teams were granted before departments were known', async () => {
  const h = await harness({ granted: { [CHAT]: 4, [DOCS]: 3 } });
  await h.knex.migrate.down(migration);
  await h.knex.migrate.up(migration);
  await expect(h.department()).resolves.toBeUndefined();
  await h.refreshDepartments();
  await expect(h.department()).resolves.toMatchObject({ promised: 7 });
});
