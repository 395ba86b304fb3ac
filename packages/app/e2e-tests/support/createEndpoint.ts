import { expect, type Page } from '@playwright/test';

/** What an ML engineer says about an endpoint; the rest keeps the form's defaults. */
export type EndpointWish = {
  name: string;
  model: { title: string } | { id: string; config: string };
  /** Accessible name of the class to choose; the recommended one when left out. */
  acceleratorClass?: string;
  replicas?: number;
};

export const next = (page: Page) =>
  page.getByRole('button', { name: 'Next' }).click();

export async function openForm(page: Page): Promise<void> {
  await page.goto('/inference');
  await page.getByRole('link', { name: 'New inference endpoint' }).click();
  await expect(page.getByLabel(/^Model/).first()).toBeVisible();
}

/** Fills the four steps and stops at the review. */
export async function fillForm(page: Page, wish: EndpointWish): Promise<void> {
  const model = page.getByRole('combobox', { name: 'Model' });
  if ('title' in wish.model) {
    await model.selectOption({ label: wish.model.title });
  } else {
    await model.selectOption({ label: 'Another model: paste its config.json' });
    await page.getByLabel(/^Model id/).fill(wish.model.id);
    await page.getByLabel(/^config\.json/).fill(wish.model.config);
  }
  await next(page);
  await expect(page.getByLabel(/^Requests per second/)).toBeVisible();
  if (wish.replicas !== undefined) {
    await page.getByLabel(/^Replicas, minimum/).fill(String(wish.replicas));
    await page.getByLabel(/^Replicas, maximum/).fill(String(wish.replicas));
  }
  await next(page);
  await expect(page.getByText('Recommended', { exact: true })).toBeVisible();
  if (wish.acceleratorClass) {
    await page.getByRole('radio', { name: wish.acceleratorClass }).check();
  }
  await next(page);
  await page.getByRole('textbox', { name: /^Name/ }).fill(wish.name);
  await expect(page.getByLabel(/^Repository name/)).toHaveValue(wish.name);
  await page.getByRole('button', { name: 'Review' }).click();
  await expect(page.getByRole('button', { name: 'Create' })).toBeVisible();
}

/** Runs the template and waits until its last step is done. */
export async function create(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('link', { name: 'Endpoint page' })).toBeVisible({
    timeout: 180_000,
  });
}
