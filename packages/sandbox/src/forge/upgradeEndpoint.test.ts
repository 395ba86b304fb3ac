import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { ScmIntegrations } from '@backstage/integration';
import { createPublishGiteaAction } from '@backstage/plugin-scaffolder-backend-module-gitea';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { createUpgradeEndpointAction } from '@golden-path/plugin-scaffolder-backend-module-inference';
import express from 'express';
import { createForge, type Forge } from '.';
import { CREDENTIALS, gitCli, NOW, withCredentials } from './testForge';

type Pull = {
  number: number;
  html_url: string;
  title: string;
  body: string;
  head: { ref: string };
  base: { ref: string };
};

let forge: Forge;
let server: Server;
let url: string;
let folder: string;
let config: ReturnType<typeof mockServices.rootConfig>;
let pulls: Pull[];
let authorizations: (string | undefined)[];
let upgrade: ReturnType<typeof createUpgradeEndpointAction>;

/** Pull requests as Gitea's API has them, in memory. */
function pullRoutes() {
  const router = express.Router();
  const path = '/api/v1/repos/:owner/:repo/pulls';
  router.get(path, (req, res) => {
    authorizations.push(req.headers.authorization);
    res.json(pulls);
  });
  router.post(path, express.json(), (req, res) => {
    authorizations.push(req.headers.authorization);
    const { head, base, title, body } = req.body;
    const number = pulls.length + 1;
    const { owner, repo } = req.params;
    const html_url = `${url}/${owner}/${repo}/pulls/${number}`;
    pulls.push({
      number,
      html_url,
      title,
      body,
      head: { ref: head },
      base: { ref: base },
    });
    res.status(201).json(pulls.at(-1));
  });
  return router;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'upgrade-'));
  pulls = [];
  authorizations = [];
  const app = express();
  server = createServer(app);
  await new Promise<void>(done => {
    server.listen(0, '127.0.0.1', done);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('The test server has no port');
  }
  const host = `localhost:${address.port}`;
  url = `http://${host}`;
  forge = await createForge({
    dataDir: join(folder, 'data'),
    baseUrl: url,
    now: () => NOW,
    credentials: CREDENTIALS,
    onPush: () => undefined,
  });
  app.use('/meridian/moved.git', (_req, res) =>
    res.redirect(307, '/elsewhere'),
  );
  app.use(pullRoutes());
  app.use(forge.router);
  config = mockServices.rootConfig({
    data: {
      integrations: { gitea: [{ host, baseUrl: url, ...CREDENTIALS }] },
      scaffolder: {
        defaultAuthor: { name: 'Golden Path', email: 'path@meridian.example' },
      },
    },
  });
  upgrade = createUpgradeEndpointAction({
    config,
    integrations: ScmIntegrations.fromConfig(config),
    now: () => NOW,
  });
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise(done => {
    server.close(done);
  });
  await rm(folder, { recursive: true, force: true });
});

type Files = Record<string, string>;

const lines = (...all: string[]) => `${all.join('\n')}\n`;

/** What a template writes in a version: its answers, and these files. */
function rendering(version: string, files: Files): Files {
  return {
    '.goldenpath/parameters.yaml': lines(
      'template: template:default/inference-endpoint',
      `version: "${version}"`,
      'parameters:',
      '  "name": "chat"',
    ),
    ...files,
  };
}

const deploy = (replicas: number, ...more: string[]) =>
  lines(
    'kind: LLMInferenceService',
    'spec:',
    '  # from the plan',
    `  replicas: ${replicas}`,
    '  router: {}',
    '  args:',
    '    - --max-model-len=8192',
    '    - --port=8000',
    ...more,
  );

const v1 = rendering('1.0.0', {
  'catalog-info.yaml': lines('kind: Component', 'version: 1.0.0'),
  'deploy/endpoint.yaml': deploy(1),
  'docs/old.md': 'Old.\n',
});
const v2 = rendering('1.1.0', {
  'catalog-info.yaml': lines('kind: Component', 'version: 1.1.0'),
  'deploy/endpoint.yaml': deploy(1, 'enableServiceLinks: false'),
  'deploy/budget.yaml': 'kind: PodDisruptionBudget\n',
});

/** A repository as the template's publish step leaves it. */
async function create(files: Files) {
  await forge.createRepository('meridian', 'chat', Object.entries(files), {
    message: 'Create chat',
    author: { name: 'Golden Path', email: 'path@meridian.example' },
  });
}

