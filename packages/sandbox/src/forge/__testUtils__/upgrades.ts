import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { ScmIntegrations } from '@backstage/integration';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { createUpgradeEndpointAction } from '@golden-path/plugin-scaffolder-backend-module-inference';
import type { RequestHandler } from 'express';
import {
  CREDENTIALS,
  gitCli,
  NOW,
  startTestForge,
  withCredentials,
} from '../testForge';

/** Texts by path; in an edit, an empty one removes the file. */
export type Files = Record<string, string>;

/** A pull request as the forge's API has it, as far as the tests look. */
export type ShownPull = {
  number: number;
  state: string;
  title: string;
  body: string;
  head: { ref: string };
  base: { ref: string };
};

/** Lines of a file. */
export const lines = (...all: string[]) => `${all.join('\n')}\n`;

/** What a template writes in a version: its answers, and these files. */
export function rendering(version: string, files: Files): Files {
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

/** A manifest, with the number of replicas that a team tunes and lines that later versions add. */
export const deploy = (replicas: number, ...more: string[]) =>
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

/** What the template wrote when the endpoint was made. */
export const v1 = rendering('1.0.0', {
  'catalog-info.yaml': lines('kind: Component', 'version: 1.0.0'),
  'deploy/endpoint.yaml': deploy(1),
  'docs/old.md': 'Old.\n',
});
/** What it writes later: one file more, one less, and a line at the end of the manifest. */
export const v2 = rendering('1.1.0', {
  'catalog-info.yaml': lines('kind: Component', 'version: 1.1.0'),
  'deploy/endpoint.yaml': deploy(1, 'enableServiceLinks: false'),
  'deploy/budget.yaml': 'kind: PodDisruptionBudget\n',
});

/** And later still: the line that 1.1.0 brought is changed again, and so is the team's neighbour of it. */
export const v3 = rendering('1.2.0', {
  'catalog-info.yaml': v2['catalog-info.yaml'],
  'deploy/endpoint.yaml': deploy(
    1,
    'enableServiceLinks: false # since 1.2.0',
    'automountServiceAccountToken: false',
  ),
  'deploy/budget.yaml': v2['deploy/budget.yaml'],
});

/** Writes texts below a folder; an empty one removes the file. */
export async function writeFiles(dir: string, files: Files): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const file = join(dir, path);
    if (text) {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    } else {
      await rm(file);
    }
  }
}

/** A forge with an endpoint's repository in it, and the upgrade of that endpoint. */
export type Upgrades = Awaited<ReturnType<typeof startUpgrades>>;

/** Starts a forge, for the repository `meridian/chat`. */
export async function startUpgrades(options: { front?: RequestHandler } = {}) {
  const t = await startTestForge(options);
  const { forge, url, host, workDir } = t;
  const repoUrl = `${host}?owner=meridian&repo=chat`;
  const api = `${url}/api/v1/repos/meridian/chat/pulls`;
  const config = mockServices.rootConfig({
    data: {
      integrations: { gitea: [{ host, baseUrl: url, ...CREDENTIALS }] },
      scaffolder: {
        defaultAuthor: { name: 'Golden Path', email: 'path@meridian.example' },
      },
    },
  });
  const integrations = ScmIntegrations.fromConfig(config);
  let now = NOW;
  const upgrade = createUpgradeEndpointAction({
    config,
    integrations,
    // No two upgrades are made in the same minute.
    now: () => {
      now += 60_000;
      return now;
    },
  });

  /** A fresh clone with every branch, as somebody in the team has it. */
  async function clone() {
    const dir = await mkdtemp(join(workDir, 'clone-'));
    const from = withCredentials(`${url}/meridian/chat.git`);
    await gitCli(dir, 'clone', '--quiet', from, '.');
    return Object.assign((...args: string[]) => gitCli(dir, ...args), { dir });
  }

  return {
    url,
    repoUrl,
    config,
    integrations,
    workDir,
    clone,
    remove: t.remove,

    /** A repository as the template's publish step leaves it. */
    async create(files: Files) {
      await forge.createRepository('meridian', 'chat', Object.entries(files), {
        message: 'Create chat',
        author: { name: 'Golden Path', email: 'path@meridian.example' },
      });
    },

    /** Edits on main, pushed by hand. */
    async edit(files: Files) {
      const git = await clone();
      await writeFiles(git.dir, files);
      await git('add', '--all');
      await git('commit', '--quiet', '-m', 'Tune by hand');
      await git('push', '--quiet', 'origin', 'main');
    },

    /** Merges a branch into main with a merge commit; the branch stays. */
    async merge(branch: string) {
      const git = await clone();
      await git('merge', '--no-ff', '-m', 'Merge', `origin/${branch}`);
      await git('push', '--quiet', 'origin', 'main');
    },

    /** Brings a branch to main in one commit, with edits of the team's own; the branch stays. */
    async squash(branch: string, edits: Files = {}) {
      const git = await clone();
      await git('merge', '--squash', `origin/${branch}`);
      await writeFiles(git.dir, edits);
      await git('add', '--all');
      await git('commit', '--quiet', '-m', 'Squash');
      await git('push', '--quiet', 'origin', 'main');
    },

    /** Runs the action on what a version writes; answers its outputs. */
    async run(
      version: string,
      files: Files,
      changes: {
        fromVersion?: string;
        isDryRun?: boolean;
        repo?: string;
        /** Does more to the folder that the template was rendered into. */
        prepare?: (folder: string) => Promise<unknown>;
      } = {},
    ) {
      const workspacePath = await mkdtemp(join(workDir, 'workspace-'));
      const rendered = join(workspacePath, 'rendering');
      await writeFiles(rendered, files);
      await changes.prepare?.(rendered);
      const outputs: Record<string, unknown> = {};
      await upgrade.handler({
        ...createMockActionContext({
          workspacePath,
          input: {
            name: 'chat',
            repoUrl: `${host}?owner=meridian&repo=${changes.repo ?? 'chat'}`,
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
        createTemporaryDirectory: () => mkdtemp(join(workDir, 'temporary-')),
        output: (name, value) => {
          outputs[name] = value;
        },
      });
      return outputs;
    },

    /** A file of a branch. */
    async show(ref: string, path: string) {
      return (await clone())('show', `${ref}:${path}`);
    },

    /** What a branch would change on main: its files with how each differs. */
    async differences(branch: string) {
      const git = await clone();
      const text = await git(
        'diff',
        '--name-status',
        'main',
        `origin/${branch}`,
      );
      return text.trim().split('\n').filter(Boolean);
    },

    /** Branches of upgrades that have been pushed. */
    async branches() {
      return (await clone())('branch', '--remotes', '--list', '*golden*');
    },

    /** Every pull request, the oldest first. */
    async pulls(): Promise<ShownPull[]> {
      return (await (await fetch(`${api}?state=all`)).json()).reverse();
    },

    /** Closes a pull request, and leaves its branch. */
    async close(index: number) {
      const { status } = await fetch(`${api}/${index}`, {
        method: 'PATCH',
        headers: {
          Authorization: `Basic ${Buffer.from(
            `${CREDENTIALS.username}:${CREDENTIALS.password}`,
          ).toString('base64')}`,
          'Content-Type': 'application/json',
        },
        body: JSON.stringify({ state: 'closed' }),
      });
      if (status !== 201) {
        throw new Error(`The forge answered ${status}`);
      }
    },
  };
}
