import type { AxeResults } from 'axe-core';
import { readFileSync } from 'node:fs';

// jsdom depends on ES modules that jest does not load; Node itself does.
const nodeRequire = process
  .getBuiltinModule('node:module')
  .createRequire(__filename);
const { JSDOM, VirtualConsole }: typeof import('jsdom') = nodeRequire('jsdom');

const AXE = readFileSync(nodeRequire.resolve('axe-core/axe.min.js'), 'utf8');

/** Parses a page as a browser does, without running scripts. */
export function parsePage(markup: string, url: string): Document {
  return new JSDOM(markup, { url }).window.document;
}

/** What axe finds wrong with a page. There is no layout here: contrast is looked at in a browser. */
export async function axeViolations(markup: string): Promise<unknown[]> {
  const { window } = new JSDOM(markup, {
    runScripts: 'outside-only',
    // axe tries a canvas, which jsdom lacks; it says so on the console.
    virtualConsole: new VirtualConsole(),
  });
  window.eval(AXE);
  const { violations }: AxeResults = await window.axe.run({
    rules: { 'color-contrast': { enabled: false } },
  });
  return violations.map(({ id, nodes }) => [id, nodes.map(n => n.html)]);
}