/** A fresh clone with every branch, as somebody in the team has it. */
async function clone() {
  const dir = await mkdtemp(join(folder, 'clone-'));
  const from = withCredentials(`${url}/meridian/chat.git`);
  await gitCli(dir, 'clone', '--quiet', from, '.');
  return (...args: string[]) => gitCli(dir, ...args);
}

/** Edits on main, pushed by hand; an empty text removes the file. */
async function edit(files: Files) {
  const dir = await mkdtemp(join(folder, 'team-'));
  const git = (...args: string[]) => gitCli(dir, ...args);
  const from = withCredentials(`${url}/meridian/chat.git`);
  await git('clone', '--quiet', from, '.');
  for (const [path, text] of Object.entries(files)) {
    if (text) {
      await mkdir(dirname(join(dir, path)), { recursive: true });
      await writeFile(join(dir, path), text);
    } else {
      await rm(join(dir, path));
    }
  }
  await git('add', '--all');
  await git('commit', '--quiet', '-m', 'Tune by hand');
  await git('push', '--quiet', 'origin', 'main');
}

async function run(
  version: string,
  files: Files,
  changes: { fromVersion?: string; isDryRun?: boolean; repo?: string } = {},
) {
  const workspacePath = await mkdtemp(join(folder, 'workspace-'));
  for (const [path, text] of Object.entries(files)) {
    const file = join(workspacePath, 'rendering', path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  const outputs: Record<string, unknown> = {};
  await upgrade.handler({
    ...createMockActionContext({
      workspacePath,
      input: {
        name: 'chat',
        repoUrl: `${new URL(url).host}?owner=meridian&repo=${
          changes.repo ?? 'chat'
        }`,
        branch: 'main',
        sourcePath: './rendering',
        fromVersion: changes.fromVersion ?? '1.0.0',
        version,
        changes: ['Adds a disruption *budget*.'],
        reservedDevices: 1,
        plannedDevices: 2,
      } as never,
    }),
    isDryRun: changes.isDryRun ?? false,
    createTemporaryDirectory: () => mkdtemp(join(folder, 'temporary-')),
    output: (name, value) => {
      outputs[name] = value;
    },
  });
  return outputs;
}

const show = async (ref: string, path: string) =>
  (await clone())('show', `${ref}:${path}`);

/** What a branch would change on main: its files with how each differs. */
async function differences(branch: string) {
  const git = await clone();
  const text = await git('diff', '--name-status', 'main', `origin/${branch}`);
  return text.trim().split('\n').filter(Boolean);
}

it('keeps a hand-made edit and brings only what the template has changed', async () => {
  await create(v1);
  await edit({
    'deploy/endpoint.yaml': deploy(4),
    'NOTES.md': 'Ours.\n',
  });
  const before = await (await clone())('rev-parse', 'main');

  const outputs = await run('1.1.0', v2);

  expect(outputs).toEqual({
    state: 'merged',
    branch: 'golden-path/1.1.0',
    changedFiles: [
      '.goldenpath/parameters.yaml',
      'catalog-info.yaml',
      'deploy/budget.yaml',
      'deploy/endpoint.yaml',
      'docs/old.md',
    ],
    conflicts: [],
    pullRequestNumber: 1,
    pullRequestUrl: `${url}/meridian/chat/pulls/1`,
  });
  expect(await differences('golden-path/1.1.0')).toEqual([
    'M\t.goldenpath/parameters.yaml',
    'M\tcatalog-info.yaml',
    'A\tdeploy/budget.yaml',
    'M\tdeploy/endpoint.yaml',
    'D\tdocs/old.md',
  ]);
  expect(await show('origin/golden-path/1.1.0', 'deploy/endpoint.yaml')).toBe(
    deploy(4, 'enableServiceLinks: false'),
  );
  const git = await clone();
  expect(await git('rev-parse', 'main')).toBe(before);
  expect(await git('merge', 'origin/golden-path/1.1.0')).toContain(
    'Fast-forward',
  );
  expect(pulls).toHaveLength(1);
  expect(pulls[0]).toMatchObject({
    title: 'Upgrade chat to the golden path 1.1.0',
    base: { ref: 'main' },
  });
  expect(pulls[0].body).toContain('- Adds a disruption \\*budget\\*.');
  expect(pulls[0].body).toContain('- `docs/old.md`: removed');
  expect(pulls[0].body).toContain('2 accelerators at most, where it took 1');
  expect(authorizations).toEqual([
    expect.stringMatching(/^basic /i),
    expect.stringMatching(/^basic /i),
  ]);
});

it('goes on with what is there when it is run again, also after the team went on', async () => {
  await create(v1);
  await edit({ 'NOTES.md': 'Ours.\n' });
  const first = await run('1.1.0', v2);
  const tip = await (await clone())('rev-parse', 'origin/golden-path/1.1.0');
  expect(await run('1.1.0', v2)).toEqual(first);
  expect(await (await clone())('rev-parse', 'origin/golden-path/1.1.0')).toBe(
    tip,
  );

  await edit({ 'NOTES.md': 'Ours, later.\n' });
  expect(await run('1.1.0', v2)).toEqual(first);
  const git = await clone();
  expect(await git('show', 'origin/golden-path/1.1.0:NOTES.md')).toBe(
    'Ours, later.\n',
  );
  await git(
    'merge-base',
    '--is-ancestor',
    tip.trim(),
    'origin/golden-path/1.1.0',
  );
  expect(pulls).toHaveLength(1);
});

it('leaves a branch alone that holds another rendering', async () => {
  await create(v1);
  await run('1.1.0', v2);
  const other = { ...v2, 'deploy/budget.yaml': 'kind: Another\n' };
  const { branch } = await run('1.1.0', other);
  expect(branch).toMatch(/^golden-path\/1\.1\.0-[0-9a-f]{8}$/);
  expect(await show('origin/golden-path/1.1.0', 'deploy/budget.yaml')).toBe(
    'kind: PodDisruptionBudget\n',
  );
  expect(pulls.map(({ head }) => head.ref)).toEqual([
    'golden-path/1.1.0',
    branch,
  ]);
});

it('says which files need a hand where both have changed the same lines, and merges nothing', async () => {
  await create(v1);
  await edit({
    'deploy/endpoint.yaml': deploy(1, 'enableServiceLinks: true'),
    'docs/old.md': 'Old, and ours.\n',
    'deploy/budget.yaml': 'kind: Ours\n',
  });
  const outputs = await run('1.1.0', v2);
  expect(outputs).toMatchObject({
    state: 'conflict',
    conflicts: ['deploy/budget.yaml', 'deploy/endpoint.yaml', 'docs/old.md'],
    pullRequestNumber: 1,
  });
  expect(pulls[0].body).toContain('## Files that need a hand');
  expect(pulls[0].body).toContain('- `deploy/endpoint.yaml`\n');
  // Git itself comes to the same on the pushed branch.
  const git = await clone();
  await expect(
    git('merge', '--no-commit', 'origin/golden-path/1.1.0'),
  ).rejects.toThrow();
  expect(
    (await git('diff', '--name-only', '--diff-filter=U')).trim().split('\n'),
  ).toEqual(outputs.conflicts);
});

describe('after an earlier upgrade', () => {
  // The line that 1.1.0 brought is changed again, and so is the team's neighbour of it.
  const v3 = rendering('1.2.0', {
    ...v2,
    '.goldenpath/parameters.yaml': rendering('1.2.0', {})[
      '.goldenpath/parameters.yaml'
    ],
    'deploy/endpoint.yaml': deploy(
      1,
      'enableServiceLinks: false # since 1.2.0',
      'automountServiceAccountToken: false',
    ),
  });

  async function upgraded(...merge: string[]) {
    await create(v1);
    await edit({ 'deploy/endpoint.yaml': deploy(4) });
    await run('1.1.0', v2);
    const git = await clone();
    for (const command of merge) {
      await git(...command.split(' '));
    }
    await git('push', '--quiet', 'origin', 'main');
    await git('push', '--quiet', 'origin', ':golden-path/1.1.0');
  }

  /** The upgrade after that, as the team would find it. */
  async function upgradeAgain() {
    const { state, conflicts } = await run('1.2.0', v3, {
      fromVersion: '1.1.0',
    });
    return {
      state,
      conflicts,
      differences: await differences('golden-path/1.2.0'),
      endpoint: await show('origin/golden-path/1.2.0', 'deploy/endpoint.yaml'),
      hasNote: pulls.at(-1)?.body.includes('## Note'),
    };
  }
  const onlyNew = {
    state: 'merged',
    conflicts: [],
    differences: ['M\t.goldenpath/parameters.yaml', 'M\tdeploy/endpoint.yaml'],
    endpoint: deploy(
      4,
      'enableServiceLinks: false # since 1.2.0',
      'automountServiceAccountToken: false',
    ),
    hasNote: false,
  };

  it('brings only what is new since, when that was merged', async () => {
    await upgraded('merge --no-ff -m Merge origin/golden-path/1.1.0');
    await edit({ 'NOTES.md': 'Later.\n' });
    expect(await upgradeAgain()).toEqual(onlyNew);
  });

  it('brings only what is new since, when that was squashed and its branch deleted', async () => {
    await upgraded(
      'merge --squash origin/golden-path/1.1.0',
      // As hosts do: with the messages of what was squashed, trailers and all.
      'commit --quiet -m Squash -m Golden-Path-Template-Version:1.1.0',
    );
    await edit({ 'NOTES.md': 'Later.\n' });
    expect(await upgradeAgain()).toEqual(onlyNew);
  });

  it('compares with an older rendering when even the tag is gone, and says so', async () => {
    await upgraded(
      'merge --squash origin/golden-path/1.1.0',
      'commit --quiet -m Squash',
    );
    const git = await clone();
    for (const tag of (await git('tag')).trim().split('\n')) {
      await git('push', '--quiet', 'origin', `:refs/tags/${tag}`);
    }
    const outputs = await run('1.2.0', v3, { fromVersion: '1.1.0' });
    expect(outputs).toMatchObject({ pullRequestNumber: 2 });
    expect(pulls[1].body).toContain('compared with an older one (1.0.0)');
    // Whatever it comes to, the team's own line is not taken back.
    const merged = await clone();
    await merged('merge', '-X', 'theirs', 'origin/golden-path/1.2.0');
    expect(await merged('show', 'HEAD:deploy/endpoint.yaml')).toContain(
      'replicas: 4',
    );
  });
});

it('opens nothing when there is nothing to do', async () => {
  await create(v1);
  expect(await run('1.0.0', v1)).toEqual({ state: 'nothing-to-do' });
  // All of it is there already, put in by hand.
  await edit({ ...v2, 'docs/old.md': '' });
  expect(await run('1.1.0', v2)).toEqual({ state: 'nothing-to-do' });
  expect(pulls).toEqual([]);
  expect(
    await (
      await clone()
    )('branch', '--remotes', '--list', '*golden*'),
  ).toBe('');
});

it('compares with what the stock action publishes, file for file', async () => {
  const workspacePath = await mkdtemp(join(folder, 'published-'));
  const files = { ...v1, 'smoke-test/run.sh': '#!/bin/sh\n' };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(workspacePath, path)), { recursive: true });
    await writeFile(join(workspacePath, path), text);
  }
  await createPublishGiteaAction({
    integrations: ScmIntegrations.fromConfig(config),
    config,
  }).handler(
    createMockActionContext({
      workspacePath,
      input: {
        repoUrl: `${new URL(url).host}?owner=meridian&repo=chat`,
        defaultBranch: 'main',
      } as never,
    }),
  );
  expect(await run('1.0.0', files)).toEqual({ state: 'nothing-to-do' });
});

