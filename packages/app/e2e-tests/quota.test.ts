import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility';
import { endpointPage } from './support/card';
import { create, fillForm, openForm } from './support/createEndpoint';
import { openLive } from './support/news';
import { openAs } from './support/people';
import { daysLater } from './support/quotaClock';

const name = `rank-burst-${Date.now().toString(36)}`;

/** A day from today on, as a date field takes it. */
const inDays = (days: number) =>
  new Date(Date.now() + days * 24 * 3_600_000).toISOString().slice(0, 10);

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
    await dialog.getByLabel('Until').fill(inDays(1));
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

test('a lead asks back before granting; the team renews, and returns what it does not need', async ({
  browser,
}) => {
  const sam = await openAs(browser, 'Sam Weber');
  const noor = await openAs(browser, 'Noor Rahman');
  let request = '';

  await test.step('a request until a date', async () => {
    await sam.goto('/gpu-quota');
    await sam
      .getByRole('button', { name: /Request quota/ })
      .first()
      .click();
    const dialog = sam.getByRole('dialog', { name: 'Request quota' });
    await dialog.getByRole('button', { name: /Accelerator class$/ }).click();
    await sam.getByRole('option', { name: 'NVIDIA L40S 48 GB' }).click();
    await dialog.getByLabel('Until').fill(inDays(3));
    await dialog
      .getByRole('textbox', { name: /^Reason/ })
      .fill('Read the backlog of invoices.');
    await expectAccessible(sam, 'asking for quota');
    await dialog.getByRole('button', { name: 'Send request' }).click();
    await sam.getByRole('link', { name: 'View request' }).click();
    await expect(
      sam.getByRole('heading', { name: /^Request \d+/ }),
    ).toBeVisible();
    request = new URL(sam.url()).pathname;
  });

  await test.step('is questioned, answered and approved, each seen by the other at once', async () => {
    await openLive(sam, request);
    await openLive(noor, request);
    await noor.getByRole('button', { name: 'Ask…' }).click();
    const ask = noor.getByRole('dialog');
    await ask.getByRole('textbox', { name: /^Question/ }).fill('How many?');
    await ask.getByRole('button', { name: 'Ask' }).click();
    await expect(ask).toBeHidden();

    await sam.getByRole('button', { name: 'Reload' }).click();
    await sam.getByRole('button', { name: 'Answer…' }).click();
    await expectAccessible(sam, 'answering a question');
    const answer = sam.getByRole('dialog');
    await answer
      .getByRole('textbox', { name: /^Answer/ })
      .fill('Four thousand.');
    await answer.getByRole('button', { name: 'Send answer' }).click();
    await expect(answer).toBeHidden();

    await noor.getByRole('button', { name: 'Reload' }).click();
    await expect(noor.getByText(/Four thousand\./).first()).toBeVisible();
    await noor.getByRole('button', { name: 'Approve 1' }).click();
    await expect(noor.getByText('approved').first()).toBeVisible();
  });

  await test.step('the grant that ends is asked to go on', async () => {
    await sam.goto('/gpu-quota');
    await sam
      .getByRole('button', { name: 'Renew… 1 × NVIDIA L40S 48 GB' })
      .click();
    const renew = sam.getByRole('dialog');
    await renew.getByLabel('Until').fill(inDays(10));
    await expectAccessible(sam, 'renewing a grant');
    await renew.getByRole('button', { name: 'Send request' }).click();
    await expect(renew).toBeHidden();
    await expect(sam.getByText(/, pending/).first()).toBeVisible();
  });

  await test.step('and one device is given back, without anybody’s approval', async () => {
    await sam
      .getByRole('button', { name: /^Return.*NVIDIA L40S 48 GB/ })
      .click();
    const dialog = sam.getByRole('dialog');
    await dialog.getByRole('textbox', { name: /^Devices/ }).fill('1');
    await dialog.getByRole('textbox', { name: /^Reason/ }).fill('Done early.');
    await expectAccessible(sam, 'returning quota');
    await dialog.getByRole('button', { name: 'Return 1' }).click();
    await expect(dialog).toBeHidden();
    await expect(
      sam.getByRole('button', { name: 'Renew… 1 × NVIDIA L40S 48 GB' }),
    ).toBeHidden();
  });

  await sam.context().close();
  await noor.context().close();
});
