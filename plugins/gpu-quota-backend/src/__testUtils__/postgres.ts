import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';

const VARIABLE = 'BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING';

/** Databases on the PostgreSQL of the test run; without one the suite fails, it is never skipped. */
export function testPostgres(): {
  create(): Promise<Knex>;
  /** The server itself, for what makes its own databases. */
  connection: string;
} {
  const connection = process.env[VARIABLE];
  if (!connection) {
    throw new Error(
      `These tests need a PostgreSQL server: set ${VARIABLE}, or run them through scripts/with-postgres.mjs`,
    );
  }
  const databases = TestDatabases.create({
    ids: ['POSTGRES_18'],
    disableDocker: true,
  });
  return { create: () => databases.init('POSTGRES_18'), connection };
}
