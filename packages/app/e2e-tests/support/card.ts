import type { Page } from '@playwright/test';

/** The address of an endpoint's page. */
export const endpointPage = (name: string) =>
  `/catalog/default/component/${name}`;

/** The card with that heading. */
export const card = (page: Page, title: string) =>
  page
    .locator('section, article, [class*="Card"]')
    .filter({ has: page.getByRole('heading', { name: title, exact: true }) })
    .first();
