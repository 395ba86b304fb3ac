import { formatSignalValue } from './formatSignalValue';
import {
  comparisonOf,
  OPERATOR_WORDS,
  ratioTitle,
  type Comparison,
  type Condition,
} from './operatingModelCondition';
import type { ResolvedSignals } from './resolveSignals';
import type { Evidence, Phase, Slo } from './schemas';
import { SIGNALS, type SignalId, type SignalUnit } from './signals';

/**
 * What is known of an endpoint when a condition is looked at.
 *
 * @internal
 */
export type Facts = { signals: ResolvedSignals; slo: Slo; phase: Phase };

/**
 * Whether a condition holds. `unknown` when a figure it needs is stale or missing; `missing` names every such
 * figure, also where the outcome does not hang on it.
 *
 * @internal
 */
export type Evaluation = {
  outcome: 'yes' | 'no' | 'unknown';
  evidence: Evidence[];
  missing: SignalId[];
};

const NO: Evaluation = { outcome: 'no', evidence: [], missing: [] };
const PHASE_SIGNALS: SignalId[] = ['replicasReady', 'replicasDesired'];

function unknown(missing: SignalId[]): Evaluation {
  return { outcome: 'unknown', evidence: [], missing };
}

/** A figure that can be judged, a gap, or nothing to judge. */
function figure(facts: Facts, id: SignalId) {
  const { state, value, at } = facts.signals[id];
  if (state === 'not-applicable') return { kind: 'not-applicable' as const };
  if (state !== 'ok' || value === undefined)
    return { kind: 'missing' as const };
  return { kind: 'known' as const, value, at };
}

function holds(
  operator: ReturnType<typeof comparisonOf>['operator'],
  value: number,
  limit: number,
): boolean {
  switch (operator) {
    case 'above':
      return value > limit;
    case 'atLeast':
      return value >= limit;
    case 'below':
      return value < limit;
    case 'atMost':
      return value <= limit;
    default:
      return value === limit;
  }
}

function compare(input: {
  comparison: Comparison;
  slo: Slo;
  signal: SignalId;
  title: string;
  unit: SignalUnit;
  value: number;
  at?: string;
}): Evaluation {
  const { operator, threshold } = comparisonOf(input.comparison);
  const promised =
    typeof threshold === 'number' ? threshold : input.slo[threshold.slo];
  // What was never promised cannot be broken.
  if (promised === undefined) return NO;
  const limit =
    typeof threshold === 'number'
      ? promised
      : promised * (threshold.times ?? 1);
  const shownLimit = formatSignalValue(limit, input.unit);
  const limitText =
    typeof threshold === 'number' || (threshold.times ?? 1) !== 1
      ? shownLimit
      : `the SLO of ${shownLimit}`;
  const met = holds(operator, input.value, limit);
  const value = formatSignalValue(input.value, input.unit);
  const relation = met
    ? OPERATOR_WORDS[operator]
    : `not ${OPERATOR_WORDS[operator]}`;
  const sentence =
    operator === 'equals' && met
      ? `${input.title}: ${value}`
      : `${input.title}: ${value}, ${relation} ${limitText}`;
  return {
    outcome: met ? 'yes' : 'no',
    evidence: [
      {
        signal: input.signal,
        sentence,
        value: input.value,
        threshold: limit,
        ...(input.at && { at: input.at }),
      },
    ],
    missing: [],
  };
}

function oldest(times: (string | undefined)[]): string | undefined {
  return times.filter(time => time !== undefined).sort()[0];
}

