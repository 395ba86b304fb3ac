import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility';
import { endpointPage } from './support/card';
import { create, fillForm, openForm } from './support/createEndpoint';
import { openAs } from './support/people';
import { daysLater } from './support/quotaClock';

const name = `rank-burst-${Date.now().toString(36)}`;

/** The day after today, as a date field takes it. */
const tomorrow = () =>
  new Date(Date.now() + 24 * 3_600_000).toISOString().slice(0, 10);

async function expectNotified(page: Page, title: RegExp, text: RegExp) {
  await page.goto('/notifications');
  await expect(page.getByText(title).first()).toBeVisible();
  await expect(page.getByText(text).first()).toBeVisible();
}

test('a burst of quota: asked for with evidence, granted in part, and over one day', async ({
  browser,
}) => {
  const diego = await openAs(browser, 'Diego Santos');
  const tom = await openAs(browser, 'Tom Okafor');
  let request = '';

  await test.step('an endpoint waits for quota; its engineer asks for more, until tomorrow', async () => {
    await openForm(diego);
    await fillForm(diego, {
      name,
      model: { title: 'Qwen2.5 7B Instruct' },
      acceleratorClass: 'NVIDIA L40S 48 GB',
    });
    await create(diego);
    const [filed] = await Promise.all([
      diego.context().waitForEvent('page'),
      diego.getByRole('link', { name: 'Quota request' }).click(),
    ]);
    await filed.getByRole('button', { name: 'Edit…' }).click();
    const dialog = filed.getByRole('dialog');
    await dialog.getByRole('textbox', { name: /^Devices/ }).fill('3');
    await dialog.getByLabel('Until').fill(tomorrow());
    await dialog
      .getByRole('textbox', { name: /^Reason/ })
      .fill('Rank the evening sale with a larger model.');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toBeHidden();
    await expect(
      filed.getByRole('button', { name: 'Approve 3' }),
    ).toBeDisabled();
    request = new URL(filed.url()).pathname;
    await filed.close();
  });

  await test.step('the lead sees the evidence beside the ask, and grants one, saying why', async () => {
    await tom.goto(request);
    await expect(
      tom.getByText('Rank the evening sale with a larger model.').first(),
    ).toBeVisible();
    await expect(
      tom
        .getByRole('region', { name: 'Does it need this class?' })
        .getByText(/meets the same targets for \$\d+ less a month/),
    ).toBeVisible();
    await expect(
      tom
        .getByRole('region', { name: 'How well do they use what they hold?' })
        .getByText(/mean \d+ %.*idle \d+ of \d+ device-hours/)
        .first(),
    ).toBeVisible();
    await expectAccessible(tom, 'a request for a burst');
    await tom.getByRole('button', { name: 'Approve fewer…' }).click();
    const dialog = tom.getByRole('dialog');
    await dialog.getByRole('textbox', { name: /^Devices/ }).fill('1');
    await dialog
      .getByRole('textbox', { name: /^Reason/ })
      .fill('One is what the model needs.');
    await dialog.getByRole('button', { name: 'Approve 1' }).click();
    await expect(dialog).toBeHidden();
    await expect(tom.getByText('approved for 1 of 3').first()).toBeVisible();
  });

  await test.step('the engineer is told, and the endpoint starts', async () => {
    await expectNotified(
      diego,
      /Request \d+ was approved: 1 of 3/,
      /One is what the model needs\./,
    );
    await diego.goto(endpointPage(name));
    await expect(diego.getByText('1 of 1 replica ready')).toBeVisible({
      timeout: 150_000,
    });
  });

  await test.step('the day after, the team is over its quota, its lead is told, and nothing is stopped', async () => {
    await daysLater(2, async () => {
      await expect(async () => {
        await expectNotified(
          tom,
          /1 × l40s-48g of search-ranking have ended/,
          /over its quota by 1.*Nothing is stopped/,
        );
      }).toPass({ timeout: 120_000 });
      await diego.goto('/gpu-quota');
      await expect(diego.getByText(/over quota/i).first()).toBeVisible();
      await expectAccessible(diego, 'a team over its quota');
      await diego.goto(endpointPage(name));
      await expect(diego.getByText('1 of 1 replica ready')).toBeVisible();
    });
  });

  await diego.context().close();
  await tom.context().close();
});
