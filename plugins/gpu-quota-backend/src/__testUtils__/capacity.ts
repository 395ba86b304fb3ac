import type { Knex } from 'knex';
import type {
  CapacityAnswer,
  CapacityQuestion,
  QuotaSink,
} from '@golden-path/plugin-gpu-quota-node';
import type { GpuQuotaConfig } from '../readGpuQuotaConfig';
import { caller, createHarness } from './harness';
import { CHAT } from './organisation';

export const H100 = 'h100-80g';

/** A cluster that knows what it has. */
export class FakeCluster implements QuotaSink {
  readonly questions: CapacityQuestion[][] = [];
  devices: Record<string, number> = {};
  down = false;

  constructor(readonly id = 'test-cluster') {}

  async apply() {}

  async capacity(classes: CapacityQuestion[]): Promise<CapacityAnswer[]> {
    this.questions.push(classes);
    if (this.down) throw new Error('connection refused');
    return Object.entries(this.devices).map(([acceleratorClass, devices]) => ({
      acceleratorClass,
      devices,
      used: 1,
    }));
  }
}

/** A quota service in which the chat team may hold devices already, and knows the capacity. */
export async function capacityHarness(
  knex: Knex,
  options: {
    sinks?: FakeCluster[];
    capacity?: GpuQuotaConfig['capacity'];
    granted?: number;
  } = {},
) {
  const h = await createHarness({
    knex,
    sinks: options.sinks,
    config: {
      capacity: options.capacity ?? new Map(),
      initialGrants: options.granted
        ? [
            {
              team: CHAT,
              acceleratorClass: H100,
              count: options.granted,
              reason: 'Start',
            },
          ]
        : [],
    },
  });
  await h.refreshCapacity();
  await h.applyInitialGrants();
  return {
    ...h,
    pool: () => h.database.read.pools.get(H100),
    ask: (count: number) =>
      h.requests.create(caller('ana'), {
        team: CHAT,
        acceleratorClass: H100,
        count,
        reason: 'More',
      }),
    approve: (id: number, grantedCount?: number) =>
      h.requests.decide(caller('lead'), id, '"1"', {
        outcome: 'approve',
        grantedCount,
        ...(grantedCount && { reason: 'What is there' }),
      }),
  };
}

/** So many devices of the one class, by config. */
export const devicesOf = (devices: number, overcommit = 1) =>
  new Map([[H100, { devices, overcommit }]]);
