import { expect, type Page } from '@playwright/test';

/** The address of an endpoint's page. */
export const endpointPage = (name: string) =>
  `/catalog/default/component/${name}`;

/** The card with that heading. */
export const card = (page: Page, title: string) =>
  page
    .locator('section, article, [class*="Card"]')
    .filter({ has: page.getByRole('heading', { name: title, exact: true }) })
    .first();

/** Opens an endpoint's page, as soon as the catalog has it. */
export async function openEndpoint(page: Page, name: string): Promise<void> {
  await expect(async () => {
    await page.goto(endpointPage(name));
    await expect(
      page.getByRole('heading', { name: 'Cost', exact: true }),
    ).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: 90_000 });
}
