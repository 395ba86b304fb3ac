import { startPortal } from './__testUtils__/startPortal';
import { CHAT } from './__testUtils__/organisation';
import { testPostgres } from './__testUtils__/postgres';
import { waitUntil } from './__testUtils__/chaos/waitUntil';

const postgres = testPostgres();

it('asks the caller to try again when the database connection breaks, and takes the second call', async () => {
  const knex = await postgres.create();
  const portal = await startPortal({
    knex,
    config: {
      initialGrants: [
        {
          team: CHAT,
          acceleratorClass: 'h100-80g',
          count: 4,
          reason: 'Start',
        },
      ],
    },
  });
  const reserve = () =>
    portal.call('ana', 'post', '/reservations', {
      headers: { 'Idempotency-Key': 'one' },
      body: {
        team: CHAT,
        acceleratorClass: 'h100-80g',
        count: 3,
        endpoint: 'component:default/assistant',
      },
    });

  const other = await knex.transaction();
  await other('quota_ledger').where({ team: CHAT }).forUpdate().select();
  const [broken] = await Promise.all([
    reserve(),
    waitUntil('the call that waits for the ledger is cut', 30_000, async () => {
      const { rows } = await knex.raw<{ rows: unknown[] }>(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return rows.length > 0;
    }),
  ]);
  await other.rollback();
  expect(broken.status).toBe(503);
  expect(broken.body.error).toEqual({
    name: 'ServiceUnavailableError',
    message: expect.stringMatching(/send it again in a moment/),
  });

  const answer = await reserve();
  expect(answer.status).toBe(201);
  expect(answer.body).toMatchObject({ state: 'held', count: 3 });
});
