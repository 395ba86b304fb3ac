import { PostgresServer } from './postgres/PostgresServer';

/** Ends the process in order on Ctrl-C, a stop request, or the loss of the parent's terminal. */
function onStop(stop: () => Promise<void>) {
  let stopping: Promise<void> | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      stopping ??= stop().then(
        () => process.exit(0),
        error => {
          process.stderr.write(`${error}\n`);
          process.exit(1);
        },
      );
    });
  }
}

function option(name: string): string | undefined {
  const index = process.argv.indexOf(`--${name}`);
  return index < 0 ? undefined : process.argv[index + 1];
}

function portOption(name: string, fallback?: number): number {
  const text = option(name);
  const port = text === undefined ? fallback : Number(text);
  if (
    port === undefined ||
    !Number.isInteger(port) ||
    port < 1 ||
    port > 65_535
  ) {
    throw new Error(`--${name} must be a port number`);
  }
  return port;
}

async function main() {
  const command = process.argv[2];
  if (command === 'postgres') {
    const server = await PostgresServer.start({ port: portOption('port') });
    onStop(() => server.stop());
    process.stdout.write(`${server.connectionString}\n`);
    return;
  }
  throw new Error('Usage: sandbox postgres --port N');
}

main().catch(error => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exit(1);
});
