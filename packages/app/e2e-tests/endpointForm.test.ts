import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility';
import { next, openForm } from './support/createEndpoint';
import { openAs } from './support/people';

/** The card of an accelerator class: everything that describes its radio button. */
function classCard(page: Page, title: string) {
  const radio = page.getByRole('radio', { name: title, exact: true });
  return {
    radio,
    card: page.locator('.MuiPaper-outlined').filter({ has: radio }),
  };
}

test('the form says what fits, what is missing, what is saved and what will be created', async ({
  browser,
}) => {
  const mia = await openAs(browser, 'Mia Chen');
  await openForm(mia);

  await test.step('few questions first, the rest folded away', async () => {
    await expect(mia.getByLabel(/^Precision/)).toBeHidden();
    await mia
      .getByRole('combobox', { name: 'Model' })
      .selectOption({ label: 'Llama 3.3 70B Instruct' });
    await expect(mia.getByText(/heads share 8 of keys \(GQA\)/)).toBeVisible();
    await mia.getByRole('button', { name: 'More options' }).click();
    await expect(mia.getByLabel(/^Weights/)).toBeVisible();
    await expectAccessible(mia, 'the first step with all options');
    await next(mia);
  });

  await test.step('a preset fills in traffic and targets', async () => {
    const preset = mia.getByLabel(/^What it is used for/);
    await expect(preset).toHaveValue('chat');
    await preset.selectOption({ label: 'Answers from documents (RAG)' });
    await expect(mia.getByLabel(/^Prompt tokens/)).toHaveValue('2500');
    await mia.getByRole('button', { name: 'More options' }).click();
    await expect(mia.getByLabel(/^Scale to zero/)).toBeVisible();
    await expectAccessible(mia, 'traffic with all options');
    await next(mia);
  });

  await test.step('a class that is too small is refused with what is missing', async () => {
    await expect(mia.getByText('Recommended', { exact: true })).toBeVisible();
    const small = classCard(mia, 'NVIDIA L4 24 GB');
    await expect(small.radio).toBeDisabled();
    await expect(small.card).toContainText(
      /Too small: [\d.]+ GiB of memory are missing/,
    );
  });

  await test.step('one that is oversized shows what another saves, and what it costs more', async () => {
    const oversized = mia
      .locator('.MuiPaper-outlined')
      .filter({ hasText: /Oversized: .* less a month/ })
      .first();
    await expect(oversized).toContainText(
      /Saved with a cheaper class\$[\d,]+\/month/,
    );
    await oversized.getByRole('radio').check();
    await expect(
      mia.getByText(/^You chose .* more than the recommended/),
    ).toBeVisible();
    await oversized.getByText('Quota keys it counts under').first().click();
    await expect(
      oversized.getByText(/deviceclass\.resource\.k8s\.io\/devices/).first(),
    ).toBeVisible();
    await expectAccessible(mia, 'the accelerator step');
    await next(mia);
  });

  await test.step('every file is shown before anything is created', async () => {
    await expect(
      mia.getByText(/To see the files, fill in .*the name/),
    ).toBeVisible();
    await mia.getByRole('textbox', { name: /^Name/ }).fill('preview-only');
    await mia.getByRole('button', { name: 'Show the files' }).click();
    await expect(mia.getByText(/\d+\sfiles will be created/)).toBeVisible();
    await mia.getByText(/^catalog-info\.yaml/).click();
    await expect(
      mia.getByRole('region', { name: 'catalog-info.yaml' }),
    ).toContainText('preview-only');
    await expectAccessible(mia, 'the preview');
    const wide = mia.viewportSize();
    await mia.setViewportSize({ width: 390, height: 844 });
    const file = mia.getByRole('region', { name: 'catalog-info.yaml' });
    await file.scrollIntoViewIfNeeded();
    const rightEdge = async () => {
      const box = await file.boundingBox();
      return (box?.x ?? 0) + (box?.width ?? 999);
    };
    await expect.poll(rightEdge).toBeLessThanOrEqual(390);
    await mia.setViewportSize(wide ?? { width: 1320, height: 900 });
  });

  await test.step('a name that is taken is told here already', async () => {
    await mia.getByRole('textbox', { name: /^Name/ }).fill('support-chat');
    await mia.getByRole('button', { name: 'Show the files again' }).click();
    await expect(
      mia.getByText(
        /The files could not be rendered: .*'support-chat' is in the catalog already/,
      ),
    ).toBeVisible();
  });
  await mia.context().close();
});
