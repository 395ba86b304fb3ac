import {
  deploy,
  rendering,
  startUpgrades,
  type Upgrades,
  v1,
  v2,
} from './__testUtils__/upgrades';

let t: Upgrades;
beforeEach(async () => {
  t = await startUpgrades();
});
afterEach(() => t.remove());

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
