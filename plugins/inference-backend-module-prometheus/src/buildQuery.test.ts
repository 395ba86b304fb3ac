import {
  parser,
  StringLiteral,
  VectorSelector,
} from '@prometheus-io/lezer-promql';
import fc from 'fast-check';
import {
  assertEndpointMatcher,
  assertEndpointsMatcher,
} from './assertEndpointMatcher';
import {
  buildRangeQuery,
  buildRangesQueries,
  buildSignalQuery,
} from './buildQuery';
import { quoteLabelValue } from './quoteLabelValue';

/** Selectors and strings of a query as Prometheus' grammar sees them. */
function parts(query: string) {
  const found = { selectors: 0, strings: [] as string[] };
  parser.parse(query).iterate({
    enter: node => {
      if (node.type.isError) throw new Error(`bad query: ${query}`);
      if (node.type.id === VectorSelector) found.selectors += 1;
      if (node.type.id === StringLiteral) {
        found.strings.push(query.slice(node.from, node.to));
      }
    },
  });
  return found;
}

it('asks for the named series of the endpoint and nothing else', () => {
  expect(
    buildRangeQuery('default/chat', [
      'ttftP95',
      'requestsSucceeded',
      'requestsFailed',
    ]),
  ).toBe(
    '{__name__=~"inference:ttft_seconds:p95|inference:requests:rate5m",endpoint="default/chat"}',
  );
  expect(buildSignalQuery('default/chat', 'requestsFailed')).toBe(
    'inference:requests:rate5m{endpoint="default/chat",outcome="error"}',
  );
});

const nasty = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '"',
        '\\',
        '}',
        '{',
        ',',
        '=',
        '=~',
        '\n',
        '\r',
        ' or ',
        'endpoint',
        '.*',
        '|',
        '#',
        "'",
        '`',
        '\u2028',
      ),
    )
    .map(pieces => pieces.join('')),
);

it('stays one selector bound to the endpoint, whatever the name holds', () => {
  fc.assert(
    fc.property(nasty, endpoint => {
      for (const query of [
        buildRangeQuery(endpoint, ['ttftP95']),
        buildSignalQuery(endpoint, 'ttftP95'),
      ]) {
        const { selectors, strings } = parts(query);
        expect(selectors).toBe(1);
        expect(strings).toContain(quoteLabelValue(endpoint));
      }
    }),
    { numRuns: 500 },
  );
});

it.each([
  ['another endpoint', '{endpoint="default/other"}'],
  ['no endpoint', 'inference:ttft_seconds:p95'],
  ['a pattern', '{endpoint=~"default/chat"}'],
  ['all but the endpoint', '{endpoint!="default/chat"}'],
  ['a second selector without it', '{endpoint="default/chat"} or up'],
  [
    'a second selector of another',
    '{endpoint="default/chat"} or {endpoint="x"}',
  ],
  [
    'what an unescaped quote makes',
    '{endpoint="default/chat"} or {endpoint=~".+"}',
  ],
  ['no query', '{endpoint="default/chat"'],
  ['no selector', '1 + 1'],
  ['nothing', ''],
])('refuses %s', (_, query) => {
  expect(() => assertEndpointMatcher(query, 'default/chat')).toThrow();
});

it('asks for many endpoints at once, as literals', () => {
  expect(
    buildRangesQueries(
      ['default/chat', 'default/v1.5', 'default/chat'],
      ['gpuUtilization', 'accelerators'],
    ),
  ).toEqual([
    '{__name__=~"inference:gpu_utilization:ratio|inference:accelerators:count",endpoint=~"default/chat|default/v1\\\\.5"}',
  ]);
  expect(buildRangesQueries([], ['accelerators'])).toEqual([]);
});

it('asks for very many endpoints in few queries of a size that is taken', () => {
  const endpoints = Array.from({ length: 500 }, (_, i) => `default/chat-${i}`);
  const queries = buildRangesQueries(endpoints, ['accelerators']);
  expect(queries).toHaveLength(2);
  for (const query of queries) expect(query.length).toBeLessThan(8_200);
  for (const endpoint of endpoints) {
    expect(
      queries.filter(query => query.match(`[|"]${endpoint}[|"]`)),
    ).toHaveLength(1);
  }
});

it('matches the endpoints and no other, whatever their names hold', () => {
  fc.assert(
    fc.property(fc.array(nasty, { minLength: 1 }), nasty, (names, other) => {
      const [query] = buildRangesQueries(names, ['ttftP95']);
      const { selectors, strings } = parts(query);
      expect(selectors).toBe(1);
      const pattern = new RegExp(`^(?:${unquote(strings[1])})$`, 's');
      expect(names.filter(name => !pattern.test(name))).toEqual([]);
      expect(pattern.test(other)).toBe(names.includes(other));
    }),
    { numRuns: 500 },
  );
});

const ESCAPES = new Map([
  ['n', '\n'],
  ['r', '\r'],
]);

function unquote(literal: string): string {
  return literal
    .slice(1, -1)
    .replace(/\\(.)/g, (_, escaped: string) => ESCAPES.get(escaped) ?? escaped);
}

it.each([
  ['an equality', '{endpoint="default/chat"}'],
  ['a wider pattern', '{endpoint=~"default/chat|.*"}'],
  ['a second selector', '{endpoint=~"default/chat"} or {endpoint=~".+"}'],
  ['all but the endpoints', '{endpoint!~"default/chat"}'],
])('refuses %s in place of the endpoints', (_, query) => {
  expect(() => assertEndpointsMatcher(query, '"default/chat"')).toThrow();
});
