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
    const named = css.match(/--bui-[\w-]+/g) ?? [];
    expect(named.filter(token => !designSystem.includes(`${token}:`))).toEqual(
      [],
    );
    // A deprecated one may be given a value, for the design system's own use of it, but not be relied on.
    const used = css.match(/(?<=var\(\s*)--bui-[\w-]+/g) ?? [];
    expect(used.filter(token => deprecated.test(token))).toEqual([]);
  });

  it.each(files)('%s yields to the app’s own styles', file => {
    const css = readFileSync(join(sources, file), 'utf8');
    expect(css.trimStart()).toMatch(/^@layer components \{/);
  });
});
