import {
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

it.each([
  { after: 'the endpoint was made', version: '1.1.0', files: v2 },
  { after: 'an earlier upgrade was squashed', version: '1.2.0', files: v3 },
])(
  'goes on with what is there when it is run again after $after, also when the team went on',
  async ({ version, files }) => {
    await t.create(v1);
    await t.edit({ 'NOTES.md': 'Ours.\n' });
    if (files === v3) {
      await t.run('1.1.0', v2);
      await t.squash('golden-path/1.1.0');
      const git = await t.clone();
      await git('push', '--quiet', 'origin', ':golden-path/1.1.0');
    }
    const branch = `origin/golden-path/${version}`;
    const first = await t.run(version, files);
    expect(first).toMatchObject({ state: 'merged' });
    const texts = async () =>
      (await t.pulls()).map(({ number, body }) => ({ number, body }));
    const before = await texts();
    const tip = await (await t.clone())('rev-parse', branch);
    expect(await t.run(version, files)).toEqual(first);
    expect(await (await t.clone())('rev-parse', branch)).toBe(tip);

    await t.edit({ 'NOTES.md': 'Ours, later.\n' });
    expect(await t.run(version, files)).toEqual(first);
    const git = await t.clone();
    expect(await git('show', `${branch}:NOTES.md`)).toBe('Ours, later.\n');
    await git('merge-base', '--is-ancestor', tip.trim(), branch);
    expect(await texts()).toEqual(before);
  },
);

it('proposes again what was merged and then reverted, as often as it takes', async () => {
  await t.create(v1);
  await t.edit({ 'NOTES.md': 'Ours.\n' });
  const branches = new Set();
  for (const pullRequestNumber of [1, 2, 3]) {
    const outputs = await t.run('1.1.0', v2);
    expect(outputs).toMatchObject({ state: 'merged', pullRequestNumber });
    expect(await t.run('1.1.0', v2)).toEqual(outputs);
    const branch = String(outputs.branch);
    branches.add(branch);
    expect(await t.differences(branch)).toHaveLength(5);

    await t.merge(branch);
    expect(await t.run('1.1.0', v2)).toEqual({ state: 'nothing-to-do' });
    const git = await t.clone();
    await git('revert', '--no-edit', '-m', '1', 'HEAD');
    await git('push', '--quiet', 'origin', 'main');
  }
  expect(branches.size).toBe(3);
  await expect(t.run('1.1.0', v2)).rejects.toThrow('delete or rename them');
});

it('says in the pull request that is open what the upgrade comes to by now', async () => {
  await t.create(v1);
  await t.run('1.1.0', v2);
  await t.edit({ 'deploy/budget.yaml': 'kind: Ours\n' });
  expect(await t.run('1.1.0', v2)).toMatchObject({
    state: 'conflict',
    pullRequestNumber: 1,
  });
  const [conflicted, ...more] = await t.pulls();
  expect(more).toEqual([]);
  expect(conflicted.body).toContain(
    '## Files that need a hand\n\nThe golden path and your team',
  );
  expect(conflicted.body).toContain('\n- `deploy/budget.yaml`\n');

  await t.edit({ 'deploy/budget.yaml': v2['deploy/budget.yaml'] });
  expect(await t.run('1.1.0', v2)).toMatchObject({ state: 'merged' });
  const [merged] = await t.pulls();
  expect(merged.body).not.toContain('need a hand');
  expect(merged.body).not.toContain('budget.yaml');
});

it('opens another pull request when somebody has closed the one there was', async () => {
  await t.create(v1);
  const first = await t.run('1.1.0', v2);
  await t.close(1);
  expect(await t.run('1.1.0', v2)).toEqual({
    ...first,
    pullRequestNumber: 2,
    pullRequestUrl: `${t.url}/meridian/chat/pulls/2`,
  });
  expect((await t.pulls()).map(({ state }) => state)).toEqual([
    'closed',
    'open',
  ]);
});

it('leaves a branch alone that holds another rendering', async () => {
  await t.create(v1);
  await t.run('1.1.0', v2);
  const other = { ...v2, 'deploy/budget.yaml': 'kind: Another\n' };
  const { branch } = await t.run('1.1.0', other);
  expect(branch).toMatch(/^golden-path\/1\.1\.0-[0-9a-f]{8}$/);
  expect(await t.show('origin/golden-path/1.1.0', 'deploy/budget.yaml')).toBe(
    'kind: PodDisruptionBudget\n',
  );
  expect((await t.pulls()).map(({ head }) => head.ref)).toEqual([
    'golden-path/1.1.0',
    branch,
  ]);
});

it('begins anew on an earlier upgrade that was merged after this one had been proposed', async () => {
  await t.create(v1);
  await t.edit({ 'NOTES.md': 'Ours.\n' });
  const first = await t.run('1.2.0', v3);
  await t.run('1.1.0', v2);
  await t.merge('golden-path/1.1.0');
  const outputs = await t.run('1.2.0', v3);
  expect(outputs).toMatchObject({ state: 'merged', pullRequestNumber: 3 });
  expect(outputs.branch).not.toBe(first.branch);
  expect(await t.differences(String(outputs.branch))).toEqual([
    'M\t.goldenpath/parameters.yaml',
    'M\tdeploy/endpoint.yaml',
  ]);
  expect(await t.run('1.2.0', v3)).toEqual(outputs);
});

it('pushes nothing in a dry run, and still tells what would happen', async () => {
  await t.create(v1);
  expect(await t.run('1.1.0', v2, { isDryRun: true })).toEqual({
    state: 'merged',
    branch: 'golden-path/1.1.0',
    changedFiles: expect.arrayContaining(['deploy/budget.yaml']),
    conflicts: [],
  });
  expect(await t.pulls()).toEqual([]);
  expect(await t.branches()).toBe('');
});
