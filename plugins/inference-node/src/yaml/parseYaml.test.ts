import { parseYaml } from './parseYaml';

const values = (text: string) =>
  parseYaml(text).map(document =>
    document.state === 'read' ? document.value : document.why,
  );

describe('YAML that anybody may have written', () => {
  it('is read document by document, and one that is broken keeps its place', () => {
    expect(values('a: 1\n---\nb: ]\n---\nc: [x, {d: null}]\n')).toEqual([
      { a: 1 },
      expect.stringMatching(/ at line 3, column \d+$/),
      { c: ['x', { d: null }] },
    ]);
    expect(values('')).toEqual([]);
    expect(values('a: 1\na: 2\n')).toEqual([{ a: 2 }]);
    expect(parseYaml('a: 1\na: 2\n', { uniqueKeys: true })).toEqual([
      { state: 'unread', why: 'Map keys must be unique at line 2, column 1' },
    ]);
  });

  it('may hold what only looks deep', () => {
    const script = `${'['.repeat(500)}\n${'- '.repeat(500)}\n${'-'.repeat(
      500,
    )}`;
    const long = Array.from({ length: 500 }, () => '- [[1], {a: [2]}]');
    const dashboard = JSON.stringify({
      panels: [{ targets: [{ expr: `sum(${'{'.repeat(300)})` }] }],
    });
    for (const text of [
      `script: |\n  ${script.replaceAll('\n', '\n  ')}\n`,
      `quoted: "${'['.repeat(500)}"\n# ${'['.repeat(500)}\n`,
      long.join('\n'),
      dashboard,
      `a: ${'['.repeat(90)}${']'.repeat(90)}`,
      Array.from({ length: 90 }, (_, level) => `${' '.repeat(level)}a:`).join(
        '\n',
      ),
    ]) {
      expect(parseYaml(text)).toEqual([
        { state: 'read', value: expect.anything() },
      ]);
    }
  });

  it.each([
    ['lists', '['.repeat(3000) + ']'.repeat(3000)],
    ['lists that are never closed', `parameters: ${'['.repeat(60_000)}`],
    ['maps', '{a: '.repeat(3000) + '}'.repeat(3000)],
    ['dashes', `${'- '.repeat(3000)}x`],
    ['question marks', `${'? '.repeat(3000)}x`],
    ['colons', `${': '.repeat(3000)}x`],
    [
      'indentation',
      Array.from({ length: 1000 }, (_, at) => `${' '.repeat(at)}a:`).join('\n'),
    ],
    [
      'aliases',
      `a: &a ${'['.repeat(60)}${']'.repeat(60)}\nb: ${'['.repeat(
        60,
      )}*a ${']'.repeat(60)}`,
    ],
    ['itself', 'kind: Deployment\nspec: &a {s: *a}'],
    ['lists of itself', `a: &a [${'*a, '.repeat(90)}]`],
  ])('is refused for %s without end', (_, text) => {
    expect(values(text)).toEqual(['nested more than 100 levels deep']);
  });

  it.each([
    [
      'aliases that multiply',
      `a: &a [${'x, '.repeat(99)}]\nb: &b [${'*a, '.repeat(
        99,
      )}]\nc: [${'*b, '.repeat(99)}]`,
      'Excessive alias count',
    ],
    [
      'more aliases than anybody writes',
      Array.from({ length: 1001 }, (_, at) => `- &a${at} x\n- *a${at}`).join(
        '\n',
      ),
      'more than 1000 aliases',
    ],
    [
      'more values than can be looked at',
      `a: &a [${'x, '.repeat(30_000)}]\nb: [${'*a, '.repeat(50)}]`,
      'more than 300000 values',
    ],
    ['an alias to nothing', 'files: *.yaml', '.yaml'],
    ['a list as a key', '? [a]\n: b', 'as the key of a map'],
    [
      'what JSON does not have',
      '%YAML 1.1\n---\na: !!set {b, c}',
      'a value that JSON does not have',
    ],
  ])('is refused with %s', (_, text, why) => {
    expect(values(text)).toEqual([expect.stringContaining(why)]);
  });
});
