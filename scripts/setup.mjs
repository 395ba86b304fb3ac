// What a fresh clone needs before anything else can run: checks, packages, the built app.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { capture, Refusal, root } from './lib.mjs';

const YARN_VERSION = '4.13.0';

function isSupportedNode(version) {
  const [major, minor] = version.split('.').map(Number);
  return (major === 20 && minor >= 19) || major === 22 || major === 24;
}

export async function preflight() {
  if (!isSupportedNode(process.versions.node)) {
    throw new Refusal(
      `Node.js 20.19 or later, 22 or 24 is needed; this is ${process.versions.node}.`,
    );
  }
  const git = await capture('git', ['--version']).catch(() => undefined);
  if (!git || git.code !== 0) {
    throw new Refusal(
      'git is needed and was not found on the PATH: install it and try again.',
    );
  }
}

/** Says what is going on while a step takes its time, and how long it took. */
export async function step(title, work) {
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  const live = process.stdout.isTTY && !process.env.CI;
  let note = '';
  const draw = () =>
    process.stdout.write(
      `\r\x1b[2K  … ${title} ${seconds()} s${
        note && ` · ${note.slice(0, 60)}`
      }`,
    );
  const timer = live ? setInterval(draw, 500) : undefined;
  if (!live) console.log(`  … ${title}`);
  try {
    const result = await work(text => {
      note = text;
    });
    if (live) process.stdout.write('\r\x1b[2K');
    console.log(`  ✓ ${title} (${seconds()} s)`);
    return result;
  } catch (error) {
    if (live) process.stdout.write('\r\x1b[2K');
    console.log(`  ✗ ${title} (${seconds()} s)`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}

async function workspaceDirs() {
  const dirs = [];
  for (const parent of ['packages', 'plugins']) {
    for (const entry of await readdir(join(root, parent), {
      withFileTypes: true,
    })) {
      if (entry.isDirectory()) dirs.push(join(parent, entry.name));
    }
  }
  return dirs.sort();
}

async function hashOf(files) {
  const hash = createHash('sha256').update(process.version);
  for (const file of files) {
    hash.update(file).update(await readFile(join(root, file)).catch(() => ''));
  }
  return hash.digest('hex');
}

async function filesUnder(dir) {
  const found = [];
  for (const entry of await readdir(join(root, dir), {
    withFileTypes: true,
  }).catch(() => [])) {
    const path = join(dir, entry.name);
    if (['node_modules', 'dist', 'e2e-tests'].includes(entry.name)) continue;
    if (entry.isDirectory()) found.push(...(await filesUnder(path)));
    else if (entry.isFile()) found.push(path);
  }
  return found.sort();
}

/** Installs packages with the pinned Yarn, through npx, unless what is installed fits the lock file. */
export async function installPackages() {
  const dirs = await workspaceDirs();
  const wanted = await hashOf([
    'yarn.lock',
    '.yarnrc.yml',
    'package.json',
    ...dirs.map(dir => join(dir, 'package.json')),
  ]);
  const marker = join(root, 'node_modules/.golden-path-installed');
  const present = await readFile(marker, 'utf8').catch(() => undefined);
  if (present === wanted) return;

  await step('Installing packages', async say => {
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const registry = (await capture(npm, ['config', 'get', 'registry'])).output
      .trim()
      .split('\n')
      .find(line => /^https?:\/\//.test(line));
    const { code, output } = await capture(
      process.platform === 'win32' ? 'npx.cmd' : 'npx',
      ['--yes', `@yarnpkg/cli-dist@${YARN_VERSION}`, 'install', '--immutable'],
      {
        env: {
          ...process.env,
          ...(registry && { YARN_NPM_REGISTRY_SERVER: registry }),
          YARN_ENABLE_TELEMETRY: '0',
          YARN_ENABLE_PROGRESS_BARS: '0',
        },
        onData: chunk => say(String(chunk).trim().split('\n').at(-1) ?? ''),
      },
    );
    if (code !== 0) {
      const lines = output
        .split('\n')
        .filter(line => /YN\d{4}.*(error|failed|404|✘)|Error/i.test(line));
      throw new Refusal(
        `Installing packages failed: ${(lines.length > 0
          ? lines
          : output.trim().split('\n')
        )
          .slice(-3)
          .join(' ')
          .trim()}`,
      );
    }
    await mkdir(join(root, 'node_modules'), { recursive: true });
    await writeFile(marker, wanted);
  });
}

/** Builds the portal's browser bundle, unless it is built from these very files already. */
export async function buildApp() {
  const dirs = (await workspaceDirs()).filter(
    dir =>
      dir === 'packages/app' ||
      (dir.startsWith('plugins/') && !/-(backend|node)/.test(dir)),
  );
  const files = ['yarn.lock', 'app-config.yaml'];
  for (const dir of dirs) files.push(...(await filesUnder(dir)));
  const wanted = await hashOf(files);
  const marker = join(root, 'packages/app/dist/.built-from');
  const present = await readFile(marker, 'utf8').catch(() => undefined);
  if (
    present === wanted &&
    existsSync(join(root, 'packages/app/dist/index.html'))
  )
    return;

  await step('Building the portal', async () => {
    const { code, output } = await capture(
      process.execPath,
      [
        join(root, 'node_modules/@backstage/cli/bin/backstage-cli'),
        'package',
        'build',
      ],
      {
        cwd: join(root, 'packages/app'),
        env: { ...process.env, CI: '', NODE_ENV: 'production' },
      },
    );
    if (code !== 0)
      throw new Refusal(
        `Building the portal failed:\n${output
          .trim()
          .split('\n')
          .slice(-20)
          .join('\n')}`,
      );
    await writeFile(marker, wanted);
  });
}
