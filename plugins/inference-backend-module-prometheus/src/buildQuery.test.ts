import {
  parser,
  StringLiteral,
  VectorSelector,
} from '@prometheus-io/lezer-promql';
import fc from 'fast-check';
import { assertEndpointMatcher } from './assertEndpointMatcher';
import { buildRangeQuery, buildSignalQuery } from './buildQuery';
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

it('stays one selector bound to the endpoint, whatever the name holds', () => {
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
          '#',
          "'",
          '`',
          '\u2028',
        ),
      )
      .map(pieces => pieces.join('')),
  );
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
