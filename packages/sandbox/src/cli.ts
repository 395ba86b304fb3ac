import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PostgresServer } from './postgres/PostgresServer';
import { addressesFrom, DEFAULT_PORT_BASE } from './seed/addresses';

const USAGE = `Usage:
  sandbox start --portal URL --data FOLDER [--port-base N] [--time-scale N]
  sandbox seed --portal URL [--port-base N]
  sandbox reset --data FOLDER
  sandbox postgres --port N`;

/** Ends the process in order on Ctrl-C, a stop request, or the loss of the terminal. */
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

function text(name: string): string | undefined {
  const index = process.argv.indexOf(`--${name}`);
  return index < 0 ? undefined : process.argv[index + 1];
}

function required(name: string): string {
  const value = text(name);
  if (!value) throw new Error(`--${name} is missing\n${USAGE}`);
  return value;
}

function number(name: string, range: [number, number], fallback?: number) {
  const given = text(name);
  const value = given === undefined ? fallback : Number(given);
  if (
    value === undefined ||
    !Number.isFinite(value) ||
    value < range[0] ||
    value > range[1]
  ) {
    throw new Error(
      `--${name} must be a number from ${range[0]} to ${range[1]}`,
    );
  }
  return value;
}

const portBase = () => number('port-base', [1024, 65_000], DEFAULT_PORT_BASE);

const commands: Record<string, () => Promise<void>> = {
  async start() {
    // Loaded only here: the database alone should start at once.
    const { startSandbox } = await import('./startSandbox');
    const stop = await startSandbox({
      portBase: portBase(),
      portal: required('portal'),
      dataDir: resolve(required('data')),
      timeScale: number('time-scale', [0.1, 1000], 1),
    });
    onStop(stop);
    process.stdout.write('sandbox ready\n');
  },
  async seed() {
    const { seedPortal } = await import('./seed/portal');
    await seedPortal(required('portal'));
    const { control } = addressesFrom(portBase());
    await fetch(`${control}/seeded`, { method: 'POST' });
    process.stdout.write('seeded\n');
    process.exit(0);
  },
  async reset() {
    const dataDir = resolve(required('data'));
    await PostgresServer.remove(join(dataDir, 'postgres'));
    await rm(dataDir, { recursive: true, force: true });
  },
  async postgres() {
    const server = await PostgresServer.start({
      port: number('port', [1024, 65_535]),
    });
    onStop(() => server.stop());
    process.stdout.write(`${server.connectionString}\n`);
  },
};

const command = commands[process.argv[2] ?? ''];
(command ? command() : Promise.reject(new Error(USAGE))).catch(error => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exit(1);
});
