import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { number, onStop, required } from './commandLine';
import { PostgresServer } from './postgres/PostgresServer';
import { DEFAULT_PORT_BASE } from './seed/addresses';
import { startSandbox } from './startSandbox';

const USAGE = `Usage:
  sandbox start --portal URL --data FOLDER [--port-base N] [--time-scale N]
  sandbox reset --data FOLDER`;

const portBase = () => number('port-base', [1024, 65_000], DEFAULT_PORT_BASE);

const commands: Record<string, () => Promise<void>> = {
  async start() {
    const stop = await startSandbox({
      portBase: portBase(),
      portal: required('portal'),
      dataDir: resolve(required('data')),
      timeScale: number('time-scale', [0.1, 1000], 1),
    });
    onStop(stop);
    process.stdout.write('sandbox ready\n');
  },
  async reset() {
    const dataDir = resolve(required('data'));
    await PostgresServer.remove(join(dataDir, 'postgres'));
    await rm(dataDir, { recursive: true, force: true });
  },
};

const command = commands[process.argv[2] ?? ''];
(command ? command() : Promise.reject(new Error(USAGE))).catch(error => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exit(1);
});
