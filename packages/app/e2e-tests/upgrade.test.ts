import { expect, test } from '@playwright/test';
import { expectAccessible } from './support/accessibility';
import { card, endpointPage } from './support/card';
import { create, fillForm, openForm } from './support/createEndpoint';
import { openAs } from './support/people';
import { clone } from './support/repository';

const name = `qwen-upgrade-${Date.now().toString(36)}`;
const BY_HAND = 'Tuned by hand, on a Friday.';

test('an endpoint gets what the golden path has gained since, and keeps what its team has changed', async ({
  browser,
}) => {
  const mia = await openAs(browser, 'Mia Chen');

  await test.step('an endpoint is made, as an older version of the template would have made it', async () => {
    await openForm(mia);
    await fillForm(mia, {
      name,
      model: { title: 'Qwen2.5 7B Instruct' },
      acceleratorClass: 'NVIDIA L4 24 GB',
    });
    await create(mia);
    const repository = await clone(name);
    const toOlder = (text: string) =>
      text.replace(/^(.*version"?: )"\d+\.\d+\.\d+"/m, '$1"1.0.0"');
    await repository.edit('.goldenpath/parameters.yaml', toOlder);
    await repository.edit('catalog-info.yaml', toOlder);
    await repository.git('rm', '--quiet', 'docs/runbook.md');
    await repository.git('commit', '--quiet', '--all', '--amend', '--no-edit');
    await repository.git('push', '--quiet', '--force', 'origin', 'main');
    await repository.remove();
  });

  await test.step('its team changes it by hand', async () => {
    const repository = await clone(name);
    await repository.edit('README.md', text => `${text}\n${BY_HAND}\n`);
    await repository.git('commit', '--quiet', '--all', '-m', 'Say so');
    await repository.git('push', '--quiet', 'origin', 'main');
    await repository.remove();
  });

  await test.step('its page says what is new, and what it lacks', async () => {
    await expect(async () => {
      await mia.goto(endpointPage(name));
      await expect(
        card(mia, 'Golden path').getByText('Made from version 1.0.0'),
      ).toBeVisible({ timeout: 5_000 });
      // The backend reads a repository once a minute.
      await expect(
        card(mia, 'Golden path').getByRole('link', { name: /^Upgrade to/ }),
      ).toBeVisible({ timeout: 5_000 });
    }).toPass({ timeout: 150_000 });
    await expectAccessible(mia, 'the golden path of an endpoint');
  });

  await test.step('the upgrade opens a pull request', async () => {
    await card(mia, 'Golden path')
      .getByRole('link', { name: /^Upgrade to/ })
      .click();
    await expect(mia.getByLabel(/^Endpoint/)).toHaveValue(new RegExp(name));
    await mia.getByRole('button', { name: 'Review' }).click();
    await mia.getByRole('button', { name: 'Create' }).click();
    const link = mia.getByRole('link', { name: 'Pull request' });
    await expect(link).toBeVisible({ timeout: 180_000 });
    const [pull] = await Promise.all([
      mia.context().waitForEvent('page'),
      link.click(),
    ]);
    await expect(
      pull.getByText(new RegExp(`Upgrade ${name} to the golden path`)).first(),
    ).toBeVisible();
    await pull.close();
  });

  await test.step('which brings the intended differences, keeps the edit, and leaves main alone', async () => {
    const repository = await clone(name);
    const branch = (
      await repository.git('branch', '-r', '--list', 'origin/golden-path/*')
    ).trim();
    const changed = await repository.git(
      'diff',
      '--name-status',
      'main',
      branch,
    );
    expect(changed.trim().split('\n').sort()).toEqual([
      'A\tdocs/runbook.md',
      'M\t.goldenpath/parameters.yaml',
      'M\tcatalog-info.yaml',
    ]);
    expect(await repository.git('show', `${branch}:README.md`)).toContain(
      BY_HAND,
    );
    expect(await repository.git('log', '--format=%s', 'main')).toMatch(
      /^Say so\nCreate /,
    );
    await repository.remove();
  });
  await mia.context().close();
});
