// From the click on Create to a repository and an entity in the catalog: the golden path's template beside one that
// writes and registers the same repository with the stock actions alone.
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { exec, nodeTransform, root, sandboxCli } from '../scripts/lib.mjs';
import {
  checkPorts,
  portalEnvironment,
  seedPortal,
  startBackend,
  startSandbox,
} from '../scripts/portal.mjs';
import { load, loadPackage } from './quota/load.mjs';
import { median, printTable } from './report.mjs';

const ROUNDS = 12;
const GOAL = 1.2;
const ports = { portalPort: 18_007, sandboxBase: 18_020 };
const portal = `http://localhost:${ports.portalPort}`;
const CLASS = 'l4-24g';
const OWNER = 'group:default/support-assist';

/** The golden path's own template, and the same without its actions: the plan comes as a parameter. */
async function writeStockTemplate(folder) {
  const yaml = loadPackage('yaml');
  const source = join(root, 'templates/inference-endpoint');
  await cp(source, folder, { recursive: true });
  const ours = yaml.parse(
    await readFile(join(source, 'template.yaml'), 'utf8'),
  );
  const kept = ours.spec.steps.filter(({ action }) =>
    /^(fetch:template|publish:gitea|catalog:register)$/.test(action),
  );
  const text = yaml
    .stringify({
      ...ours,
      metadata: { ...ours.metadata, name: 'stock-endpoint', title: 'Stock' },
      spec: {
        ...ours.spec,
        parameters: [{ properties: { plan: { type: 'object' } } }],
        steps: kept.map(({ if: _, ...step }) => step),
        output: {},
      },
    })
    .replaceAll('steps.plan.output', 'parameters.plan')
    .replaceAll('steps.reserve.output.reservationId', 'parameters.plan.name')
    .replace(/parameters\.repoUrl/g, 'parameters.plan.repoUrl');
  await writeFile(join(folder, 'template.yaml'), text);
  return join(folder, 'template.yaml');
}

/** What the portal reads besides its own configuration: the stock template, and devices enough for every round. */
async function configuration(stockTemplate) {
  const yaml = loadPackage('yaml');
  const environment = portalEnvironment(ports);
  const text = (await readFile(join(root, 'app-config.yaml'), 'utf8')).replace(
    /\$\{(\w+):-[^}]*\}/g,
    (whole, name) => environment[name] ?? whole,
  );
  const { catalog } = yaml.parse(text);
  return {
    APP_CONFIG_catalog_locations: JSON.stringify([
      ...catalog.locations,
      {
        type: 'file',
        target: stockTemplate,
        rules: [{ allow: ['Template'] }],
      },
    ]),
    APP_CONFIG_gpuQuota_capacity: JSON.stringify({
      [CLASS]: { overcommit: 10 },
    }),
    APP_CONFIG_gpuQuota_initialGrants: JSON.stringify([
      {
        team: OWNER,
        acceleratorClass: CLASS,
        count: 60,
        reason: 'Enough for every round',
      },
    ]),
  };
}

function wish(name) {
  const { findKnownModel } = load('plugins/inference-common/src/index.ts');
  const id = 'Qwen/Qwen2.5-7B-Instruct';
  return {
    owner: OWNER,
    model: { id, config: JSON.stringify(findKnownModel(id).config) },
    precision: 'auto',
    maxModelLength: 8192,
    requestsPerSecond: 1,
    promptTokens: 600,
    outputTokens: 200,
    ttftP95Ms: 1000,
    tpotP95Ms: 100,
    minReplicas: 1,
    maxReplicas: 1,
    acceleratorClass: CLASS,
    name,
    environment: 'dev',
    repoUrl: `localhost:${ports.sandboxBase + 1}?owner=meridian&repo=${name}`,
  };
}

