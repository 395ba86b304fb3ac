import type { Knex } from 'knex';
import { caller, createHarness } from '../__testUtils__/harness';
import { CHAT, SEARCH } from '../__testUtils__/organisation';
import { testPostgres } from '../__testUtils__/postgres';

const postgres = testPostgres();

/** Two teams, five events of the first. */
async function history() {
  const knex = await postgres.create();
  const h = await createHarness({ knex });
  for (let index = 0; index < 5; index += 1) {
    await h.requests.create(caller('ana'), {
      team: CHAT,
      acceleratorClass: 'h100-80g',
      count: index + 1,
      reason: 'More',
    });
  }
  await h.requests.create(caller('other'), {
    team: SEARCH,
    acceleratorClass: 'h100-80g',
    count: 1,
    reason: 'More',
  });
  return h;
}

async function withoutTrigger(knex: Knex, tamper: () => Promise<unknown>) {
  await knex.raw('alter table quota_audit_events disable trigger all');
  await tamper();
  await knex.raw('alter table quota_audit_events enable trigger all');
}

it('finds nothing wrong with what the portal wrote', async () => {
  const h = await history();
  await expect(h.verify(CHAT)).resolves.toMatchObject({
    intact: true,
    head: { seq: 5 },
  });
  await expect(h.verify(SEARCH)).resolves.toMatchObject({ head: { seq: 1 } });
  await expect(h.verify('group:default/none')).resolves.toMatchObject({
    intact: true,
    head: { seq: 0 },
  });
});

it('has a table that refuses to forget', async () => {
  const h = await history();
  const events = () => h.knex('quota_audit_events');
  for (const attempt of [
    events().where({ seq: 2 }).update({ body: '{}' }),
    events().where({ seq: 2 }).delete(),
    h.knex.raw('truncate quota_audit_events'),
  ]) {
    await expect(attempt).rejects.toThrow('append-only');
  }
  await expect(h.verify(CHAT)).resolves.toMatchObject({ intact: true });
});

it.each<[string, (knex: Knex) => Promise<unknown>, number]>([
  [
    'an event whose text was changed',
    knex =>
      knex.raw(
        `update quota_audit_events set body = replace(body, '"count":3', '"count":9') where team = ? and seq = 3`,
        [CHAT],
      ),
    3,
  ],
  [
    'an event that was changed together with its own hash',
    knex =>
      knex.raw(
        `update quota_audit_events set body = '{"team":"group:default/chat"}', hash = encode(sha256(convert_to(prev_hash || chr(10) || seq || chr(10) || '{"team":"group:default/chat"}', 'UTF8')), 'hex') where team = ? and seq = 3`,
        [CHAT],
      ),
    4,
  ],
  [
    'an event that was taken out of the middle',
    knex => knex('quota_audit_events').where({ team: CHAT, seq: 2 }).delete(),
    2,
  ],
  [
    'the last events cut off',
    knex =>
      knex('quota_audit_events')
        .where({ team: CHAT })
        .where('seq', '>', 3)
        .delete(),
    4,
  ],
  [
    'a head that was set back',
    knex =>
      knex.raw(
        `update quota_audit_heads set seq = 4, hash = (select hash from quota_audit_events where team = ? and seq = 4) where team = ?`,
        [CHAT, CHAT],
      ),
    5,
  ],
  [
    'an event of another team passed off as this one’s',
    async knex => {
      await knex('quota_audit_events').where({ team: CHAT }).delete();
      await knex.raw(
        `insert into quota_audit_events select ?, seq, body, prev_hash, hash from quota_audit_events where team = ?`,
        [CHAT, SEARCH],
      );
      await knex.raw(
        `update quota_audit_heads set seq = 1, hash = (select hash from quota_audit_events where team = ?) where team = ?`,
        [CHAT, CHAT],
      );
    },
    1,
  ],
])('finds %s', async (_what, tamper, seq) => {
  const h = await history();
  await withoutTrigger(h.knex, () => tamper(h.knex));
  await expect(h.verify(CHAT)).resolves.toMatchObject({ intact: false, seq });
  await expect(h.verify(SEARCH)).resolves.toMatchObject({ intact: true });
});

it('writes nothing at all when the change it records is rolled back', async () => {
  const h = await history();
  await expect(
    h.database.transaction(async tx => {
      await tx.audit.append({
        team: CHAT,
        at: new Date(0),
        actor: 'system',
        action: 'quota.granted',
        subject: 'grant:x',
      });
      throw new Error('changed my mind');
    }),
  ).rejects.toThrow('changed my mind');
  await expect(h.verify(CHAT)).resolves.toMatchObject({
    intact: true,
    head: { seq: 5 },
  });
});
