import {
  deploy,
  type Files,
  startUpgrades,
  type Upgrades,
  v1,
  v2,
  v3,
} from './__testUtils__/upgrades';

let t: Upgrades;
beforeEach(async () => {
  t = await startUpgrades();
});
afterEach(() => t.remove());

async function upgraded(...merge: string[]) {
  await t.create(v1);
  await t.edit({ 'deploy/endpoint.yaml': deploy(4) });
  await t.run('1.1.0', v2);
  const git = await t.clone();
  for (const command of merge) {
    await git(...command.split(' '));
  }
  await git('push', '--quiet', 'origin', 'main');
  await git('push', '--quiet', 'origin', ':golden-path/1.1.0');
}

/** The upgrade after that, as the team would find it. */
async function upgradeAgain() {
  const { state, conflicts } = await t.run('1.2.0', v3, {
    fromVersion: '1.1.0',
  });
  return {
    state,
    conflicts,
    differences: await t.differences('golden-path/1.2.0'),
    endpoint: await t.show('origin/golden-path/1.2.0', 'deploy/endpoint.yaml'),
    hasNote: (await t.pulls()).at(-1)?.body.includes('## Note'),
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

it('brings only what is new since an earlier upgrade, when that was merged', async () => {
  await upgraded('merge --no-ff -m Merge origin/golden-path/1.1.0');
  await t.edit({ 'NOTES.md': 'Later.\n' });
  expect(await upgradeAgain()).toEqual(onlyNew);
});

it('brings only what is new since an earlier upgrade, when that was squashed and its branch deleted', async () => {
  await upgraded(
    'merge --squash origin/golden-path/1.1.0',
    // As hosts do: with the messages of what was squashed, trailers and all.
    'commit --quiet -m Squash -m Golden-Path-Template-Version:1.1.0',
  );
  await t.edit({ 'NOTES.md': 'Later.\n' });
  expect(await upgradeAgain()).toEqual(onlyNew);
});

it('compares with an older rendering when even the tag of an earlier upgrade is gone, and says so', async () => {
  await upgraded(
    'merge --squash origin/golden-path/1.1.0',
    'commit --quiet -m Squash',
  );
  const git = await t.clone();
  for (const tag of (await git('tag')).trim().split('\n')) {
    await git('push', '--quiet', 'origin', `:refs/tags/${tag}`);
  }
  const outputs = await t.run('1.2.0', v3, { fromVersion: '1.1.0' });
  expect(outputs).toMatchObject({ pullRequestNumber: 2 });
  expect((await t.pulls())[1].body).toContain(
    'compared with an older one (1.0.0)',
  );
  // Whatever it comes to, the team's own line is not taken back.
  const merged = await t.clone();
  await merged('merge', '-X', 'theirs', 'origin/golden-path/1.2.0');
  expect(await merged('show', 'HEAD:deploy/endpoint.yaml')).toContain(
    'replicas: 4',
  );
});

it('takes a squash for what it is when every file was edited in the pull request', async () => {
  await t.create(v1);
  await t.run('1.1.0', v2);
  const tuned = (text: string) => text.replace('len=8192', 'len=4096');
  await t.squash('golden-path/1.1.0', {
    'catalog-info.yaml': `${v2['catalog-info.yaml']}ours: true\n`,
    'deploy/budget.yaml': `${v2['deploy/budget.yaml']}ours: true\n`,
    'deploy/endpoint.yaml': tuned(v2['deploy/endpoint.yaml']),
  });
  expect(await t.run('1.1.0', v2)).toEqual({ state: 'nothing-to-do' });
  expect(await upgradeAgain()).toEqual({
    ...onlyNew,
    endpoint: tuned(v3['deploy/endpoint.yaml']),
  });
});

it('does not take the answers and a file that were copied by hand for the whole', async () => {
  await t.create(v1);
  await t.run('1.1.0', v2);
  for (const path of ['.goldenpath/parameters.yaml', 'deploy/budget.yaml']) {
    await t.edit({ [path]: v2[path] });
  }
  expect(await upgradeAgain()).toEqual({
    ...onlyNew,
    state: 'conflict',
    conflicts: ['.goldenpath/parameters.yaml'],
    differences: [
      'M\t.goldenpath/parameters.yaml',
      'M\tcatalog-info.yaml',
      'M\tdeploy/endpoint.yaml',
      'D\tdocs/old.md',
    ],
    endpoint: v3['deploy/endpoint.yaml'],
    hasNote: true,
  });
});

it('finds where a branch began in what an upgrade left, when its history was written anew', async () => {
  await t.create(v1);
  await t.run('1.1.0', v2);
  const git = await t.clone();
  await git('checkout', '--quiet', '--orphan', 'anew');
  await git('rm', '-r', '--quiet', '--force', '.');
  await git('commit', '--quiet', '--allow-empty', '-m', 'Begin anew');
  await git('checkout', '--quiet', 'origin/main', '--', '.');
  await git('commit', '--quiet', '-m', 'Bring what there was');
  await git('push', '--quiet', '--force', 'origin', 'anew:main');
  expect(await t.run('1.1.0', v2)).toMatchObject({ state: 'merged' });
  expect(await t.differences('golden-path/1.1.0')).toHaveLength(5);
});

describe('when two renderings of one version were proposed', () => {
  const changed = { ...v2, 'deploy/budget.yaml': 'kind: Another\n' };
  let branches: string[];
  beforeEach(async () => {
    await t.create(v1);
    await t.edit({ 'NOTES.md': 'Ours.\n' });
    branches = [];
    for (const files of [v2, changed]) {
      const { branch } = await t.run('1.1.0', files);
      branches.push(String(branch));
    }
  });

  it('brings what the newer one changed when the older was squashed', async () => {
    await t.squash(branches[0]);
    await t.close(2);
    const outputs = await t.run('1.1.0', changed);
    expect(outputs).toMatchObject({
      state: 'merged',
      changedFiles: ['deploy/budget.yaml'],
      pullRequestNumber: 3,
    });
    expect(await t.run('1.1.0', changed)).toEqual(outputs);
    await t.squash(String(outputs.branch));
    expect(await t.run('1.1.0', changed)).toEqual({ state: 'nothing-to-do' });
  });

  it('knows the newer one in a squash, and goes back where the template does', async () => {
    await t.squash(branches[1]);
    await t.close(1);
    expect(await t.run('1.1.0', changed)).toEqual({ state: 'nothing-to-do' });
    const outputs = await t.run('1.1.0', v2);
    expect(outputs).toMatchObject({
      state: 'merged',
      changedFiles: ['deploy/budget.yaml'],
    });
    expect(await t.show(`origin/${outputs.branch}`, 'deploy/budget.yaml')).toBe(
      v2['deploy/budget.yaml'],
    );
  });
});

describe('when a changed answer has been rendered again', () => {
  const answers = '.goldenpath/parameters.yaml';
  const answered = (files: Files): Files => ({
    ...files,
    [answers]: `${files[answers]}  "minReplicas": 2\n`,
    'deploy/endpoint.yaml': files['deploy/endpoint.yaml'].replace(
      'replicas: 1',
      'replicas: 2',
    ),
    'deploy/scaler.yaml': 'kind: ScaledObject\n',
  });
  const again = answered(v1);
  const ours = '    - --ours\n';
  let first: Record<string, unknown>;
  beforeEach(async () => {
    await t.create(v1);
    await t.edit({
      [answers]: again[answers],
      'deploy/endpoint.yaml': `${v1['deploy/endpoint.yaml']}${ours}`,
    });
    first = await t.run('1.0.0', again);
  });

  it('proposes the same as long as it is not merged', async () => {
    expect(first).toMatchObject({
      state: 'merged',
      changedFiles: ['deploy/endpoint.yaml', 'deploy/scaler.yaml'],
    });
    expect(await t.run('1.0.0', again)).toEqual(first);
    expect(await t.pulls()).toHaveLength(1);
  });

  it('still proposes the rest after one file was copied by hand', async () => {
    await t.edit({ 'deploy/scaler.yaml': again['deploy/scaler.yaml'] });
    expect(await t.run('1.0.0', again)).toMatchObject({
      state: 'merged',
      branch: first.branch,
      changedFiles: ['deploy/endpoint.yaml'],
    });
  });

  it('knows it again in a squash, whatever was edited and answered since', async () => {
    await t.squash('golden-path/1.0.0', {
      'deploy/scaler.yaml': `${again['deploy/scaler.yaml']}ours: true\n`,
    });
    expect(await t.run('1.0.0', again)).toEqual({ state: 'nothing-to-do' });
    const more = {
      ...again,
      [answers]: again[answers].replace('2', '3'),
      'deploy/endpoint.yaml': deploy(3),
    };
    await t.edit({ [answers]: more[answers] });
    const outputs = await t.run('1.0.0', more);
    expect(outputs).toMatchObject({
      state: 'merged',
      changedFiles: ['deploy/endpoint.yaml'],
    });
    expect(
      await t.show(`origin/${outputs.branch}`, 'deploy/endpoint.yaml'),
    ).toBe(`${deploy(3)}${ours}`);
  });

  it.each(['merge', 'squash'] as const)(
    'takes it back when the answer is, after a %s',
    async how => {
      await t[how](String(first.branch));
      await t.edit({ [answers]: v1[answers] });
      const outputs = await t.run('1.0.0', v1);
      expect(outputs).toMatchObject({
        state: 'merged',
        changedFiles: ['deploy/endpoint.yaml', 'deploy/scaler.yaml'],
      });
      expect(await t.differences(String(outputs.branch))).toEqual([
        'M\tdeploy/endpoint.yaml',
        'D\tdeploy/scaler.yaml',
      ]);
    },
  );

  it('brings it with the next version when it was closed and never merged', async () => {
    await t.close(1);
    const outputs = await t.run('1.1.0', {
      ...answered(v2),
      'deploy/endpoint.yaml': `${deploy(2)}`.replace(
        'router: {}',
        'router: {} # since 1.1.0',
      ),
    });
    expect(outputs).toMatchObject({ state: 'merged' });
    expect(await t.differences('golden-path/1.1.0')).toEqual([
      'M\t.goldenpath/parameters.yaml',
      'M\tcatalog-info.yaml',
      'A\tdeploy/budget.yaml',
      'M\tdeploy/endpoint.yaml',
      'A\tdeploy/scaler.yaml',
      'D\tdocs/old.md',
    ]);
    expect(
      await t.show('origin/golden-path/1.1.0', 'deploy/endpoint.yaml'),
    ).toBe(
      `${deploy(2).replace('router: {}', 'router: {} # since 1.1.0')}${ours}`,
    );
  });
});
