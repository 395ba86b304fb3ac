// Programs that are not packages: found on the PATH, or installed where that needs no questions.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { capture } from './lib.mjs';
import { step } from './setup.mjs';

function onPath(names) {
  for (const dir of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of names) {
      if (dir && existsSync(join(dir, name))) return join(dir, name);
    }
  }
  return undefined;
}

async function playwrightChromium() {
  const cache =
    process.env.PLAYWRIGHT_BROWSERS_PATH ??
    join(homedir(), '.cache/ms-playwright');
  const builds = (await readdir(cache).catch(() => [])).filter(name =>
    /^chromium-\d+$/.test(name),
  );
  for (const build of builds.sort().reverse()) {
    const program = join(cache, build, 'chrome-linux/chrome');
    if (existsSync(program)) return program;
  }
  return undefined;
}

/** Debian 12's kubectl 1.20 is too old: `kubectl kustomize` knows what the template writes from 1.25 on. */
async function buildsKustomizations(kubectl) {
  const { output } = await capture(kubectl, [
    'version',
    '--client',
    '--output=json',
  ]).catch(() => ({ output: '' }));
  return Number(/"minor": *"(\d+)/.exec(output)?.[1] ?? 0) >= 25;
}

const TOOLS = {
  chromium: {
    find: async () =>
      process.env.CHROMIUM_PATH ??
      onPath([
        'chromium',
        'chromium-browser',
        'google-chrome',
        'google-chrome-stable',
      ]) ??
      (await playwrightChromium()),
    apt: 'chromium',
    elsewhere:
      'install Chromium or Chrome, or run `yarn playwright install chromium`',
  },
  kubectl: {
    find: async () => {
      const program = onPath(['kubectl']);
      return program && (await buildsKustomizations(program))
        ? program
        : undefined;
    },
    apt: 'kubernetes-client',
    elsewhere: 'install kubectl 1.25 or newer, which builds kustomizations',
  },
  promtool: {
    find: async () => onPath(['promtool']),
    apt: 'prometheus',
    elsewhere: 'install Prometheus, which brings promtool',
  },
};

async function aptInstall(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await capture('apt-get', ['update'], { env });
  return capture(
    'apt-get',
    ['install', '-y', '--no-install-recommends', ...packages],
    { env },
  );
}

/** The tools' paths by name; those that could not be had have a reason in `missing`. */
export async function findTools() {
  const found = {};
  const absent = [];
  for (const [name, tool] of Object.entries(TOOLS)) {
    found[name] = await tool.find();
    if (!found[name]) absent.push(name);
  }
  if (absent.length > 0 && process.getuid?.() === 0 && onPath(['apt-get'])) {
    await step(`Installing ${absent.join(' and ')}`, async () => {
      await aptInstall(absent.map(name => TOOLS[name].apt));
    });
    for (const name of absent) found[name] = await TOOLS[name].find();
  }
  const missing = {};
  for (const [name, tool] of Object.entries(TOOLS)) {
    if (!found[name])
      missing[name] = `${name} was not found: ${tool.elsewhere}`;
  }
  return { found, missing };
}
