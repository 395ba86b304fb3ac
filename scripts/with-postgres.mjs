// Runs a command with a throwaway PostgreSQL server: node scripts/with-postgres.mjs <command> [arguments]
import { exec, freePortBase, main, runPostgres } from './lib.mjs';

await main(async () => {
  const [command, ...args] = process.argv.slice(2);
  const port = await freePortBase(1, 16_000 + (process.pid % 900));
  const server = runPostgres(port);
  let code = 1;
  try {
    const connection = await server.up;
    code = await exec(command, args, {
      cwd: process.cwd(),
      env: {
        ...process.env,
        BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING: connection,
        BACKSTAGE_TEST_DISABLE_DOCKER: '1',
        PATH: `${process.cwd()}/node_modules/.bin:${process.env.PATH}`,
      },
    });
  } finally {
    await server.stop();
  }
  process.exit(code);
});
