// Gzipped JavaScript that the endpoint's page loads, beside the same page in the same app without our plugins.
import { chromium } from '@playwright/test';
import {
  cp,
  mkdir,
  mkdtemp,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  capture,
  exec,
  nodeTransform,
  root,
  sandboxCli,
} from '../scripts/lib.mjs';
import {
  checkPorts,
  startBackend,
  startSandbox,
  seedPortal,
} from '../scripts/portal.mjs';
import { step } from '../scripts/setup.mjs';
import { findTools } from '../scripts/tools.mjs';
import { printTable } from './report.mjs';

const ports = { portalPort: 18_007, sandboxBase: 18_020 };
const dist = join(root, 'packages/app/dist');
const OURS = ['@golden-path/plugin-inference', '@golden-path/plugin-gpu-quota'];
const BUDGET_KB = 60;

/** Builds the app without our plugins from a copy of its sources. */
async function buildWithout(target) {
  const copy = join(root, '.cache/bench-app');
  await rm(copy, { recursive: true, force: true });
  await mkdir(copy, { recursive: true });
  for (const part of [
    'src',
    'public',
    'package.json',
    'config.d.ts',
    '.eslintrc.js',
  ]) {
    await cp(join(root, 'packages/app', part), join(copy, part), {
      recursive: true,
    });
  }
  const manifest = JSON.parse(
    await readFile(join(copy, 'package.json'), 'utf8'),
  );
  for (const name of OURS) delete manifest.dependencies[name];
  await writeFile(join(copy, 'package.json'), JSON.stringify(manifest));
  const entry = join(copy, 'src/App.tsx');
  const source = await readFile(entry, 'utf8');
  await writeFile(
    entry,
    source
      .replace(/import \{[^}]*\} from '@golden-path\/plugin-inference';\n/, '')
      .replace(/,?\s*inferenceFormFieldsModule,?/, ''),
  );
  const { code, output } = await capture(
    process.execPath,
    [
      join(root, 'node_modules/@backstage/cli/bin/backstage-cli'),
      'package',
      'build',
    ],
    { cwd: copy, env: { ...process.env, CI: '', NODE_ENV: 'production' } },
  );
  if (code !== 0)
    throw new Error(
      `Building the app without our plugins failed:\n${output.slice(-2_000)}`,
    );
  await rename(join(copy, 'dist'), target);
  await rm(copy, { recursive: true, force: true });
}

/** Opens the endpoint's page as an engineer and adds up the scripts that came with it. */
async function scriptsOfPage(executablePath, expected) {
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage();
    const base = `http://localhost:${ports.portalPort}`;
    await page.goto(base);
    const [popup] = await Promise.all([
      page.waitForEvent('popup'),
      page.getByRole('button', { name: /sign in/i }).click(),
    ]);
    await popup.getByRole('button', { name: /Mia Chen/ }).click();
    await page
      .getByRole('button', { name: /sign in/i })
      .waitFor({ state: 'detached' });
    await page.addInitScript(() =>
      performance.setResourceTimingBufferSize(5_000),
    );
    await page.goto(`${base}/catalog/default/component/support-chat`);
    await page.getByText(expected).first().waitFor();
    await page.waitForLoadState('networkidle');
    const urls = await page.evaluate(() =>
      performance.getEntriesByType('resource').map(entry => entry.name),
    );
    const scripts = new Set(
      urls.filter(
        url => url.startsWith(base) && new URL(url).pathname.endsWith('.js'),
      ),
    );
    const sizes = await Promise.all(
      [...scripts].map(async url => {
        const body = await (await fetch(url)).arrayBuffer();
        return gzipSync(Buffer.from(body), { level: 9 }).length;
      }),
    );
    return { files: sizes.length, bytes: sizes.reduce((a, b) => a + b, 0) };
  } finally {
    await browser.close();
  }
}

async function measure(executablePath, dataDir, expected) {
  const sandbox = await startSandbox({ ...ports, dataDir });
  let backend;
  try {
    backend = await startBackend({ ...ports, dataDir });
    await seedPortal(ports);
    return await scriptsOfPage(executablePath, expected);
  } finally {
    await backend?.stop();
    await sandbox.stop();
  }
}

export async function run() {
  await checkPorts(ports);
  const { found, missing } = await findTools();
  if (!found.chromium) throw new Error(missing.chromium);
  const work = await mkdtemp(join(tmpdir(), 'golden-path-bench-'));
  const dataDir = join(work, 'data');
  await mkdir(dataDir);
  const kept = join(root, '.cache/app-dist');
  await mkdir(join(root, '.cache'), { recursive: true });
  await rm(kept, { recursive: true, force: true });
  const bare = join(root, '.cache/app-dist-without');
  await rm(bare, { recursive: true, force: true });
  try {
    await step('Building the app without our plugins', () =>
      buildWithout(bare),
    );
    const withOurs = await measure(
      found.chromium,
      dataDir,
      'Ownership and on-call',
    );
    await rename(dist, kept);
    let without;
    try {
      await cp(bare, dist, { recursive: true });
      without = await measure(found.chromium, dataDir, 'Relations');
    } finally {
      await rm(dist, { recursive: true, force: true });
      await rename(kept, dist);
    }
    const kB = bytes => `${(bytes / 1000).toFixed(1)} kB`;
    const added = withOurs.bytes - without.bytes;
    printTable(
      'bundle',
      [
        {
          'endpoint page': 'with our plugins',
          'JavaScript, gzip': kB(withOurs.bytes),
          files: withOurs.files,
        },
        {
          'endpoint page': 'the same app without them',
          'JavaScript, gzip': kB(without.bytes),
          files: without.files,
        },
        {
          'endpoint page': 'added by us',
          'JavaScript, gzip': kB(added),
          files: withOurs.files - without.files,
        },
      ],
      `Goal: at most ${BUDGET_KB} kB; ${
        added <= BUDGET_KB * 1000 ? 'met' : 'not met'
      }.`,
    );
  } finally {
    await exec(process.execPath, [
      '--require',
      nodeTransform,
      sandboxCli,
      'reset',
      '--data',
      dataDir,
    ]);
    await rm(work, { recursive: true, force: true });
    await rm(bare, { recursive: true, force: true });
  }
}
