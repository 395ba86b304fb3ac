import { matches } from './parsePromql';
import type { Expression, Selector } from './promqlSyntax';
import type { Series, SeriesStore, StoredSample } from './SeriesStore';

/** Samples a query may load, as Prometheus' `query.max-samples`. */
const MAX_SAMPLES = 50_000_000;
/** Samples a range selector loads per week at most: fine, middle and coarse ones together. */
const SAMPLES_PER_RANGE = 3_168;

/** The query is sound but cannot be carried out. */
export class ExecutionError extends Error {
  override name = 'ExecutionError';
}

export type Labels = Record<string, string>;
export type VectorRow = { labels: Labels; value: number };
export type MatrixRow = { labels: Labels; samples: [number, number][] };

const weightOf = (samples: StoredSample[]) =>
  samples.reduce((sum, { weight }) => sum + weight, 0);
const sumOf = (samples: StoredSample[]) =>
  samples.reduce((sum, { value, weight }) => sum + value * weight, 0);

const overTime: Record<
  Extract<Expression, { type: 'over-time' }>['name'],
  (samples: StoredSample[], quantile: number) => number
> = {
  avg_over_time: samples => sumOf(samples) / weightOf(samples),
  sum_over_time: sumOf,
  count_over_time: weightOf,
  max_over_time: samples =>
    samples.reduce((max, s) => Math.max(max, s.value), -Infinity),
  min_over_time: samples =>
    samples.reduce((min, s) => Math.min(min, s.value), Infinity),
  last_over_time: samples => samples[samples.length - 1].value,
  quantile_over_time: weightedQuantile,
};

const total = (values: number[]) => values.reduce((sum, v) => sum + v, 0);
const combine: Record<
  Extract<Expression, { type: 'aggregate' }>['name'],
  (values: number[]) => number
> = {
  sum: total,
  avg: values => total(values) / values.length,
  max: values => Math.max(...values),
  min: values => Math.min(...values),
  count: values => values.length,
};

/** Series that a selector picks. */
export function select(store: SeriesStore, selector: Selector): Series[] {
  const conditions = selector.matchers.map(matcher => ({
    label: matcher.label,
    holds: matches(matcher),
  }));
  return [...store.all()].filter(series =>
    conditions.every(({ label, holds }) => holds(series.labels[label] ?? '')),
  );
}

/** The raw samples behind a range selector, oldest first. */
export function evaluateRangeSelector(
  store: SeriesStore,
  expression: Extract<Expression, { type: 'range' }>,
  time: number,
): MatrixRow[] {
  return select(store, expression.selector)
    .map(({ labels, between }) => ({
      labels,
      samples: [...between(time - expression.rangeMs, time)].map(
        (sample): [number, number] => [sample.time, sample.value],
      ),
    }))
    .filter(row => row.samples.length > 0);
}

/** Evaluates at one time. */
export function evaluateAt(
  store: SeriesStore,
  expression: Expression,
  time: number,
): VectorRow[] {
  return prepare(store, expression, 1)(time);
}

/** Evaluates at each of the times and joins the answers by series. */
export function evaluateOver(
  store: SeriesStore,
  expression: Expression,
  times: number[],
): MatrixRow[] {
  const at = prepare(store, expression, times.length);
  const rows = new Map<string, MatrixRow>();
  for (const time of times) {
    for (const { labels, value } of at(time)) {
      const key = keyOf(labels);
      let row = rows.get(key);
      if (!row) {
        row = { labels, samples: [] };
        rows.set(key, row);
      }
      row.samples.push([time, value]);
    }
  }
  return [...rows.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row);
}

type Evaluator = (time: number) => VectorRow[];

function prepare(
  store: SeriesStore,
  expression: Expression,
  steps: number,
): Evaluator {
  switch (expression.type) {
    case 'selector': {
      const found = select(store, expression);
      checkBudget(found.length * steps);
      return time =>
        found.flatMap(series => {
          const value = series.at(time);
          return value === undefined ? [] : [{ labels: series.labels, value }];
        });
    }
    case 'timestamp': {
      const found = select(store, expression.selector);
      checkBudget(found.length * steps);
      return time =>
        found.flatMap(series => {
          const at = series.sampledAt(time);
          return at === undefined
            ? []
            : [{ labels: withoutName(series.labels), value: at / 1000 }];
        });
    }
    case 'over-time': {
      const { range, name, quantile } = expression;
      const found = select(store, range.selector);
      const perStep = Math.min(SAMPLES_PER_RANGE, range.rangeMs / 15_000);
      checkBudget(found.length * steps * perStep);
      return time =>
        found.flatMap(series => {
          const samples = [...series.between(time - range.rangeMs, time)];
          if (samples.length === 0) return [];
          return [
            {
              labels:
                name === 'last_over_time'
                  ? series.labels
                  : withoutName(series.labels),
              value: overTime[name](samples, quantile),
            },
          ];
        });
    }
    case 'aggregate': {
      const inner = prepare(store, expression.of, steps);
      return time => aggregate(expression, inner(time));
    }
    default:
      throw new ExecutionError(
        'a range vector can only be the argument of a function',
      );
  }
}

function checkBudget(samples: number): void {
  if (samples > MAX_SAMPLES) {
    throw new ExecutionError(
      'query processing would load too many samples into memory in query execution',
    );
  }
}

/** Prometheus' quantile: linear between the two nearest ranks; each sample counts as often as it was scraped. */
function weightedQuantile(samples: StoredSample[], quantile: number): number {
  if (Number.isNaN(quantile)) return NaN;
  if (quantile < 0) return -Infinity;
  if (quantile > 1) return Infinity;
  const sorted = [...samples].sort((a, b) => a.value - b.value);
  const rank = quantile * (weightOf(samples) - 1);
  const valueAt = (position: number) => {
    let passed = 0;
    for (const { value, weight } of sorted) {
      passed += weight;
      if (position < passed) return value;
    }
    return sorted[sorted.length - 1].value;
  };
  const lower = Math.floor(rank);
  const share = rank - lower;
  return valueAt(lower) * (1 - share) + valueAt(lower + 1) * share;
}

function aggregate(
  expression: Extract<Expression, { type: 'aggregate' }>,
  rows: VectorRow[],
): VectorRow[] {
  const groups = new Map<string, { labels: Labels; values: number[] }>();
  for (const row of rows) {
    const labels = Object.fromEntries(
      Object.entries(row.labels).filter(([label]) =>
        expression.without
          ? label !== '__name__' && !expression.labels.includes(label)
          : expression.labels.includes(label),
      ),
    );
    const key = keyOf(labels);
    const group = groups.get(key) ?? { labels, values: [] };
    group.values.push(row.value);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ labels, values }) => ({
    labels,
    value: combine[expression.name](values),
  }));
}

function withoutName({ __name__, ...labels }: Labels): Labels {
  return labels;
}

/** Equal for equal label sets. */
export function keyOf(labels: Labels): string {
  return JSON.stringify(
    Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