function evaluateRatio(
  condition: Extract<Condition, { ratio: unknown }>,
  facts: Facts,
): Evaluation {
  const { of, to } = condition.ratio;
  const parts = [of, ...to].map(id => ({ id, ...figure(facts, id) }));
  if (parts.some(part => part.kind === 'not-applicable')) return NO;
  const missing = parts
    .filter(part => part.kind === 'missing')
    .map(part => part.id);
  if (missing.length > 0) return unknown([...new Set(missing)]);
  const known = parts.flatMap(part => (part.kind === 'known' ? [part] : []));
  const [top, ...bottom] = known;
  const sum = bottom.reduce((total, part) => total + part.value, 0);
  // A share of nothing is no share.
  if (sum <= 0) return NO;
  return compare({
    comparison: condition,
    slo: facts.slo,
    signal: of,
    title: ratioTitle(condition.ratio),
    unit: 'ratio',
    value: top.value / sum,
    at: oldest(known.map(part => part.at)),
  });
}

function evaluatePhase(
  condition: Extract<Condition, { phase: unknown }>,
  facts: Facts,
): Evaluation {
  const { phase } = facts;
  const missing = PHASE_SIGNALS.filter(
    id => figure(facts, id).kind === 'missing',
  );
  if (missing.length > 0 && !condition.phase.includes(phase.name)) {
    return unknown(missing);
  }
  const met =
    condition.phase.includes(phase.name) &&
    (condition.overdue === undefined ||
      condition.overdue === (phase.overdue ?? false)) &&
    (condition.restart === undefined ||
      condition.restart === (phase.restart ?? false));
  if (!met) return NO;
  const { replicasReady, replicasDesired } = phase;
  const at = oldest(PHASE_SIGNALS.map(id => facts.signals[id].at));
  return {
    outcome: 'yes',
    evidence: [
      {
        signal: 'replicasReady',
        sentence:
          replicasReady === undefined || replicasDesired === undefined
            ? `The endpoint is ${phase.name}`
            : `${replicasReady} of ${replicasDesired} replicas ready`,
        ...(replicasReady !== undefined && { value: replicasReady }),
        ...(replicasDesired !== undefined && { threshold: replicasDesired }),
        ...(at && { at }),
      },
    ],
    missing: [],
  };
}

function join(parts: Evaluation[], decisive: 'yes' | 'no'): Evaluation {
  const missing = [...new Set(parts.flatMap(part => part.missing))];
  const other = decisive === 'yes' ? 'no' : 'yes';
  let outcome: Evaluation['outcome'] = other;
  if (parts.some(part => part.outcome === 'unknown')) outcome = 'unknown';
  if (parts.some(part => part.outcome === decisive)) outcome = decisive;
  return {
    outcome,
    evidence: parts
      .filter(part => part.outcome === outcome)
      .flatMap(part => part.evidence),
    missing,
  };
}

/**
 * Judges a condition in three values, so that what is not known is not taken for no.
 *
 * @internal
 */
export function evaluateCondition(
  condition: Condition,
  facts: Facts,
): Evaluation {
  if ('all' in condition) {
    return join(
      condition.all.map(part => evaluateCondition(part, facts)),
      'no',
    );
  }
  if ('any' in condition) {
    return join(
      condition.any.map(part => evaluateCondition(part, facts)),
      'yes',
    );
  }
  if ('not' in condition) {
    const inner = evaluateCondition(condition.not, facts);
    if (inner.outcome === 'unknown') return inner;
    return { ...inner, outcome: inner.outcome === 'yes' ? 'no' : 'yes' };
  }
  if ('ratio' in condition) return evaluateRatio(condition, facts);
  if ('phase' in condition) return evaluatePhase(condition, facts);
  const { signal } = condition;
  const known = figure(facts, signal);
  if (known.kind === 'not-applicable') return NO;
  const { threshold } = comparisonOf(condition);
  if (typeof threshold !== 'number' && facts.slo[threshold.slo] === undefined) {
    return NO;
  }
  if (known.kind === 'missing') return unknown([signal]);
  return compare({
    comparison: condition,
    slo: facts.slo,
    signal,
    title: SIGNALS[signal].title,
    unit: SIGNALS[signal].unit,
    value: known.value,
    at: known.at,
  });
}
