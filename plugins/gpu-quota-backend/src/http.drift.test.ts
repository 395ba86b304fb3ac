import { createBackendModule } from '@backstage/backend-plugin-api';
import type { Quota } from '@golden-path/plugin-gpu-quota-common';
import {
  gpuQuotaSinkExtensionPoint,
  type QuotaSink,
} from '@golden-path/plugin-gpu-quota-node';
import { expectContract } from './__testUtils__/contract';
import { CHAT, SEARCH } from './__testUtils__/organisation';
import { testPostgres } from './__testUtils__/postgres';
import { startPortal, type Who } from './__testUtils__/startPortal';

const postgres = testPostgres();

/** A cluster where nobody has a limit, and the chat team uses nine devices. */
const sink: QuotaSink = {
  id: 'kubernetes:test',
  apply: async () => {},
  observe: async teams =>
    teams.map(({ team, quotas }) => ({
      team,
      state: 'observed',
      classes: quotas.map(({ acceleratorClass }) => ({
        acceleratorClass,
        used: team === CHAT ? 9 : 0,
      })),
    })),
};

const callers = {
  'own team': 'ben',
  'other team': 'other',
  lead: 'lead',
  platform: 'platform',
  service: { service: 'plugin:scaffolder' },
  nobody: undefined,
} satisfies Record<string, Who>;

let portal: Awaited<ReturnType<typeof startPortal>>;

beforeAll(async () => {
  portal = await startPortal({
    knex: await postgres.create(),
    features: [
      createBackendModule({
        pluginId: 'gpu-quota',
        moduleId: 'test-cluster',
        register(reg) {
          reg.registerInit({
            deps: { sinks: gpuQuotaSinkExtensionPoint },
            init: async ({ sinks }) => sinks.addSink(sink),
          });
        },
      }),
    ],
    config: {
      initialGrants: [
        { team: CHAT, acceleratorClass: 'h100-80g', count: 4, reason: 'Start' },
        { team: SEARCH, acceleratorClass: 'l4-24g', count: 4, reason: 'Start' },
      ],
    },
  });
  // A team is written by one at a time; what the start has set off has to be over.
  const isSettled = async () => {
    const { body } = await portal.call('platform', 'get', '/quotas');
    return body.items.every(
      (item: Quota) => item.enforcement.state === 'applied',
    );
  };
  while (!(await isSettled()));
});

const repair = { path: '/drift/repair', method: 'post' } as const;
const read = { path: '/drift', method: 'get' } as const;

it.each<[keyof typeof callers, number, number, number]>([
  // own drift, the chat team's, repairing the chat team's
  ['own team', 200, 200, 403],
  ['other team', 200, 403, 403],
  ['lead', 200, 200, 403],
  ['platform', 200, 200, 200],
  ['service', 200, 200, 403],
  ['nobody', 401, 401, 401],
])('answers %s with %d, %d and %d', async (role, own, chat, repaired) => {
  const who = callers[role];
  const responses = [
    await portal.call(who, 'get', '/drift'),
    await portal.call(who, 'get', `/drift?team=${CHAT}`),
    await portal.call(who, 'post', '/drift/repair', { body: { team: CHAT } }),
  ];
  expect(responses.map(each => each.status)).toEqual([own, chat, repaired]);
  expectContract(read, responses[0]);
  expectContract(read, responses[1]);
  expectContract(repair, responses[2]);
});

it('shows after a repair what is still wrong, and each team its own', async () => {
  const repaired = await portal.call('platform', 'post', '/drift/repair', {
    body: { team: CHAT },
  });
  expect(repaired.body).toMatchObject({
    outcome: 'applied',
    sinks: [{ sink: 'kubernetes:test', state: 'reachable' }],
  });
  const messagesFor = async (who: Who) => {
    const { body } = await portal.call(who, 'get', '/drift');
    return body.items.map((item: { message: string }) => item.message);
  };
  const messages = await messagesFor('ben');
  expect(messages).toContain('used 9 of 4: over quota');
  expect(messages).toContain('no limit applied, granted 4');
  expect(await messagesFor('stranger')).toEqual([]);
});
