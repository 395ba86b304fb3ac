import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/**
 * What stock pages bring, each with its reason. Rules are switched off for these elements only.
 */
const STOCK = [
  // PluginHeader's tabs of @backstage/ui point with aria-controls at panels that are not in the page.
  '[role="tab"][aria-controls]',
  // The sidebar of core-components: an unnamed link to the settings on phones, and its own contrast.
  'nav[aria-label="sidebar nav"]',
  '[data-testid="sidebar-root"]',
  // The entity page's own cards: the About card's icon links, the relation graph's nodes.
  '.MuiCardHeader-root',
  '[data-testid="graph"]',
];

/** Brings to its end whatever fades or moves in; a spinner has none. */
function finishAnimations(): void {
  for (const animation of document.getAnimations()) {
    const { endTime } = animation.effect?.getComputedTiming() ?? {};
    if (endTime !== Infinity) animation.finish();
  }
}

/** Fails on violations of serious or critical impact in the page, stock elements above left out. */
export async function expectAccessible(page: Page, what: string) {
  // What fades in has another contrast on the way.
  await page.evaluate(finishAnimations);
  let builder = new AxeBuilder({ page });
  for (const selector of STOCK) builder = builder.exclude(selector);
  const { violations } = await builder.analyze();
  const grave = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, impact, nodes }) => ({
      id,
      impact,
      where: nodes.map(
        node => `${node.target.join(' ')}: ${node.html.slice(0, 160)}`,
      ),
    }));
  expect(grave, `accessibility of ${what}`).toEqual([]);
}
