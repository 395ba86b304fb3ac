import {
  createGpuQuotaClient,
  type GpuQuotaClient,
} from '@golden-path/plugin-gpu-quota-common';
import { setTimeout as delay } from 'node:timers/promises';
import { endpoints, type SeedEndpoint } from './endpoints';
import { ENDPOINT_TEMPLATE, orderEndpoint } from './orderEndpoint';
import { people, teams } from './organisation';
import { signIn } from './signIn';
import {
  PATIENCE_MS,
  untilCapacityIsKnown,
  untilNothingLacks,
} from './waiting';

/** Requests that were made and decided before the visitor comes, or that wait for a decision. */
const story: {
  by: string;
  team: string;
  acceleratorClass: string;
  count: number;
  reason: string;
  decision?: {
    by: string;
    outcome: 'approve' | 'deny';
    grantedCount?: number;
    reason?: string;
  };
}[] = [
  {
    by: 'mia.chen',
    team: 'support-assist',
    acceleratorClass: 'a100-80g',
    count: 4,
    reason: 'Try a larger drafting model before the autumn release.',
    decision: {
      by: 'tom.okafor',
      outcome: 'deny',
      reason: 'The 8B model meets the target on one L40S per replica.',
    },
  },
  {
    by: 'sam.weber',
    team: 'document-intelligence',
    acceleratorClass: 'l4-24g',
    count: 4,
    reason: 'Back-file conversion of the 2019 archive.',
    decision: {
      by: 'noor.rahman',
      outcome: 'approve',
      grantedCount: 1,
      reason: 'Start with one; the batch is not urgent.',
    },
  },
  {
    by: 'diego.santos',
    team: 'search-ranking',
    acceleratorClass: 'h100-80g',
    count: 2,
    reason:
      'Query rewrite queues at the evening peak: 9 requests/s on two devices.',
  },
];

function memberOf(team: string): string {
  const person = people.find(
    p => p.memberOf.includes(team) && p.role !== 'Team lead',
  );
  if (!person) throw new Error(`Nobody in the seed is a member of ${team}`);
  return person.name;
}

/** The catalog reads the forge on its own schedule: nothing can be reserved for an entity it has not seen. */
async function untilCatalogIsFull(portal: string, token: string) {
  const refs = [
    ENDPOINT_TEMPLATE,
    ...endpoints.map(endpoint => `component:default/${endpoint.name}`),
    ...endpoints.map(
      endpoint => `resource:default/${endpoint.acceleratorClass}`,
    ),
    ...teams.map(team => `group:default/${team.name}`),
    ...teams
      .filter(team => team.tenancy !== undefined)
      .map(team => `resource:default/${team.name}-gpu`),
  ];
  await untilNothingLacks({
    what: 'The catalog',
    lacking: async () => {
      const response = await fetch(`${portal}/api/catalog/entities/by-refs`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ entityRefs: refs, fields: ['kind'] }),
      });
      if (!response.ok) {
        throw new Error(
          `The catalog answered ${response.status}: ${await response.text()}`,
        );
      }
      const { items } = (await response.json()) as { items: unknown[] };
      return refs.filter((_, index) => !items[index]);
    },
  });
}

/** Signing in needs the person's `User` in the catalog, so the first attempts may come too early. */
async function firstSignIn(portal: string, account: string): Promise<string> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await signIn(portal, account);
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await delay(500);
    }
  }
}

/**
 * Tells the story of the organisation's first weeks through the portal's own API, as its people.
 *
 * @remarks
 * Safe to repeat: reservations carry an idempotency key, and a request that was filed before is left alone.
 *
 * @param portal - base URL of the portal
 * @param forge - base URL of the forge in which it keeps repositories
 */
export async function seedPortal(portal: string, forge: string): Promise<void> {
  const firstToken = await firstSignIn(portal, 'mia.chen');
  const tokens = new Map([['mia.chen', Promise.resolve(firstToken)]]);
  const tokenFor = (account: string) => {
    const token = tokens.get(account) ?? signIn(portal, account);
    tokens.set(account, token);
    return token;
  };
  const clientFor = async (account: string) => {
    const token = await tokenFor(account);
    return createGpuQuotaClient({
      baseUrl: `${portal}/api/gpu-quota`,
      fetch: (url, init) =>
        fetch(url, {
          ...init,
          headers: { ...init?.headers, authorization: `Bearer ${token}` },
        }),
    });
  };
  await untilCatalogIsFull(portal, firstToken);
  const waits = (endpoint: SeedEndpoint) =>
    endpoint.condition === 'waiting-for-quota';
  await Promise.all(
    endpoints
      .filter(each => !waits(each))
      .map(endpoint => reserveFor(endpoint, clientFor)),
  );
  // From here on quota is asked for: a reservation that does not fit does so by itself.
  await untilCapacityIsKnown(await clientFor('mia.chen'), [
    ...new Set(
      [...endpoints, ...story].map(({ acceleratorClass }) => acceleratorClass),
    ),
  ]);
  for (const endpoint of endpoints.filter(waits)) {
    await reserveFor(endpoint, clientFor);
  }
  await orderEndpoint({ portal, forge, tokenFor, clientFor });
  for (const chapter of story) await tell(chapter, clientFor);
}

async function reserveFor(
  endpoint: SeedEndpoint,
  clientFor: (account: string) => Promise<GpuQuotaClient>,
) {
  const client = await clientFor(memberOf(endpoint.team));
  const ref = `component:default/${endpoint.name}`;
  const existing = await client.listReservations({
    endpoint: ref,
    live: false,
  });
  if (existing.length > 0) return;
  await client.reserve(
    {
      team: `group:default/${endpoint.team}`,
      acceleratorClass: endpoint.acceleratorClass,
      count: endpoint.maxReplicas * endpoint.acceleratorsPerReplica,
      endpoint: ref,
      reason: `${endpoint.title}: ${endpoint.requestsPerSecond} requests/s of ${endpoint.model}`,
    },
    { idempotencyKey: `seed-${endpoint.name}` },
  );
}

async function tell(
  chapter: (typeof story)[number],
  clientFor: (account: string) => Promise<GpuQuotaClient>,
) {
  const { by, team, acceleratorClass, count, reason, decision } = chapter;
  const requester = await clientFor(by);
  const teamRef = `group:default/${team}`;
  const before = await requester.listRequests({ team: teamRef, limit: 200 });
  if (before.items.some(request => request.reason === reason)) return;
  const request = await requester.createRequest({
    team: teamRef,
    acceleratorClass,
    count,
    reason,
  });
  if (!decision) return;
  const approver = await clientFor(decision.by);
  await approver.decide(request, {
    outcome: decision.outcome,
    grantedCount: decision.grantedCount,
    reason: decision.reason,
  });
}
