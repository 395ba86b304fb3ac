import { expectContract } from './__testUtils__/contract';
import { CHAT, SEARCH } from './__testUtils__/organisation';
import { testPostgres } from './__testUtils__/postgres';
import { startPortal } from './__testUtils__/startPortal';

const postgres = testPostgres();

/** Two requests of the chat team, the first decided, and one of the search team. */
async function history() {
  const knex = await postgres.create();
  const portal = await startPortal({ knex });
  const file = async (who: string, team: string) => {
    const { body } = await portal.call(who, 'post', '/requests', {
      body: { team, acceleratorClass: 'h100-80g', count: 2, reason: 'More' },
    });
    return body.id;
  };
  const first = await file('ana', CHAT);
  const second = await file('ben', CHAT);
  const other = await file('other', SEARCH);
  await portal.call('lead', 'post', `/requests/${first}/decisions`, {
    headers: { 'If-Match': '"1"' },
    body: { outcome: 'approve', grantedCount: 1, reason: 'One will do' },
  });
  const audit = async (who: string, query = '') => {
    const response = await portal.call(who, 'get', `/audit${query}`);
    expectContract({ method: 'get', path: '/audit' }, response);
    return response;
  };
  const events = async (who: string, query = ''): Promise<string[]> => {
    const { body } = await audit(who, query);
    return body.items.map(
      (item: { action: string; subject: string }) =>
        `${item.action} ${item.subject}`,
    );
  };
  return { knex, portal, first, second, other, audit, events };
}

it('tells the whole story of one request, newest first', async () => {
  const h = await history();
  const { body } = await h.audit('ben', `?subject=request:${h.first}`);
  expect(body).toEqual({
    items: [
      {
        team: CHAT,
        seq: 3,
        at: expect.stringMatching(/Z$/),
        actor: 'user:default/lead',
        action: 'request.decided',
        subject: `request:${h.first}`,
        data: expect.objectContaining({
          stage: 'lead',
          outcome: 'approved',
          grantedCount: 1,
          reason: 'One will do',
        }),
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
      expect.objectContaining({
        seq: 1,
        actor: 'user:default/ana',
        action: 'request.filed',
      }),
    ],
  });
  await expect(
    h.events('other', `?subject=request:${h.first}`),
  ).resolves.toEqual([]);
});

it('finds events by who, what, when and whose', async () => {
  const h = await history();
  await expect(h.events('ben')).resolves.toEqual([
    `request.decided request:${h.first}`,
    `request.filed request:${h.second}`,
    `request.filed request:${h.first}`,
  ]);
  await expect(h.events('platform', '?action=request.filed')).resolves.toEqual([
    `request.filed request:${h.other}`,
    `request.filed request:${h.second}`,
    `request.filed request:${h.first}`,
  ]);
  await expect(
    h.events('platform', '?actor=user:Default/BEN'),
  ).resolves.toEqual([`request.filed request:${h.second}`]);
  await expect(h.events('platform', `?team=${SEARCH}`)).resolves.toEqual([
    `request.filed request:${h.other}`,
  ]);

  const { body } = await h.audit('platform');
  const { at } = body.items[1];
  const until = await h.audit('platform', `?until=${at}`);
  const from = await h.audit('platform', `?from=${at}`);
  expect(
    [...from.body.items, ...until.body.items].map(each => each.hash),
  ).toEqual(body.items.map((each: { hash: string }) => each.hash));
  expect(from.body.items.every((each: { at: string }) => each.at >= at)).toBe(
    true,
  );
  const backwards = await h.audit('platform', `?from=${at}&until=${at}`);
  expect([backwards.status, backwards.body.error.message]).toEqual([
    400,
    'from must lie before until: no event is in between',
  ]);
});

it.each(['platform', 'ben'])(
  'pages without losing or repeating an event, as %s',
  async who => {
    const h = await history();
    const all = await h.audit(who);
    const paged: string[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await h.audit(
        who,
        `?limit=1${cursor ? `&cursor=${cursor}` : ''}`,
      );
      paged.push(...body.items.map((each: { hash: string }) => each.hash));
      cursor = body.nextCursor;
    } while (cursor);
    expect(paged).toEqual(
      all.body.items.map((each: { hash: string }) => each.hash),
    );
    const foreign = await h.audit(who, '?cursor=bm90IG91cnM');
    expect(foreign.status).toBe(400);
  },
);

it('says whether a chain is intact, and where it is not', async () => {
  const h = await history();
  const verify = async () => {
    const response = await h.portal.call(
      'auditor',
      'get',
      `/audit/verify?team=${CHAT}`,
    );
    expectContract({ method: 'get', path: '/audit/verify' }, response);
    return response.body;
  };
  const { body } = await h.audit('auditor', `?team=${CHAT}`);
  await expect(verify()).resolves.toEqual({
    team: CHAT,
    intact: true,
    events: 3,
    hash: body.items[0].hash,
  });
  await h.knex.raw('alter table quota_audit_events disable trigger all');
  await h.knex.raw(
    `update quota_audit_events set body = replace(body, 'ben', 'tom') where seq = 2`,
  );
  await expect(verify()).resolves.toEqual({
    team: CHAT,
    intact: false,
    seq: 2,
    problem: 'its text was changed after it was written',
  });
});

it('keeps what events are found by out of anybody’s hands', async () => {
  const h = await history();
  await h.knex.raw('alter table quota_audit_events disable trigger all');
  await expect(
    h.knex('quota_audit_events').update({ actor: 'user:default/tom' }),
  ).rejects.toThrow('actor');
});
