import type { SyntaxNode } from '@lezer/common';
import {
  EqlRegex,
  EqlSingle,
  LabelMatchers,
  LabelName,
  MatchOp,
  parser,
  StringLiteral,
  UnquotedLabelMatcher,
  VectorSelector,
} from '@prometheus-io/lezer-promql';
import { quoteLabelValue } from './quoteLabelValue';

const LABEL = 'endpoint';

/** The matcher that every selector must have: an operator and a quoted string. */
type Expected = { operator: number; quoted: string };

function bindsEndpoint(
  selector: SyntaxNode,
  query: string,
  { operator, quoted }: Expected,
): boolean {
  const textOf = (node: SyntaxNode | null) =>
    node === null ? undefined : query.slice(node.from, node.to);
  const matchers =
    selector.getChild(LabelMatchers)?.getChildren(UnquotedLabelMatcher) ?? [];
  return matchers.some(
    matcher =>
      matcher.getChild(MatchOp)?.getChild(operator) &&
      textOf(matcher.getChild(LabelName)) === LABEL &&
      textOf(matcher.getChild(StringLiteral)) === quoted,
  );
}

/**
 * Checks, with Prometheus' own grammar, that a query is well formed and that every selector in it is bound to one
 * endpoint by an equality matcher.
 *
 * @throws Error when it is not
 */
export function assertEndpointMatcher(query: string, endpoint: string): void {
  assertMatcher(query, {
    operator: EqlSingle,
    quoted: quoteLabelValue(endpoint),
  });
}

/**
 * Checks the same of a query about several endpoints: every selector is bound to exactly them, as alternatives.
 *
 * @param endpoints - as quoted by `quoteAlternatives`
 * @throws Error when it is not
 */
export function assertEndpointsMatcher(query: string, endpoints: string): void {
  assertMatcher(query, { operator: EqlRegex, quoted: endpoints });
}

function assertMatcher(query: string, expected: Expected): void {
  let selectors = 0;
  const cursor = parser.parse(query).cursor();
  do {
    if (cursor.type.isError) {
      throw new Error(`Not a PromQL query at character ${cursor.from}`);
    }
    if (cursor.type.id === VectorSelector) {
      selectors += 1;
      if (!bindsEndpoint(cursor.node, query, expected)) {
        throw new Error('A selector is not bound to the endpoint');
      }
    }
  } while (cursor.next());
  if (selectors === 0) throw new Error('The query selects nothing');
}
