// npm start: everything from a fresh clone to a portal in the browser. `-- --reset` begins with new data.
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  main,
  Refusal,
  root,
  sandboxCli,
  nodeTransform,
  exec,
} from './lib.mjs';
import {
  checkPorts,
  seedPortal,
  startBackend,
  startSandbox,
} from './portal.mjs';
import { buildApp, installPackages, preflight, step } from './setup.mjs';

function portFrom(name, fallback) {
  const port = Number(process.env[name] ?? fallback);
  if (!Number.isInteger(port) || port < 1024 || port > 65_000) {
    throw new Refusal(`${name} must be a port number from 1024 to 65000.`);
  }
  return port;
}

await main(async () => {
  const unknown = process.argv.slice(2).find(arg => arg !== '--reset');
  if (unknown)
    throw new Refusal(`Unknown option ${unknown}: the only one is --reset.`);
  const ports = {
    portalPort: portFrom('PORTAL_PORT', 7007),
    sandboxBase: portFrom('SANDBOX_PORT_BASE', 7020),
  };
  const dataDir = join(root, '.sandbox');

  const running = [];
  let stopping;
  const stopAll = () => {
    stopping ??= (async () => {
      for (const program of running.reverse()) await program.stop();
    })();
    return stopping;
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (!stopping) process.stdout.write('\nStopping …\n');
      stopAll().then(() => process.exit(0));
    });
  }

  try {
    await preflight();
    await checkPorts(ports);
    await installPackages();
    await buildApp();
    if (process.argv.includes('--reset')) {
      await step('Removing the old data', () =>
        exec(process.execPath, [
          '--require',
          nodeTransform,
          sandboxCli,
          'reset',
          '--data',
          dataDir,
        ]),
      );
    }
    await mkdir(dataDir, { recursive: true });
    const log = createWriteStream(join(dataDir, 'portal.log'));
    const onLine = line => log.write(`${line}\n`);
    await step('Starting the sandbox', async () => {
      running.push(await startSandbox({ ...ports, dataDir, onLine }));
    });
    await step('Starting the portal', async () => {
      running.push(await startBackend({ ...ports, dataDir, onLine }));
    });
    await step('Setting the scene', () => seedPortal(ports));
    if (stopping) return;
    console.log(
      `\nGolden Path is at http://localhost:${ports.portalPort} (Ctrl-C stops it; logs are in .sandbox/portal.log)`,
    );
    const ended = await Promise.race(running.map(program => program.exited));
    if (!stopping) {
      throw new Refusal(
        `A part of Golden Path stopped by itself (${ended}); the last lines of .sandbox/portal.log say why:\n${running
          .flatMap(p => p.tail.slice(-5))
          .join('\n')}`,
      );
    }
  } catch (error) {
    if (stopping) return;
    await stopAll();
    throw error;
  }
});
