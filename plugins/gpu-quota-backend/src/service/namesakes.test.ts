import type { Entity } from '@backstage/catalog-model';
import type {
  TeamObservation,
  TeamQuota,
} from '@golden-path/plugin-gpu-quota-node';
import { caller, createHarness, RecordingSink } from '../__testUtils__/harness';
import { CHAT } from '../__testUtils__/organisation';
import { testPostgres } from '../__testUtils__/postgres';

const postgres = testPostgres();
const platform = caller('platform');
const ACME_CHAT = 'group:acme/chat';

/** A cluster whose namespaces belong to whom came first. */
class OwnedSink extends RecordingSink {
  readonly owners = new Map<string, string>();

  override async apply(teamQuotas: TeamQuota[]) {
    for (const { team, namespace } of teamQuotas) {
      const owner = this.owners.get(namespace) ?? team;
      if (owner !== team) {
        throw new Error(`${team} cannot have ${namespace} of ${owner}`);
      }
      this.owners.set(namespace, owner);
    }
    await super.apply(teamQuotas);
  }

  async observe(teamQuotas: TeamQuota[]): Promise<TeamObservation[]> {
    return teamQuotas.map(({ team, namespace, quotas }) => {
      const owner = this.owners.get(namespace);
      return owner === team
        ? {
            team,
            state: 'observed',
            classes: quotas.map(({ acceleratorClass, granted }) => ({
              acceleratorClass,
              applied: granted,
              used: 0,
            })),
          }
        : {
            team,
            state: 'namespace-missing',
            ...(owner && { reason: `${namespace} belongs to ${owner}` }),
          };
    });
  }
}

function acmeGroup(name: string, parent?: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name, namespace: 'acme' },
    spec: { type: 'team', children: [], ...(parent && { parent }) },
  };
}

/** A second `chat`, of a second `products`, in another namespace of the catalog. */
async function harness() {
  const sink = new OwnedSink();
  sink.owners.set('chat', CHAT);
  const initialGrants = [
    { team: CHAT, acceleratorClass: 'h100-80g', count: 4, reason: 'Start' },
    { team: ACME_CHAT, acceleratorClass: 'h100-80g', count: 2, reason: 'Too' },
  ];
  const h = await createHarness({
    knex: await postgres.create(),
    sinks: [sink],
    config: { initialGrants },
  });
  h.entities.push(acmeGroup('products'), acmeGroup('chat', 'products'));
  await h.applyInitialGrants();
  await h.settled();
  return { ...h, sink };
}

it('enforces one of two teams of one name, and says of the other whose its namespace is', async () => {
  const h = await harness();
  h.clock.ms += 11 * 60_000;
  h.trigger();
  await h.settled();
  await h.checkDrift();
  expect(h.sink.limit(CHAT, 'h100-80g')).toBe(4);
  const quotas = await h.quotas.list(platform, {});
  expect(
    quotas.map(({ team, enforcement }) => [team, enforcement.state]),
  ).toEqual([
    [ACME_CHAT, 'pending'],
    [CHAT, 'applied'],
  ]);
  expect(quotas[0].enforcement.message).toContain(
    `${ACME_CHAT} cannot have chat of ${CHAT}`,
  );
  const { items } = await h.drift.report(platform);
  expect(items).toEqual([
    {
      sink: 'test-cluster',
      team: ACME_CHAT,
      kind: 'namespace-missing',
      message: `namespace missing: chat belongs to ${CHAT}`,
      observedAt: '2026-11-23T09:11:00.000Z',
    },
  ]);
  await expect(
    h.drift.repair(platform, { team: ACME_CHAT }),
  ).resolves.toMatchObject({
    outcome: 'failed',
    message: expect.stringContaining(`cannot have chat of ${CHAT}`),
  });
  expect(h.sink.limit(CHAT, 'h100-80g')).toBe(4);
});

it('tells departments of one name apart', async () => {
  const h = await harness();
  h.sink.owners.clear();
  h.sink.applied.length = 0;
  h.trigger();
  await h.settled();
  expect(h.sink.applied).toMatchObject([
    { team: ACME_CHAT, department: 'acme.products' },
  ]);
  h.sink.owners.clear();
  await h.drift.repair(platform, { team: CHAT });
  expect(h.sink.applied.at(-1)).toMatchObject({
    team: CHAT,
    department: 'products',
  });
});
