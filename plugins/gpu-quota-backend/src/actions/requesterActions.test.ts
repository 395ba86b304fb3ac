import { mockCredentials } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { PolicyRule } from '@golden-path/plugin-gpu-quota-common';
import { startAssistant } from '../__testUtils__/assistant';
import { caller } from '../__testUtils__/harness';
import { CHAT } from '../__testUtils__/organisation';
import { testPostgres } from '../__testUtils__/postgres';

const postgres = testPostgres();
const lead = caller('lead');
const acceleratorClass = 'h100-80g';
const asked = { team: CHAT, acceleratorClass, count: 4, reason: 'Launch week' };

const policy: PolicyRule[] = [
  { name: 'small', when: { countAtMost: 1 }, stages: 'auto' },
  { name: 'large', when: { countAbove: 4 }, stages: ['lead', 'platform'] },
  { name: 'otherwise', when: {}, stages: ['lead'] },
];

/** A team with two devices, whose people have assistants. */
async function assistant() {
  const h = await startAssistant({
    knex: await postgres.create(),
    result: AuthorizeResult.ALLOW,
    config: { policy },
  });
  return { ...h, ana: h.user('ana'), ben: h.user('ben') };
}

it('says that a rule granted a request at once, until the day that was asked for', async () => {
  const h = await assistant();
  const until = '2026-12-01T09:00:00.000Z';
  await expect(
    h.ana('file-quota-request', { ...asked, count: 1, until }),
  ).resolves.toMatchObject({
    request: { state: 'approved', until },
    explanation: expect.stringContaining('the devices are granted'),
  });
  await expect(
    h.ben('list-quota-grants', { team: CHAT }),
  ).resolves.toMatchObject({
    items: expect.arrayContaining([
      expect.objectContaining({ count: 1, until, mayRenew: true }),
      expect.objectContaining({ count: 2, mayRenew: false }),
    ]),
  });
});

it('answers, changes and withdraws a request for the person who made it, and for nobody else', async () => {
  const h = await assistant();
  const { request } = await h.ana('file-quota-request', asked);
  const { id } = request;
  await h.pendingRequests.ask(lead, id, '"1"', 'Which launch?');
  await expect(h.ana('explain-quota-request', { id })).resolves.toMatchObject({
    explanation: expect.stringContaining('“Which launch?”'),
    request: { version: 2 },
  });

  const theirs: [string, object][] = [
    ['answer-quota-question', { answer: 'Of search' }],
    ['edit-quota-request', { count: 6 }],
    ['withdraw-quota-request', {}],
  ];
  const service = h.as(mockCredentials.service('plugin:mcp-actions'));
  for (const [name, input] of theirs) {
    for (const who of [h.ben, service]) {
      await expect(who(name, { id, version: 2, ...input })).rejects.toThrow(
        /^Only the person who made a request/,
      );
    }
  }

  const answer = { id, version: 2, answer: 'Of search' };
  await expect(h.ana('answer-quota-question', answer)).resolves.toMatchObject({
    request: { version: 3, waitingOn: 'lead' },
  });
  await expect(h.ana('answer-quota-question', answer)).rejects.toThrow(
    'has changed since you read it',
  );
  await expect(
    h.ana('edit-quota-request', { id, version: 2, count: 6, until: null }),
  ).rejects.toThrow('has changed since');
  await expect(
    h.ana('edit-quota-request', { id, version: 3, count: 6 }),
  ).resolves.toMatchObject({ request: { count: 6, reason: 'Launch week' } });
  await expect(
    h.ana('withdraw-quota-request', { id, version: 4 }),
  ).resolves.toMatchObject({ request: { state: 'withdrawn' } });
  await expect(
    h.ana('withdraw-quota-request', { id, version: 5 }),
  ).rejects.toThrow('This request is withdrawn already');
});

it('has a grant go on and gives quota back for members of the team, and for nobody else', async () => {
  const h = await assistant();
  const until = '2026-12-01T09:00:00.000Z';
  await h.ana('file-quota-request', { ...asked, count: 1, until });
  const { items } = await h.ana('list-quota-grants', { acceleratorClass });
  const { id } = items.find((each: { until?: string }) => each.until);
  const later = { id, until: '2026-12-24T09:00:00.000Z', reason: 'Sales' };
  await expect(h.user('other')('renew-quota-grant', later)).rejects.toThrow(
    'There is no grant',
  );
  await expect(h.user('lead')('renew-quota-grant', later)).rejects.toThrow(
    `Only members of ${CHAT}`,
  );
  await expect(h.ben('renew-quota-grant', later)).resolves.toMatchObject({
    request: { reason: 'Sales', until: later.until, state: 'approved' },
  });
  await expect(h.ben('renew-quota-grant', later)).rejects.toThrow('already');

  const back = { team: CHAT, acceleratorClass, count: 3 };
  await expect(h.user('lead')('return-quota', back)).rejects.toThrow(
    `Only members of ${CHAT}`,
  );
  await h.reservations.reserve(caller('ana'), 'key', {
    team: CHAT,
    acceleratorClass,
    count: 1,
    endpoint: 'component:default/bot',
  });
  await expect(h.ana('return-quota', back)).rejects.toThrow(
    'Only 2 of 3 × h100-80g are free',
  );
  await expect(
    h.ana('return-quota', { ...back, count: 2 }),
  ).resolves.toMatchObject({ granted: 1, reserved: 1, available: 0 });
});

it('says what there is of a class, and who holds it as far as the person may see', async () => {
  const h = await assistant();
  await expect(
    h.ana('list-gpu-capacity', { acceleratorClass }),
  ).resolves.toEqual({
    items: [
      {
        acceleratorClass,
        title: acceleratorClass,
        capacityUnknown: expect.stringContaining('gpuQuota.capacity'),
        promised: 2,
        reserved: 0,
        waiting: 0,
        usageUnknown: 'Nobody was asked.',
        teams: [{ team: CHAT, granted: 2, reserved: 0, waiting: 0 }],
        hiddenTeams: 0,
      },
    ],
  });
  await expect(h.user('other')('list-gpu-capacity')).resolves.toMatchObject({
    items: [{ teams: [], hiddenTeams: 1 }, { teams: [] }],
  });
});