function caller(token) {
  return async (method, path, body) => {
    const answer = await fetch(`${portal}/api${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      body: body && JSON.stringify(body),
    });
    if (answer.status === 404) return undefined;
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
}

/** Polls until `work` answers something. */
async function until(what, work, seconds = 60) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const value = await work();
    if (value) return value;
    if (Date.now() > end) throw new Error(`Waited in vain for ${what}`);
    await delay(20);
  }
}

/** The plan of an endpoint, as the golden path's first step makes it. */
async function planOf(call, values) {
  const yaml = loadPackage('yaml');
  const template = yaml.parse(
    await readFile(
      join(root, 'templates/inference-endpoint/template.yaml'),
      'utf8',
    ),
  );
  const [plan] = template.spec.steps;
  const { output } = await call('POST', '/scaffolder/v2/dry-run', {
    template: {
      ...template,
      spec: {
        ...template.spec,
        steps: [plan],
        output: { plan: '${{ steps.plan.output }}' },
      },
    },
    values,
    secrets: {},
    directoryContents: [],
  });
  return output.plan;
}

/** @returns seconds from the order to the entity in the catalog */
async function create(call, template, name, values) {
  const began = performance.now();
  const { id } = await call('POST', '/scaffolder/v2/tasks', {
    templateRef: `template:default/${template}`,
    values,
  });
  const task = await until(`task ${id}`, async () => {
    const now = await call('GET', `/scaffolder/v2/tasks/${id}`);
    return ['completed', 'failed', 'cancelled'].includes(now.status)
      ? now
      : undefined;
  });
  if (task.status !== 'completed') {
    const events = await call('GET', `/scaffolder/v2/tasks/${id}/events`);
    throw new Error(
      `${template} ended as ${task.status}: ${JSON.stringify(
        events.slice(-3).map(each => each.body.message),
      )}`,
    );
  }
  await until(`entity ${name}`, () =>
    call('GET', `/catalog/entities/by-name/component/default/${name}`),
  );
  return (performance.now() - began) / 1000;
}

async function measure() {
  const { signIn } = load('packages/sandbox/src/seed/signIn.ts');
  const call = caller(await signIn(portal, 'mia.chen'));
  for (const name of ['inference-endpoint', 'stock-endpoint']) {
    await until(`template ${name}`, () =>
      call('GET', `/catalog/entities/by-name/template/default/${name}`),
    );
  }
  const times = { ours: [], stock: [] };
  for (let round = 0; round <= ROUNDS; round += 1) {
    const ours = `bench-ours-${round}`;
    const stock = `bench-stock-${round}`;
    const values = wish(stock);
    const plan = { ...(await planOf(call, values)), repoUrl: values.repoUrl };
    const figures = {
      ours: await create(call, 'inference-endpoint', ours, wish(ours)),
      stock: await create(call, 'stock-endpoint', stock, { plan }),
    };
    // The first of each finds nothing warm.
    if (round === 0) continue;
    times.ours.push(figures.ours);
    times.stock.push(figures.stock);
  }
  return times;
}

export async function run() {
  await checkPorts(ports);
  const dataDir = await mkdtemp(join(tmpdir(), 'golden-path-bench-'));
  let sandbox;
  let backend;
  let times;
  try {
    const env = await configuration(
      await writeStockTemplate(join(dataDir, 'stock-template')),
    );
    sandbox = await startSandbox({ ...ports, dataDir, timeScale: 10 });
    backend = await startBackend({ ...ports, dataDir, env });
    await seedPortal(ports);
    times = await measure();
  } finally {
    await backend?.stop();
    await sandbox?.stop();
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
  const ratio = median(times.ours) / median(times.stock);
  const seconds = value => `${value.toFixed(2)} s`;
  printTable(
    'scaffold',
    [
      {
        '': 'stock actions alone',
        median: seconds(median(times.stock)),
        slowest: seconds(Math.max(...times.stock)),
        'against stock': '1.00×',
        goal: '',
      },
      {
        '': 'the golden path',
        median: seconds(median(times.ours)),
        slowest: seconds(Math.max(...times.ours)),
        'against stock': `${ratio.toFixed(2)}×`,
        goal: `${ratio <= GOAL ? 'met' : 'MISSED'} (≤ ${GOAL}×)`,
      },
    ],
    `${ROUNDS} rounds, interleaved, after one of each. Both write, publish and register the same repository; ours sizes, reserves and checks as well.`,
  );
}
