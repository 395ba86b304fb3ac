import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test, type Page, type TestInfo } from '@playwright/test';
import { expectAccessible } from './support/accessibility';
import { card, endpointPage } from './support/card';
import { next, openForm } from './support/createEndpoint';
import { openAs } from './support/people';

const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1320, height: 900 };

/** Pictures to look at; `SCREENSHOTS` names the folder where they are kept. */
async function picture(page: Page, name: string, info: TestInfo) {
  const folder = process.env.SCREENSHOTS;
  const path = folder
    ? join(folder, `${name}.png`)
    : info.outputPath(`${name}.png`);
  await mkdir(dirname(path), { recursive: true });
  await page.screenshot({ path, fullPage: true });
}

/** The scaffolder's own header and stepper are wider than a phone; our fields in its form are not. */
async function expectToFit(page: Page, what: string) {
  const overflow = await page.evaluate(() => {
    const form = document.querySelector('form');
    return form
      ? form.getBoundingClientRect().right +
          (form.scrollWidth - form.clientWidth) -
          window.innerWidth
      : document.documentElement.scrollWidth - window.innerWidth;
  });
  expect(overflow, `${what} is wider than the screen`).toBeLessThanOrEqual(0);
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [size, viewport] of [
    ['desktop', DESKTOP],
    ['phone', PHONE],
  ] as const) {
    // Each scheme and each size once; all four where pictures are taken.
    const isUsual = (colorScheme === 'light') === (size === 'desktop');
    if (!isUsual && !process.env.SCREENSHOTS) continue;
    test(`every page of ours, ${colorScheme}, ${size}`, async ({
      browser,
    }, info) => {
      const suffix = size === 'phone' ? `${colorScheme}-390` : colorScheme;
      const options = { colorScheme, viewport };
      const look = async (page: Page, what: string) => {
        await expectAccessible(page, what);
        await expectToFit(page, what);
        await picture(page, `${what}-${suffix}`, info);
      };

      const mia = await openAs(browser, 'Mia Chen', options);
      await mia.goto('/inference');
      await expect(mia.getByText('Support chat').first()).toBeVisible();
      await look(mia, 'fleet');

      await mia.goto(endpointPage('reply-drafts'));
      await expect(
        card(mia, 'Ownership and on-call').getByText('Platform problem'),
      ).toBeVisible();
      await expect(card(mia, 'Cost').getByText(/\/h$/).first()).toBeVisible();
      await look(mia, 'endpoint');

      await mia.goto('/gpu-quota');
      await expect(mia.getByText('NVIDIA L4 24 GB').first()).toBeVisible();
      await look(mia, 'my-quota');

      await mia.goto('/gpu-quota/capacity');
      await expect(
        mia.getByRole('region', { name: 'NVIDIA L4 24 GB' }),
      ).toBeVisible();
      await look(mia, 'capacity');

      await openForm(mia);
      await mia
        .getByRole('combobox', { name: 'Model' })
        .selectOption({ label: 'Qwen2.5 7B Instruct' });
      await look(mia, 'model');
      await next(mia);
      await expect(mia.getByLabel(/^Requests per second/)).toBeVisible();
      await look(mia, 'traffic');
      await next(mia);
      await expect(mia.getByText('Recommended', { exact: true })).toBeVisible();
      await look(mia, 'accelerator');
      await next(mia);
      await expect(mia.getByLabel(/^Repository name/)).toBeVisible();
      await look(mia, 'where');
      await mia.context().close();

      const tom = await openAs(browser, 'Tom Okafor', options);
      await tom.goto('/home');
      await expect(tom.getByText(/waits? for you/).first()).toBeVisible();
      await look(tom, 'home');
      await tom.goto('/gpu-quota/approvals');
      await expect(tom.getByText(/waits? for you/).first()).toBeVisible();
      await look(tom, 'approvals');
      await tom.goto('/gpu-quota/audit');
      await expect(tom.getByText(/Diego Santos/).first()).toBeVisible();
      await look(tom, 'audit');
      await tom.goto('/gpu-quota/approvals');
      await tom
        .getByRole('link', { name: /^(Request )?#?\d+/ })
        .first()
        .click();
      await expect(
        tom.getByRole('heading', { name: /^Request \d+/ }),
      ).toBeVisible();
      await look(tom, 'request');
      await tom.getByRole('button', { name: 'Deny…' }).click();
      await expect(tom.getByRole('dialog')).toBeVisible();
      await look(tom, 'deny');
      await tom.context().close();
    });
  }
}

test('a lead decides with the keyboard alone', async ({ browser }) => {
  const tom = await openAs(browser, 'Tom Okafor');
  await tom.goto('/gpu-quota/approvals');
  const link = tom.getByRole('link', { name: /^(Request )?#?\d+/ }).first();
  await expect(link).toBeVisible();

  const tabTo = async (what: ReturnType<Page['locator']>) => {
    for (let presses = 0; presses < 60; presses += 1) {
      await tom.keyboard.press('Tab');
      if (await what.evaluate(element => element === document.activeElement)) {
        return;
      }
    }
    throw new Error('Sixty tabs did not lead there');
  };
  await tabTo(link);
  await tom.keyboard.press('Enter');
  const deny = tom.getByRole('button', { name: 'Deny…' });
  await expect(deny).toBeVisible();
  await tabTo(deny);
  await tom.keyboard.press('Enter');
  const dialog = tom.getByRole('dialog');
  await expect(dialog).toBeVisible();
  const reason = dialog.getByRole('textbox');
  await expect(reason).toBeVisible();
  await tom.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(deny).toBeFocused();
  await tom.context().close();
});
