/** A condition on one label. */
export type Matcher = {
  label: string;
  op: '=' | '!=' | '=~' | '!~';
  value: string;
};

export type Selector = { type: 'selector'; matchers: Matcher[] };
export type RangeSelector = {
  type: 'range';
  selector: Selector;
  rangeMs: number;
};

export const OVER_TIME = [
  'avg_over_time',
  'max_over_time',
  'min_over_time',
  'sum_over_time',
  'count_over_time',
  'last_over_time',
  'quantile_over_time',
] as const;
export const AGGREGATIONS = ['sum', 'avg', 'max', 'min', 'count'] as const;

/** The part of PromQL that the sandbox evaluates. */
export type Expression =
  | Selector
  | RangeSelector
  | {
      type: 'over-time';
      name: (typeof OVER_TIME)[number];
      quantile: number;
      range: RangeSelector;
    }
  | { type: 'timestamp'; selector: Selector }
  | {
      type: 'aggregate';
      name: (typeof AGGREGATIONS)[number];
      without: boolean;
      labels: string[];
      of: Expression;
    };

const UNITS: Record<string, number> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};

/** A duration such as `5m` or `1h30m`, or a number of seconds, in milliseconds; `undefined` when it is neither. */
export function parseDuration(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  if (!/^(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$/.test(text)) {
    return undefined;
  }
  const parts = [...text.matchAll(/(\d+)(ms|[ywdhms])/g)];
  if (parts.length === 0) return undefined;
  return parts.reduce(
    (sum, [, count, unit]) => sum + Number(count) * UNITS[unit],
    0,
  );
}

const ESCAPES: Record<string, string> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
};

/** The text inside a PromQL string literal, which follows Go's rules; `undefined` when it breaks them. */
export function unquote(literal: string): string | undefined {
  const quote = literal[0];
  if (literal.length < 2 || !literal.endsWith(quote)) return undefined;
  const inside = literal.slice(1, -1);
  if (quote === '`') return inside;
  let valid = true;
  const text = inside.replace(
    /\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|[^])?/g,
    (_, code: string | undefined) => {
      if (code !== undefined && code in ESCAPES) return ESCAPES[code];
      if (code !== undefined && /^[xuU]./.test(code)) {
        const point = parseInt(code.slice(1), 16);
        if (point <= 0x10ffff) return String.fromCodePoint(point);
      }
      if (code !== undefined && /^[0-7]{3}$/.test(code)) {
        return String.fromCharCode(parseInt(code, 8));
      }
      valid = false;
      return '';
    },
  );
  // A closing quote that is itself escaped leaves a lone backslash behind.
  return valid ? text : undefined;
}
