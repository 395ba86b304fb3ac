// Starts the sandbox and the portal's backend beside it, on any set of ports.
import { resolve } from 'node:path';
import {
  isPortFree,
  Refusal,
  root,
  runSandboxCli,
  serviceOptions,
  start,
  untilOk,
} from './lib.mjs';

/** Ports the sandbox takes from its base upwards; see packages/sandbox/src/seed/addresses.ts. */
export const SANDBOX_PORTS = 7;

export async function checkPorts({ portalPort, sandboxBase }) {
  const wanted = [
    [portalPort, 'the portal'],
    ...Array.from({ length: SANDBOX_PORTS }, (_, i) => [
      sandboxBase + i,
      'the sandbox',
    ]),
  ];
  for (const [port, whom] of wanted) {
    if (!(await isPortFree(port))) {
      throw new Refusal(
        `Port ${port}, which ${whom} needs, is taken: stop what listens there, or choose others with PORTAL_PORT and SANDBOX_PORT_BASE.`,
      );
    }
  }
}

/** What the portal's configuration reads; see app-config.yaml. */
export function portalEnvironment({ portalPort, sandboxBase }) {
  const at = offset => `http://localhost:${sandboxBase + offset}`;
  return {
    PORTAL_URL: `http://localhost:${portalPort}`,
    PORTAL_LISTEN: `127.0.0.1:${portalPort}`,
    FORGE_URL: at(1),
    FORGE_HOST: `localhost:${sandboxBase + 1}`,
    CLUSTER_URL: at(2),
    PROMETHEUS_URL: at(3),
    PAGERDUTY_URL: at(4),
    IDENTITY_URL: at(5),
    POSTGRES_PORT: String(sandboxBase + 6),
  };
}

export async function startSandbox({
  portalPort,
  sandboxBase,
  dataDir,
  timeScale = 1,
  onLine,
}) {
  const sandbox = runSandboxCli(
    [
      'start',
      '--port-base',
      String(sandboxBase),
      '--portal',
      `http://localhost:${portalPort}`,
      '--data',
      dataDir,
      '--time-scale',
      String(timeScale),
    ],
    {
      name: 'The sandbox',
      onLine,
      ready: line => (line === 'sandbox ready' ? true : undefined),
    },
  );
  try {
    await sandbox.up;
  } catch (error) {
    await sandbox.stop();
    throw error;
  }
  return sandbox;
}

export async function startBackend({
  portalPort,
  sandboxBase,
  dataDir,
  entry = 'index.ts',
  env,
  onLine,
}) {
  const backend = start(
    process.execPath,
    [...serviceOptions, resolve(root, 'packages/backend/src', entry)],
    {
      name: 'The portal',
      cwd: resolve(root, 'packages/backend'),
      env: {
        NODE_ENV: 'development',
        LOG_LEVEL: process.env.LOG_LEVEL ?? 'info',
        ...portalEnvironment({ portalPort, sandboxBase }),
        TECHDOCS_DIRECTORY: resolve(dataDir, 'docs'),
        ...env,
      },
      onLine,
      ready: () => undefined,
      timeoutMs: 180_000,
    },
  );
  let over = false;
  backend.exited.then(() => {
    over = true;
  });
  const url = `http://localhost:${portalPort}/.backstage/health/v1/readiness`;
  const ready = await untilOk(url, 180_000, () => over);
  if (!ready) {
    await backend.stop();
    throw new Refusal(
      `The portal did not start:\n${backend.tail.slice(-15).join('\n')}`,
    );
  }
  return backend;
}

/** Has the sandbox tell the story of its first weeks through the portal's own API; nothing happens the second time. */
export async function seedPortal({ sandboxBase }) {
  const told = await fetch(`http://localhost:${sandboxBase}/seeded`, {
    method: 'POST',
  });
  if (!told.ok) {
    throw new Refusal(`The scene could not be set: ${await told.text()}`);
  }
}
