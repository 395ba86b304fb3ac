import { expect, test } from '@playwright/test';
import { expectAccessible } from './support/accessibility';
import { card, endpointPage, openEndpoint } from './support/card';
import { create, fillForm, openForm } from './support/createEndpoint';
import { openAs } from './support/people';

const run = Date.now().toString(36);
const first = `qwen-chat-${run}`;
const second = `qwen-batch-${run}`;

test('from nothing to a served model, through quota, to who is on call', async ({
  browser,
}) => {
  const mia = await openAs(browser, 'Mia Chen');

  await test.step('the ML engineer creates an endpoint for a real model', async () => {
    await openForm(mia);
    await expectAccessible(mia, 'the first step of the form');
    await fillForm(mia, {
      name: first,
      model: { title: 'Qwen2.5 7B Instruct' },
      acceleratorClass: 'NVIDIA L4 24 GB',
    });
    await create(mia);
  });

  await test.step('the repository can be browsed, with its manifests', async () => {
    const [repository] = await Promise.all([
      mia.context().waitForEvent('page'),
      mia.getByRole('link', { name: 'Repository' }).click(),
    ]);
    await repository.getByRole('link', { name: 'deploy', exact: true }).click();
    await repository.getByRole('link', { name: 'base', exact: true }).click();
    await repository
      .getByRole('link', { name: 'llm-inference-service.yaml', exact: true })
      .click();
    await expect(
      repository.getByText('LLMInferenceService').first(),
    ).toBeVisible();
    await repository.goBack();
    await repository
      .getByRole('link', { name: 'accelerator-claim.yaml', exact: true })
      .click();
    await expect(repository.getByText('exactly:').first()).toBeVisible();
    await repository.close();
  });

  await test.step('the entity has its owner and its accelerator class', async () => {
    await expect(
      mia.getByRole('link', { name: 'Endpoint page' }),
    ).toHaveAttribute('href', endpointPage(first));
    await openEndpoint(mia, first);
    const ownership = card(mia, 'Ownership and on-call');
    await expect(
      ownership.getByRole('link', { name: 'Support assist' }).first(),
    ).toBeVisible();
    await expect(
      ownership.getByRole('link', { name: 'NVIDIA L4 24 GB' }),
    ).toBeVisible();
  });

  await test.step('the model loads and becomes ready, and the cards show figures with units', async () => {
    await expect(mia.getByText('1 of 1 replica ready')).toBeVisible({
      timeout: 120_000,
    });
    await expect(
      card(mia, 'GPU utilisation').getByText(/^\d+\s%$/),
    ).toBeVisible({ timeout: 120_000 });
    await expect(
      card(mia, 'Latency')
        .getByText(/^[\d.]+\sm?s$/)
        .first(),
    ).toBeVisible({ timeout: 120_000 });
    await expect(
      card(mia, 'Cost')
        .getByText(/^\$\d+\.\d\d\/h$/)
        .first(),
    ).toBeVisible();
    await expectAccessible(mia, 'an endpoint');
  });

  let request = '';
  await test.step('a second endpoint exceeds the quota: it waits, and the request is filed', async () => {
    await openForm(mia);
    await fillForm(mia, {
      name: second,
      model: { title: 'Qwen2.5 7B Instruct' },
      acceleratorClass: 'NVIDIA L4 24 GB',
    });
    await create(mia);
    const [filed] = await Promise.all([
      mia.context().waitForEvent('page'),
      mia.getByRole('link', { name: 'Quota request' }).click(),
    ]);
    await expect(
      filed.getByRole('heading', { name: /^Request \d+/ }),
    ).toBeVisible();
    request = new URL(filed.url()).pathname;
    await filed.close();
    await openEndpoint(mia, second);
    await expect(
      card(mia, 'GPU quota').getByText(/Waiting for quota/),
    ).toBeVisible();
  });

  await test.step('the team lead is told, and approves', async () => {
    const tom = await openAs(browser, 'Tom Okafor');
    await tom.goto('/gpu-quota/approvals');
    const link = tom.locator(`a[href$="${request}"]`).first();
    await expect(link).toBeVisible();
    await expectAccessible(tom, 'approvals');
    await link.click();
    await expect(
      tom.getByRole('heading', { name: /^Request \d+/ }),
    ).toBeVisible();
    await expectAccessible(tom, 'a request');
    await tom.getByRole('button', { name: /^Approve 1/ }).click();
    await expect(tom.getByText('approved').first()).toBeVisible();
    await tom.context().close();
  });

  await test.step('and the second endpoint starts', async () => {
    await openEndpoint(mia, second);
    await expect(mia.getByText('1 of 1 replica ready')).toBeVisible({
      timeout: 150_000,
    });
    await mia.context().close();
  });

  await test.step('on-call opens the broken endpoint: who owns it, who is on call', async () => {
    const priya = await openAs(browser, 'Priya Nair');
    await priya.goto(endpointPage('reply-drafts'));
    const ownership = card(priya, 'Ownership and on-call');
    await expect(ownership.getByText('Platform problem')).toBeVisible();
    await expect(
      ownership.getByText(/Device errors: \d+/).first(),
    ).toBeVisible();
    await expect(
      ownership.getByText(/Priya Nair|Lena Fischer/).first(),
    ).toBeVisible();
    await expect(
      ownership.getByText(/Mia Chen|Tom Okafor/).first(),
    ).toBeVisible();
    await priya.context().close();
  });
});
