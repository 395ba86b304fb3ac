import { startUpgrades, type Upgrades, v1, v2 } from './__testUtils__/upgrades';

let t: Upgrades;
beforeEach(async () => {
  t = await startUpgrades();
});
afterEach(() => t.remove());

it('goes on with what is there when it is run again, also after the team went on', async () => {
  await t.create(v1);
  await t.edit({ 'NOTES.md': 'Ours.\n' });
  const first = await t.run('1.1.0', v2);
  const tip = await (await t.clone())('rev-parse', 'origin/golden-path/1.1.0');
  expect(await t.run('1.1.0', v2)).toEqual(first);
  expect(await (await t.clone())('rev-parse', 'origin/golden-path/1.1.0')).toBe(
    tip,
  );

  await t.edit({ 'NOTES.md': 'Ours, later.\n' });
  expect(await t.run('1.1.0', v2)).toEqual(first);
  const git = await t.clone();
  expect(await git('show', 'origin/golden-path/1.1.0:NOTES.md')).toBe(
    'Ours, later.\n',
  );
  await git(
    'merge-base',
    '--is-ancestor',
    tip.trim(),
    'origin/golden-path/1.1.0',
  );
  expect(await t.pulls()).toHaveLength(1);
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
