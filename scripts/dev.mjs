// yarn dev: the sandbox, and backend and frontend with reload. The frontend is at port 3000.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { main, root, start } from './lib.mjs';
import { checkPorts, portalEnvironment, startSandbox } from './portal.mjs';
import { installPackages, preflight, step } from './setup.mjs';

await main(async () => {
  const ports = { portalPort: 7007, sandboxBase: 7020 };
  await preflight();
  await installPackages();
  await checkPorts(ports);
  const dataDir = join(root, '.sandbox');
  await mkdir(dataDir, { recursive: true });
  let sandbox;
  await step('Starting the sandbox', async () => {
    sandbox = await startSandbox({ ...ports, dataDir });
  });
  const portal = start(
    process.execPath,
    [
      join(root, 'node_modules/@backstage/cli/bin/backstage-cli'),
      'repo',
      'start',
      '--config',
      'app-config.yaml',
      '--config',
      'app-config.dev.yaml',
    ],
    {
      name: 'The portal',
      env: portalEnvironment(ports),
      onLine: line => console.log(line),
      ready: () => true,
    },
  );
  const stopAll = async () => {
    await portal.stop();
    await sandbox.stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => stopAll().then(() => process.exit(0)));
  }
  await portal.exited;
  await stopAll();
});
