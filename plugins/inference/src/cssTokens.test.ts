import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

// Resolved by way of the package, for jest replaces every import of a style sheet by nothing.
const designSystem = readFileSync(
  join(
    dirname(require.resolve('@backstage/ui/package.json')),
    'dist/css/styles.css',
  ),
  'utf8',
);
const existing = new Set(
  [...designSystem.matchAll(/(--bui-[\w-]+)\s*:/g)].map(([, token]) => token),
);
// The design system's own lint rule knows what it will take away; that rule reads no style sheets.
const deprecated = new Set(
  readFileSync(
    require.resolve(
      '@backstage/eslint-plugin/rules/no-deprecated-bui-tokens.js',
    ),
    'utf8',
  ).match(/--bui-[\w-]+/g),
);

const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' });
const read = (file: string) => readFileSync(join(__dirname, file), 'utf8');

describe('design tokens', () => {
  const styled = files.filter(
    file => /\.(module\.css|tsx)$/.test(file) && read(file).includes('--bui-'),
  );

  it('are compared with lists that were found', () => {
    expect(existing.size).toBeGreaterThan(50);
    expect(deprecated.size).toBeGreaterThan(10);
    expect(styled.length).toBeGreaterThan(10);
  });

  it.each(styled)('of %s exist and are not deprecated', file => {
    const used = read(file).match(/--bui-[\w-]+/g) ?? [];
    expect(
      used.filter(token => !existing.has(token) || deprecated.has(token)),
    ).toEqual([]);
  });
});

it.each(files.filter(file => file.endsWith('.module.css')))(
  'the styles of %s can be overridden by the app',
  file => {
    expect(read(file)).toMatch(/^@layer components \{/);
  },
);
