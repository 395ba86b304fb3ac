import { number, onStop } from './commandLine';
import { PostgresServer } from './postgres/PostgresServer';

/** A throwaway PostgreSQL server, for tests and benchmarks: prints its address when it is up. */
async function main() {
  const server = await PostgresServer.start({
    port: number('port', [1024, 65_535]),
  });
  onStop(() => server.stop());
  process.stdout.write(`${server.connectionString}\n`);
}

main().catch(error => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exit(1);
});
