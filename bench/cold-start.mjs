// `npm start` to a page that answers, installed and built, beside a stock portal started the same way.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  exec,
  nodeTransform,
  root,
  runPostgres,
  sandboxCli,
  serviceOptions,
  start,
  untilOk,
} from '../scripts/lib.mjs';
import {
  checkPorts,
  seedPortal,
  startBackend,
  startSandbox,
} from '../scripts/portal.mjs';
import { median, printTable } from './report.mjs';

const ROUNDS = 5;
const ports = { portalPort: 18_007, sandboxBase: 18_020 };

async function timed(work) {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

async function ours(dataDir) {
  let sandbox;
  let backend;
  try {
    return await timed(async () => {
      sandbox = await startSandbox({ ...ports, dataDir });
      backend = await startBackend({ ...ports, dataDir });
      await seedPortal(ports);
    });
  } finally {
    await backend?.stop();
    await sandbox?.stop();
  }
}

/** The plugins of `create-app`'s default backend, from the same tree, with a PostgreSQL of its own. */
async function stock() {
  let database;
  let backend;
  try {
    return await timed(async () => {
      database = runPostgres(ports.sandboxBase + 6);
      await database.up;
      backend = start(
        process.execPath,
        [
          ...serviceOptions,
          resolve(root, 'bench/stock/backend.ts'),
          '--config',
          resolve(root, 'bench/stock/app-config.yaml'),
        ],
        {
          name: 'The stock portal',
          cwd: resolve(root, 'packages/backend'),
          env: {
            NODE_ENV: 'development',
            POSTGRES_PORT: String(ports.sandboxBase + 6),
            PORTAL_PORT: String(ports.portalPort),
          },
          ready: () => undefined,
        },
      );
      let over = false;
      backend.exited.then(() => {
        over = true;
      });
      const up = await untilOk(
        `http://localhost:${ports.portalPort}/.backstage/health/v1/readiness`,
        120_000,
        () => over,
      );
      if (!up)
        throw new Error(
          `The stock portal did not start:\n${backend.tail.join('\n')}`,
        );
    });
  } finally {
    await backend?.stop();
    await database?.stop();
  }
}

export async function run() {
  await checkPorts(ports);
  const dataDir = await mkdtemp(join(tmpdir(), 'golden-path-bench-'));
  const times = { first: [], ours: [], stock: [] };
  try {
    times.first.push(await ours(dataDir));
    for (let round = 0; round < ROUNDS; round += 1) {
      times.ours.push(await ours(dataDir));
      times.stock.push(await stock());
    }
  } finally {
    await exec(process.execPath, [
      '--require',
      nodeTransform,
      sandboxCli,
      'reset',
      '--data',
      dataDir,
    ]);
    await rm(dataDir, { recursive: true, force: true });
  }
  const seconds = values => `${median(values).toFixed(1)} s`;
  printTable(
    'cold-start',
    [
      {
        '': 'Golden Path, data from before',
        median: seconds(times.ours),
        'against stock': `${(median(times.ours) / median(times.stock)).toFixed(
          2,
        )}×`,
      },
      {
        '': 'stock portal',
        median: seconds(times.stock),
        'against stock': '1.00×',
      },
      {
        '': 'Golden Path, very first start (one run)',
        median: seconds(times.first),
        'against stock': `${(median(times.first) / median(times.stock)).toFixed(
          2,
        )}×`,
      },
    ],
    `${ROUNDS} rounds, interleaved. Ours includes the whole sandbox and the check that the scene is set; stock has create-app's plugins and an empty catalog.`,
  );
}
