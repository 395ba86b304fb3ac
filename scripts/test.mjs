// npm test: everything that must hold, from a fresh clone. Ends with `N passed, N failed, N skipped`.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { capture, exec, main, Refusal, root } from './lib.mjs';
import { buildApp, installPackages, preflight, step } from './setup.mjs';
import { findTools } from './tools.mjs';

const inCi = Boolean(process.env.CI);
const total = { passed: 0, failed: 0, skipped: 0 };
const reasons = [];
const bin = name => join(root, 'node_modules/.bin', name);

async function check(title, command, args) {
  try {
    await step(title, async () => {
      const { code, output } = await capture(command, args);
      if (code !== 0)
        throw new Refusal(output.trim().split('\n').slice(-60).join('\n'));
    });
    total.passed += 1;
  } catch (error) {
    total.failed += 1;
    console.error(error.message);
  }
}

async function readJson(file) {
  return JSON.parse(await readFile(file, 'utf8'));
}

/** A run that died without a report is one failure, never silence. */
function countBroken(title, code) {
  total.failed += 1;
  console.error(`${title} ended with exit code ${code} and no report.`);
}

async function unitTests(outDir, env) {
  const report = join(outDir, 'jest.json');
  const code = await exec(
    process.execPath,
    [
      'scripts/with-postgres.mjs',
      bin('backstage-cli'),
      'repo',
      'test',
      '--maxWorkers=2',
      '--json',
      `--outputFile=${report}`,
    ],
    // Outside CI, Backstage's CLI would watch, and run only what was changed.
    { env: { ...env, CI: 'true' } },
  );
  const result = await readJson(report).catch(() => undefined);
  if (!result) return countBroken('Unit tests', code);
  total.passed += result.numPassedTests;
  total.failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
  total.skipped += result.numPendingTests + result.numTodoTests;
  if (code !== 0 && result.success) countBroken('Unit tests', code);
  return undefined;
}

async function journeys(outDir, env) {
  const report = join(outDir, 'playwright.json');
  const code = await exec(bin('playwright'), ['test', '--reporter=list,json'], {
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
  });
  const result = await readJson(report).catch(() => undefined);
  if (!result) return countBroken('Journeys', code);
  total.passed += result.stats.expected + result.stats.flaky;
  total.failed += result.stats.unexpected + result.errors.length;
  total.skipped += result.stats.skipped;
  return undefined;
}

await main(async () => {
  await preflight();
  await installPackages();
  const { found, missing } = await findTools();
  const env = {
    ...process.env,
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
    ...(found.chromium && { CHROMIUM_PATH: found.chromium }),
    ...(found.kubectl && { KUBECTL_PATH: found.kubectl }),
    ...(found.promtool && { PROMTOOL_PATH: found.promtool }),
  };
  for (const reason of Object.values(missing)) {
    if (inCi) {
      total.failed += 1;
      console.error(reason);
    } else {
      reasons.push(reason);
    }
  }

  await check('Generated API types are fresh', process.execPath, [
    'scripts/generate-openapi.mjs',
    '--check',
  ]);
  await check('Formatting', bin('prettier'), [
    '--check',
    '.',
    '--loglevel',
    'warn',
  ]);
  await check('Types', bin('tsc'), [
    '--noEmit',
    '--emitDeclarationOnly',
    'false',
  ]);
  await check('Lint', bin('backstage-cli'), [
    'repo',
    'lint',
    '--max-warnings',
    '0',
  ]);

  const outDir = await mkdtemp(join(tmpdir(), 'golden-path-'));
  try {
    await unitTests(outDir, env);
    if (found.chromium) {
      await buildApp();
      await journeys(outDir, env);
    } else {
      total.skipped += 1;
    }
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }

  for (const reason of reasons) console.log(`skipped: ${reason}`);
  console.log(
    `${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`,
  );
  process.exit(total.failed > 0 ? 1 : 0);
});