it('renders again what a changed answer asks for', async () => {
  await create(v1);
  const answers = v1['.goldenpath/parameters.yaml'].replace('chat', 'chat\\t');
  await edit({ '.goldenpath/parameters.yaml': answers });
  const outputs = await run('1.0.0', {
    ...v1,
    '.goldenpath/parameters.yaml': answers,
    'deploy/endpoint.yaml': deploy(2),
  });
  expect(outputs).toMatchObject({
    state: 'merged',
    changedFiles: ['deploy/endpoint.yaml'],
  });
  expect(pulls[0].title).toBe('Render chat again from the golden path 1.0.0');
});

it('pushes nothing in a dry run, and still tells what would happen', async () => {
  await create(v1);
  expect(await run('1.1.0', v2, { isDryRun: true })).toEqual({
    state: 'merged',
    branch: 'golden-path/1.1.0',
    changedFiles: expect.arrayContaining(['deploy/budget.yaml']),
    conflicts: [],
  });
  expect(pulls).toEqual([]);
  expect(
    await (
      await clone()
    )('branch', '--remotes', '--list', '*golden*'),
  ).toBe('');
});

it('refuses a repository that the template did not begin', async () => {
  await create({ 'README.md': 'Mine.\n' });
  await edit(v1);
  await expect(run('1.1.0', v2)).rejects.toThrow(
    'does not begin with what the template wrote',
  );
});

it('refuses a workspace without the rendering, for merging it would remove everything', async () => {
  await create(v1);
  await expect(run('1.1.0', { 'README.md': 'x' })).rejects.toThrow(
    'has not been rendered',
  );
  await expect(run('1.1.0', v1)).rejects.toThrow('does not hold version 1.1.0');
});

it('follows no redirect with its credentials', async () => {
  await expect(run('1.1.0', v2, { repo: 'moved' })).rejects.toThrow(
    'redirects git to another address',
  );
});

it('says what is wrong when the repository is not there', async () => {
  await expect(run('1.1.0', v2, { repo: 'gone' })).rejects.toThrow(
    `${url}/meridian/gone.git could not be cloned`,
  );
});
