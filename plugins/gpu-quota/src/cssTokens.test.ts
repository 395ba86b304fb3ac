import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

const sources = __dirname;
const designSystem = readFileSync(
  // Jest resolves style sheets themselves to a stub.
  join(dirname(require.resolve('@backstage/ui')), 'css/styles.css'),
  'utf8',
);
const deprecated =
  /^--bui-(bg-solid.*|bg-neutral-\d-(hover|pressed|disabled)|(bg|border)-(danger|warning|success|info)|fg-(danger|success|info)|fg-.*-on-bg|fg-solid.*|shadow)$/;

function stylesheets(): string[] {
  return readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter(
    file => file.endsWith('.module.css'),
  );
}

describe('Style sheets', () => {
  const files = stylesheets();

  it('are found', () => {
    expect(files.length).toBeGreaterThan(5);
  });

  it.each(files)('%s uses tokens that exist and will stay', file => {
    const css = readFileSync(join(sources, file), 'utf8');
    const tokens = css.match(/--bui-[\w-]+/g) ?? [];
    const wrong = tokens.filter(
      token => !designSystem.includes(`${token}:`) || deprecated.test(token),
    );
    expect(wrong).toEqual([]);
  });

  it.each(files)('%s yields to the app’s own styles', file => {
    const css = readFileSync(join(sources, file), 'utf8');
    expect(css.trimStart()).toMatch(/^@layer components \{/);
  });
});
