import type { Browser, BrowserContextOptions, Page } from '@playwright/test';

/** Opens the portal as one of the sandbox's people, in a browser context of their own. */
export async function openAs(
  browser: Browser,
  person: string,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await page.goto('/');
  const [popup] = await Promise.all([
    page.waitForEvent('popup'),
    page.getByRole('button', { name: /sign in/i }).click(),
  ]);
  await popup.getByRole('button', { name: person }).click();
  await page
    .getByRole('button', { name: /sign in/i })
    .waitFor({ state: 'detached' });
  return page;
}
