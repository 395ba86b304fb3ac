import type { PolicyRule } from '@golden-path/plugin-gpu-quota-common';
import type { Knex } from 'knex';
import { caller, createHarness } from './harness';
import { CHAT, endpointEntity } from './organisation';

const ana = caller('ana');
const lead = caller('lead');
export const H100 = 'h100-80g';

/** A team with four devices, in a portal that follows its endpoints in the catalog. */
export async function queueHarness(options: {
  knex: Knex;
  policy?: PolicyRule[];
  /** Of the class, where their number is known. */
  devices?: number;
}) {
  const { knex, policy, devices } = options;
  const h = await createHarness({
    knex,
    config: {
      ...(policy && { policy }),
      ...(devices && {
        capacity: new Map([[H100, { devices, overcommit: 1 }]]),
      }),
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
    /** Gives quota back although it is in use. */
    returnQuota: (count: number) =>
      h.grants.giveBack(ana, undefined, {
        team: CHAT,
        acceleratorClass: H100,
        count,
        belowReserved: true,
        reason: 'Not needed',
      }),
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
