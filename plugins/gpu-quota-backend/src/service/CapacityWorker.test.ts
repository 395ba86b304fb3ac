import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import {
  FakeCluster,
  H100,
  capacityHarness,
  devicesOf,
} from '../__testUtils__/capacity';
import { createHarness } from '../__testUtils__/harness';
import { testPostgres } from '../__testUtils__/postgres';
import { CapacityWorker } from './CapacityWorker';
import { CatalogDirectory } from './CatalogDirectory';

const postgres = testPostgres();
const harness = async (options?: Parameters<typeof capacityHarness>[1]) =>
  capacityHarness(await postgres.create(), options);

describe('how many devices there are', () => {
  it('is what the clusters say together, and what config says where they cannot', async () => {
    const [one, two] = [new FakeCluster('one'), new FakeCluster('two')];
    one.devices = { [H100]: 8, 'l4-24g': 4 };
    two.devices = { [H100]: 2 };
    const h = await harness({
      sinks: [one, two],
      capacity: new Map([
        [H100, { devices: 99, overcommit: 2 }],
        ['l4-24g', { devices: 5, overcommit: 1 }],
      ]),
    });
    expect(one.questions[0]).toContainEqual({
      acceleratorClass: H100,
      deviceClassName: H100,
    });
    expect(await h.database.read.pools.list()).toEqual([
      {
        acceleratorClass: H100,
        promised: 0,
        overcommit: 2,
        capacity: {
          devices: 10,
          used: 2,
          limit: 20,
          source: 'cluster',
          asOf: new Date(h.clock.ms),
        },
      },
      {
        acceleratorClass: 'l4-24g',
        promised: 0,
        overcommit: 1,
        capacity: {
          devices: 5,
          limit: 5,
          source: 'config',
          asOf: new Date(h.clock.ms),
        },
      },
    ]);
  });

  it('stays what it was, with its age, while a cluster is down', async () => {
    const cluster = new FakeCluster();
    cluster.devices = { [H100]: 8 };
    const h = await harness({ sinks: [cluster], capacity: devicesOf(99) });
    const known = new Date(h.clock.ms);
    h.clock.ms += 3_600_000;
    cluster.down = true;
    await h.refreshCapacity();
    expect((await h.pool())?.capacity).toMatchObject({
      devices: 8,
      asOf: known,
    });
    cluster.down = false;
    cluster.devices = { [H100]: -1 };
    await h.refreshCapacity();
    expect((await h.pool())?.capacity).toMatchObject({ asOf: known });
    cluster.devices = { [H100]: 9 };
    await h.refreshCapacity();
    expect((await h.pool())?.capacity).toMatchObject({ devices: 9 });
  });

  it('is what config says while a cluster has never answered', async () => {
    const cluster = new FakeCluster();
    cluster.down = true;
    const h = await harness({ sinks: [cluster], capacity: devicesOf(4) });
    expect((await h.pool())?.capacity).toMatchObject({
      devices: 4,
      source: 'config',
    });
  });
});

it('counts a class as soon as the catalog has it, and those it knows once a minute', async () => {
  const cluster = new FakeCluster();
  cluster.devices = { [H100]: 8 };
  const h = await createHarness({ knex: await postgres.create() });
  const isClass = (entity: Entity) => entity.kind === 'Resource';
  const classes = h.entities.filter(isClass);
  const before = h.entities.filter(entity => !isClass(entity));
  h.entities.splice(0, h.entities.length, ...before);
  const services = {
    auth: mockServices.auth(),
    logger: mockServices.logger.mock(),
    now: () => new Date(h.clock.ms),
  };
  const worker = new CapacityWorker({
    ...services,
    database: h.database,
    directory: new CatalogDirectory({ ...services, catalog: h.catalog }),
    sinks: [cluster],
    capacity: new Map(),
  });
  const devices = async () =>
    (await h.database.read.pools.get(H100))?.capacity?.devices;

  await worker.runWhenDue();
  await expect(devices()).resolves.toBeUndefined();
  h.entities.push(...classes);
  h.clock.ms += 10_000;
  await worker.runWhenDue();
  await expect(devices()).resolves.toBe(8);

  cluster.devices = { [H100]: 9 };
  h.clock.ms += 59_000;
  await worker.runWhenDue();
  await expect(devices()).resolves.toBe(8);
  h.clock.ms += 1_000;
  await worker.runWhenDue();
  await expect(devices()).resolves.toBe(9);
});
