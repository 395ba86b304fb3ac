import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import {
  AGGREGATIONS,
  OVER_TIME,
  parseDuration,
  unquote,
  type Expression,
  type Matcher,
  type RangeSelector,
  type Selector,
} from './promqlSyntax';

/** Longest query that is read at all. */
const MAX_LENGTH = 10_000;
/** Longest pattern of a regular expression; the portal names some two hundred endpoints in one. */
const MAX_PATTERN = 8_000;

/** A query that cannot be parsed, or that asks for more than the sandbox's part of PromQL. */
export class PromqlError extends Error {
  override name = 'PromqlError';
}

const SUPPORTED =
  `the sandbox evaluates vector selectors, ${OVER_TIME.join(
    ', ',
  )} and timestamp over a selector, ` +
  `and ${AGGREGATIONS.join(', ')} with by or without`;

class Reader {
  readonly #query: string;

  constructor(query: string) {
    this.#query = query;
  }

  read(): Expression {
    const tree = parser.parse(this.#query);
    const cursor = tree.cursor();
    do {
      if (cursor.type.isError) {
        const text = this.#query.slice(cursor.from, cursor.to);
        throw this.#error(
          cursor.from,
          `parse error: unexpected ${
            text ? JSON.stringify(text) : 'end of input'
          }`,
        );
      }
    } while (cursor.next());
    const root = tree.topNode.firstChild;
    if (!root)
      throw this.#error(0, 'parse error: no expression found in input');
    return this.#expression(root);
  }

