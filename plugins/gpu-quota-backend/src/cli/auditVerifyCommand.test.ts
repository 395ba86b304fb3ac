import type { Knex } from 'knex';
import { caller, createHarness } from '../__testUtils__/harness';
import { CHAT, SEARCH } from '../__testUtils__/organisation';
import { testPostgres } from '../__testUtils__/postgres';
import { auditVerifyCommand } from './auditVerifyCommand';

const postgres = testPostgres();

/** The address of the database that a test's connection is to. */
function addressOf(knex: Knex): string {
  const { connection } = knex.client.config;
  if (typeof connection === 'string') return connection;
  const { user, password, host, port, database } = connection;
  return `postgresql://${user}:${password}@${host}:${port}/${database}`;
}

async function run(...args: string[]) {
  const lines: string[] = [];
  const errors: string[] = [];
  const code = await auditVerifyCommand(args, {
    out: line => lines.push(line),
    error: line => errors.push(line),
  });
  return { code, lines, errors };
}

it('exits 0 while every chain is intact, and 1 with the first broken event of each that is not', async () => {
  const knex = await postgres.create();
  const h = await createHarness({ knex });
  for (const [name, team] of [
    ['ana', CHAT],
    ['ana', CHAT],
    ['other', SEARCH],
  ]) {
    await h.requests.create(caller(name), {
      team,
      acceleratorClass: 'h100-80g',
      count: 1,
      reason: 'More',
    });
  }
  const connection = addressOf(knex);
  await expect(run('--connection', connection)).resolves.toEqual({
    code: 0,
    lines: [
      `intact  ${CHAT}  2 events`,
      `intact  ${SEARCH}  1 events`,
      'Every chain is intact: 2 teams, 3 events.',
    ],
    errors: [],
  });

  await knex.raw('alter table quota_audit_events disable trigger all');
  await knex.raw(
    `update quota_audit_events set body = replace(body, 'More', 'Less') where team = ? and seq = 2`,
    [CHAT],
  );
  await expect(run('--connection', connection)).resolves.toEqual({
    code: 1,
    lines: [
      `BROKEN  ${CHAT}  event 2: its text was changed after it was written`,
      `intact  ${SEARCH}  1 events`,
      '1 of 2 chains are broken.',
    ],
    errors: [],
  });
  await expect(
    run('--connection', connection, '--team', SEARCH),
  ).resolves.toMatchObject({ code: 0 });
});

it.each([
  [
    'a database that is not there',
    ['--connection', 'postgresql://x@127.0.0.1:1/x'],
  ],
  ['an option it does not know', ['--conection', 'x']],
])('exits 2 with a sentence for %s', async (_what, args) => {
  const { code, lines, errors } = await run(...args);
  expect({ code, lines }).toEqual({ code: 2, lines: [] });
  expect(errors).toEqual([expect.stringMatching(/could not be checked: \S+/)]);
});
