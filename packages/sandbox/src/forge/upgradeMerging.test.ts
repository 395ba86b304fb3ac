import { chmod, mkdir, mkdtemp, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { createPublishGiteaAction } from '@backstage/plugin-scaffolder-backend-module-gitea';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import {
  deploy,
  startUpgrades,
  type Upgrades,
  v1,
  v2,
  writeFiles,
} from './__testUtils__/upgrades';

let t: Upgrades;
beforeEach(async () => {
  t = await startUpgrades();
});
afterEach(() => t.remove());

it('keeps a hand-made edit and brings only what the template has changed', async () => {
  await t.create(v1);
  await t.edit({
    'deploy/endpoint.yaml': deploy(4),
    'NOTES.md': 'Ours.\n',
  });
  const before = await (await t.clone())('rev-parse', 'main');

  const outputs = await t.run('1.1.0', v2);

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
    pullRequestUrl: `${t.url}/meridian/chat/pulls/1`,
  });
  expect(await t.differences('golden-path/1.1.0')).toEqual([
    'M\t.goldenpath/parameters.yaml',
    'M\tcatalog-info.yaml',
    'A\tdeploy/budget.yaml',
    'M\tdeploy/endpoint.yaml',
    'D\tdocs/old.md',
  ]);
  expect(await t.show('origin/golden-path/1.1.0', 'deploy/endpoint.yaml')).toBe(
    deploy(4, 'enableServiceLinks: false'),
  );
  const git = await t.clone();
  expect(await git('rev-parse', 'main')).toBe(before);
  expect(await git('merge', 'origin/golden-path/1.1.0')).toContain(
    'Fast-forward',
  );
  const [pull, ...more] = await t.pulls();
  expect(more).toEqual([]);
  expect(pull).toMatchObject({
    title: 'Upgrade chat to the golden path 1.1.0',
    base: { ref: 'main' },
  });
  expect(pull.body).toContain('- Adds a disruption \\*budget\\*.');
  expect(pull.body).toContain('- `docs/old.md`: removed');
  expect(pull.body).toContain('2 accelerators at most, where it took 1');
});

it('says which files need a hand where both have changed the same lines, and merges nothing', async () => {
  await t.create(v1);
  await t.edit({
    'deploy/endpoint.yaml': deploy(1, 'enableServiceLinks: true'),
    'docs/old.md': 'Old, and ours.\n',
    'deploy/budget.yaml': 'kind: Ours\n',
  });
  const outputs = await t.run('1.1.0', v2);
  expect(outputs).toMatchObject({
    state: 'conflict',
    conflicts: ['deploy/budget.yaml', 'deploy/endpoint.yaml', 'docs/old.md'],
    pullRequestNumber: 1,
  });
  const [pull] = await t.pulls();
  expect(pull.body).toContain('## Files that need a hand');
  expect(pull.body).toContain('- `deploy/endpoint.yaml`\n');
  // Git itself comes to the same on the pushed branch.
  const git = await t.clone();
  await expect(
    git('merge', '--no-commit', 'origin/golden-path/1.1.0'),
  ).rejects.toThrow();
  expect(
    (await git('diff', '--name-only', '--diff-filter=U')).trim().split('\n'),
  ).toEqual(outputs.conflicts);
});

it('opens nothing when there is nothing to do', async () => {
  await t.create(v1);
  expect(await t.run('1.0.0', v1)).toEqual({ state: 'nothing-to-do' });
  // All of it is there already, put in by hand.
  await t.edit({ ...v2, 'docs/old.md': '' });
  expect(await t.run('1.1.0', v2)).toEqual({ state: 'nothing-to-do' });
  expect(await t.pulls()).toEqual([]);
  expect(await t.branches()).toBe('');
});

it('renders again what a changed answer asks for', async () => {
  await t.create(v1);
  const answers = v1['.goldenpath/parameters.yaml'].replace('chat', 'chat\\t');
  await t.edit({ '.goldenpath/parameters.yaml': answers });
  const outputs = await t.run('1.0.0', {
    ...v1,
    '.goldenpath/parameters.yaml': answers,
    'deploy/endpoint.yaml': deploy(2),
  });
  expect(outputs).toMatchObject({
    state: 'merged',
    changedFiles: ['deploy/endpoint.yaml'],
  });
  expect((await t.pulls())[0].title).toBe(
    'Render chat again from the golden path 1.0.0',
  );
});

it('compares with what the stock action publishes, file for file', async () => {
  const workspacePath = await mkdtemp(join(t.workDir, 'published-'));
  const files = { ...v1, 'smoke-test/run.sh': '#!/bin/sh\n' };
  const prepare = async (folder: string) => {
    await chmod(join(folder, 'smoke-test/run.sh'), 0o755);
    await symlink('run.sh', join(folder, 'smoke-test/again.sh'));
    await mkdir(join(folder, 'empty'));
  };
  await writeFiles(workspacePath, files);
  await prepare(workspacePath);
  await createPublishGiteaAction({
    integrations: t.integrations,
    config: t.config,
  }).handler(
    createMockActionContext({
      workspacePath,
      input: {
        repoUrl: t.repoUrl,
        defaultBranch: 'main',
      } as never,
    }),
  );
  expect(await t.run('1.0.0', files, { prepare })).toEqual({
    state: 'nothing-to-do',
  });
  const git = await t.clone();
  expect(await git('ls-tree', 'HEAD', 'smoke-test/')).toMatch(
    /^120000 .*again\.sh\n100755 .*run\.sh\n$/,
  );
});