  #expression(node: SyntaxNode): Expression {
    switch (node.name) {
      case 'ParenExpr':
        return this.#expression(
          this.#child(node, node.firstChild?.nextSibling),
        );
      case 'VectorSelector':
        return this.#selector(node);
      case 'MatrixSelector':
        return this.#range(node);
      case 'FunctionCall':
        return this.#call(node);
      case 'AggregateExpr':
        return this.#aggregate(node);
      default:
        throw this.#unsupported(node);
    }
  }

  /** An expression that yields an instant vector. */
  #vector(node: SyntaxNode): Expression {
    const expression = this.#expression(node);
    if (expression.type === 'range') {
      throw this.#error(
        node.from,
        'parse error: expected type instant vector, got range vector',
      );
    }
    return expression;
  }

  #selector(node: SyntaxNode): Selector {
    const matchers: Matcher[] = [];
    const name = node.getChild('Identifier');
    if (name) {
      matchers.push({ label: '__name__', op: '=', value: this.#text(name) });
    }
    const block = node.getChild('LabelMatchers');
    for (let child = block?.firstChild; child; child = child.nextSibling) {
      if (
        child.name !== 'UnquotedLabelMatcher' &&
        child.name !== 'QuotedLabelMatcher' &&
        child.name !== 'QuotedLabelName'
      ) {
        continue;
      }
      const matcher = this.#matcher(child);
      if (name && matcher.label === '__name__') {
        throw this.#error(
          child.from,
          `parse error: metric name must not be set twice: ${JSON.stringify(
            this.#text(name),
          )} or ${JSON.stringify(matcher.value)}`,
        );
      }
      matchers.push(matcher);
    }
    if (!matchers.some(requiresText)) {
      throw this.#error(
        node.from,
        'parse error: vector selector must contain at least one non-empty matcher',
      );
    }
    return { type: 'selector', matchers };
  }

  #matcher(node: SyntaxNode): Matcher {
    if (node.name === 'QuotedLabelName') {
      return { label: '__name__', op: '=', value: this.#string(node) };
    }
    const label =
      node.name === 'QuotedLabelMatcher'
        ? this.#string(this.#child(node, node.getChild('QuotedLabelName')))
        : this.#text(this.#child(node, node.getChild('LabelName')));
    const op = this.#text(this.#child(node, node.getChild('MatchOp')));
    const literal = this.#child(node, node.getChild('StringLiteral'));
    const value = this.#string(literal);
    if (op !== '=' && op !== '!=' && op !== '=~' && op !== '!~') {
      throw this.#unsupported(node);
    }
    if (op === '=~' || op === '!~') {
      this.#checkPattern(value, literal.from);
    }
    return { label, op, value };
  }

  #checkPattern(pattern: string, position: number): void {
    if (pattern.length > MAX_PATTERN) {
      throw this.#error(
        position,
        `a regular expression may have ${MAX_PATTERN.toLocaleString(
          'en',
        )} characters at most`,
      );
    }
    // Prometheus' engine has neither look-around nor back-references.
    if (/\(\?(?:[=!]|<[=!])|\\[1-9]/.test(pattern)) {
      throw this.#error(
        position,
        `error parsing regexp: invalid or unsupported Perl syntax: \`${pattern}\``,
      );
    }
    try {
      anchored(pattern);
    } catch (error) {
      throw this.#error(
        position,
        `error parsing regexp: \`${pattern}\`: ${
          error instanceof Error ? error.message : error
        }`,
      );
    }
  }

  #range(node: SyntaxNode): RangeSelector {
    const inner = this.#child(node, node.firstChild);
    if (inner.name !== 'VectorSelector') throw this.#unsupported(node);
    const text = this.#text(this.#child(node, node.getChild('DurationExpr')));
    const rangeMs = parseDuration(text);
    if (rangeMs === undefined) {
      throw this.#error(
        inner.to,
        `parse error: not a valid duration: ${JSON.stringify(text)}`,
      );
    }
    if (rangeMs <= 0) {
      throw this.#error(
        inner.to,
        'parse error: duration must be greater than 0',
      );
    }
    return { type: 'range', selector: this.#selector(inner), rangeMs };
  }

  #call(node: SyntaxNode): Expression {
    const name = this.#text(
      this.#child(node, node.getChild('FunctionIdentifier')),
    );
    const body = this.#child(node, node.getChild('FunctionCallBody'));
    const args = operands(body);
    if (name === 'timestamp') {
      this.#expectArguments(node, name, args, 1);
      const selector = this.#expression(args[0]);
      if (selector.type !== 'selector') throw this.#unsupported(node);
      return { type: 'timestamp', selector };
    }
    const overTime = OVER_TIME.find(known => known === name);
    if (!overTime) throw this.#unsupported(node);
    const isQuantile = overTime === 'quantile_over_time';
    this.#expectArguments(node, name, args, isQuantile ? 2 : 1);
    const last = args[args.length - 1];
    const range = this.#expression(last);
    if (range.type !== 'range') {
      throw this.#error(
        last.from,
        `parse error: expected type range vector in call to function ${JSON.stringify(
          name,
        )}, got instant vector`,
      );
    }
    let quantile = NaN;
    if (isQuantile) {
      if (args[0].name !== 'NumberDurationLiteral') {
        throw this.#unsupported(args[0]);
      }
      quantile = Number(this.#text(args[0]));
    }
    return { type: 'over-time', name: overTime, quantile, range };
  }

  #aggregate(node: SyntaxNode): Expression {
    const operator = this.#text(
      this.#child(node, node.getChild('AggregateOp')),
    ).toLowerCase();
    const name = AGGREGATIONS.find(known => known === operator);
    if (!name) throw this.#unsupported(node);
    const args = operands(this.#child(node, node.getChild('FunctionCallBody')));
    this.#expectArguments(node, operator, args, 1);
    const modifier = node.getChild('AggregateModifier');
    const labels =
      modifier
        ?.getChild('GroupingLabels')
        ?.getChildren('LabelName')
        .map(label => this.#text(label)) ?? [];
    return {
      type: 'aggregate',
      name,
      without: modifier?.getChild('Without') !== null && modifier !== null,
      labels,
      of: this.#vector(args[0]),
    };
  }

  #expectArguments(
    node: SyntaxNode,
    name: string,
    args: SyntaxNode[],
    count: number,
  ): void {
    if (args.length === count) return;
    throw this.#error(
      node.from,
      `parse error: expected ${count} argument(s) in call to ${JSON.stringify(
        name,
      )}, got ${args.length}`,
    );
  }

  #child(parent: SyntaxNode, child: SyntaxNode | null | undefined): SyntaxNode {
    if (!child) throw this.#unsupported(parent);
    return child;
  }

  #text(node: SyntaxNode): string {
    return this.#query.slice(node.from, node.to);
  }

  #string(node: SyntaxNode): string {
    const text = unquote(this.#text(node));
    if (text === undefined) {
      throw this.#error(
        node.from,
        'parse error: unterminated or invalid string',
      );
    }
    return text;
  }

  #unsupported(node: SyntaxNode): PromqlError {
    return this.#error(
      node.from,
      `${JSON.stringify(this.#text(node))} is not supported here: ${SUPPORTED}`,
    );
  }

  #error(position: number, message: string): PromqlError {
    const before = this.#query.slice(0, position).split('\n');
    const column = before[before.length - 1].length + 1;
    return new PromqlError(`${before.length}:${column}: ${message}`);
  }
}

/**
 * Reads a query.
 *
 * @throws PromqlError with the position, as Prometheus words it.
 */
export function parsePromql(query: string): Expression {
  if (query.trim() === '') {
    throw new PromqlError(
      'unknown position: parse error: no expression found in input',
    );
  }
  if (query.length > MAX_LENGTH) {
    throw new PromqlError(
      `the query is longer than ${MAX_LENGTH.toLocaleString('en')} characters`,
    );
  }
  return new Reader(query).read();
}

/** Everything between a call's parentheses and commas. */
function operands(body: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = body.firstChild; child; child = child.nextSibling) {
    if (/[A-Za-z]/.test(child.name)) found.push(child);
  }
  return found;
}

/** Whether a matcher refuses the empty string, which every absent label is. */
function requiresText(matcher: Matcher): boolean {
  return !matches(matcher)('');
}

function anchored(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`, 's');
}

/** A matcher as a predicate over a label's value. */
export function matches({ op, value }: Matcher): (text: string) => boolean {
  if (op === '=') return text => text === value;
  if (op === '!=') return text => text !== value;
  const pattern = anchored(value);
  return op === '=~' ? text => pattern.test(text) : text => !pattern.test(text);
}
