import { startUpgrades, type Upgrades, v1, v2 } from './__testUtils__/upgrades';

let t: Upgrades;
beforeEach(async () => {
  t = await startUpgrades({
    front: (req, res, next) =>
      req.path.startsWith('/meridian/moved.git/')
        ? res.redirect(307, '/elsewhere')
        : next(),
  });
});
afterEach(() => t.remove());

it('refuses a repository that the template did not begin', async () => {
  await t.create({ 'README.md': 'Mine.\n' });
  await t.edit(v1);
  await expect(t.run('1.1.0', v2)).rejects.toThrow(
    'does not begin with what the template wrote',
  );
});

it('refuses a workspace without the rendering, for merging it would remove everything', async () => {
  await t.create(v1);
  await expect(t.run('1.1.0', { 'README.md': 'x' })).rejects.toThrow(
    'has not been rendered',
  );
  await expect(t.run('1.1.0', v1)).rejects.toThrow(
    'does not hold version 1.1.0',
  );
});

it('follows no redirect with its credentials', async () => {
  await expect(t.run('1.1.0', v2, { repo: 'moved' })).rejects.toThrow(
    'redirects git to another address',
  );
});

it('says what is wrong when the repository is not there', async () => {
  await expect(t.run('1.1.0', v2, { repo: 'gone' })).rejects.toThrow(
    `${t.url}/meridian/gone.git could not be cloned`,
  );
});
