import { z } from 'zod';
import { formatSignalValue } from './formatSignalValue';
import type { PhaseName, Slo } from './schemas';
import { SIGNALS, type SignalId, type SignalUnit } from './signals';

/**
 * A field of an endpoint's SLO that a figure can be compared with.
 *
 * @public
 */
export type SloField = keyof Slo;

/**
 * What a figure is compared with: a number in the signal's unit, or a part of what the SLO promises.
 *
 * @public
 */
export type Threshold = number | { slo: SloField; times?: number };

/**
 * How a figure is compared; exactly one.
 *
 * @public
 */
export type Comparison =
  | { above: Threshold }
  | { atLeast: Threshold }
  | { below: Threshold }
  | { atMost: Threshold }
  | { equals: Threshold };

/**
 * When a symptom is seen: comparisons of signals, of the ratio of signals and of the phase, joined by
 * `all`, `any` and `not`. It is data, not code.
 *
 * @public
 */
export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | ({ signal: SignalId } & Comparison)
  | ({ ratio: { of: SignalId; to: SignalId[] } } & Comparison)
  | { phase: PhaseName[]; overdue?: boolean; restart?: boolean };

const signalIds = Object.keys(SIGNALS) as SignalId[];
const signalId = z.enum(signalIds, {
  error: issue =>
    `'${String(issue.input)}' is not a signal; known are ${signalIds.join(
      ', ',
    )}`,
});

const sloFields = [
  'ttftP95Seconds',
  'tpotP95Seconds',
  'latencyP95Seconds',
] as const satisfies readonly SloField[];

const threshold = pickSchema<Threshold>(value =>
  typeof value === 'object' && value !== null
    ? z.strictObject({
        slo: z.enum(sloFields, {
          error: `must be one of ${sloFields.join(', ')}`,
        }),
        times: z.number().positive().optional(),
      })
    : z.number({
        error: `must be a number or { slo: ${sloFields.join(' | ')} }`,
      }),
);

const operators = ['above', 'atLeast', 'below', 'atMost', 'equals'] as const;
type Operator = (typeof operators)[number];

const phaseNames = [
  'unknown',
  'absent',
  'starting',
  'ready',
  'degraded',
  'failing',
] as const satisfies readonly PhaseName[];

/** A schema that is chosen by the value, so that errors keep their path, which a union would lose. */
function pickSchema<T>(pick: (value: unknown) => z.ZodType<T>): z.ZodType<T> {
  return z.unknown().transform((value, context): T => {
    const parsed = pick(value).safeParse(value);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) {
      context.addIssue({
        code: 'custom',
        path: issue.path,
        message:
          issue.code === 'unrecognized_keys'
            ? `unknown ${issue.keys.map(key => `'${key}'`).join(', ')}`
            : issue.message,
      });
    }
    return z.NEVER;
  });
}

function refuse<T>(message: string): z.ZodType<T> {
  return z.unknown().transform((_, context): T => {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
}

function withComparison<T>(
  value: object,
  build: (comparison: Record<string, z.ZodType>) => z.ZodType<T>,
): z.ZodType<T> {
  const given = operators.filter(operator => operator in value);
  if (given.length !== 1) {
    return refuse(`needs exactly one of ${operators.join(', ')}`);
  }
  return build({ [given[0]]: threshold });
}

/** A condition within a condition. */
const nested: z.ZodType<Condition> = pickSchema(value => shapeOf(value));

const shapes: Record<string, (value: object) => z.ZodType> = {
  all: () =>
    z.strictObject({
      all: z.array(nested).min(1, 'must not be empty'),
    }),
  any: () =>
    z.strictObject({
      any: z.array(nested).min(1, 'must not be empty'),
    }),
  not: () => z.strictObject({ not: nested }),
  signal: value =>
    withComparison(value, comparison =>
      z.strictObject({ signal: signalId, ...comparison }),
    ),
  ratio: value =>
    withComparison(value, comparison =>
      z.strictObject({
        ratio: z.strictObject({
          of: signalId,
          to: z.array(signalId).min(1, 'must name at least one signal'),
        }),
        ...comparison,
      }),
    ),
  phase: () =>
    z.strictObject({
      phase: z
        .array(
          z.enum(phaseNames, {
            error: `must be one of ${phaseNames.join(', ')}`,
          }),
        )
        .min(1, 'must name at least one phase'),
      overdue: z.boolean().optional(),
      restart: z.boolean().optional(),
    }),
};

/** The shape that a condition's key says it has. */
function shapeOf(value: unknown): z.ZodType<Condition> {
  const kinds = Object.keys(shapes);
  if (typeof value === 'object' && value !== null) {
    const given = kinds.filter(kind => kind in value);
    // Each shape checks itself; which of them applies is what its key says.
    if (given.length === 1) {
      return shapes[given[0]](value) as z.ZodType<Condition>;
    }
  }
  return refuse(
    `must be a condition: an object with one of ${kinds.join(', ')}`,
  );
}

/** @internal */
export const conditionSchema = nested;

/**
 * The operator of a comparison and what it compares with.
 *
 * @internal
 */
export function comparisonOf(condition: Comparison): {
  operator: Operator;
  threshold: Threshold;
} {
  if ('above' in condition)
    return { operator: 'above', threshold: condition.above };
  if ('atLeast' in condition)
    return { operator: 'atLeast', threshold: condition.atLeast };
  if ('below' in condition)
    return { operator: 'below', threshold: condition.below };
  if ('atMost' in condition)
    return { operator: 'atMost', threshold: condition.atMost };
  return { operator: 'equals', threshold: condition.equals };
}

/** @internal */
export const OPERATOR_WORDS: Record<Operator, string> = {
  above: 'above',
  atLeast: 'at least',
  below: 'below',
  atMost: 'at most',
  equals: 'equal to',
};

const SLO_TITLES: Record<SloField, string> = {
  ttftP95Seconds: 'the SLO for time to first token',
  tpotP95Seconds: 'the SLO for time per output token',
  latencyP95Seconds: 'the SLO for latency',
};

function describeThreshold(value: Threshold, unit: SignalUnit): string {
  if (typeof value === 'number') return formatSignalValue(value, unit);
  const title = SLO_TITLES[value.slo];
  return value.times === undefined || value.times === 1
    ? title
    : `${formatSignalValue(value.times, 'ratio')} of ${title}`;
}

function describeComparison(condition: Comparison, unit: SignalUnit): string {
  const { operator, threshold: value } = comparisonOf(condition);
  return `${OPERATOR_WORDS[operator]} ${describeThreshold(value, unit)}`;
}

/** @internal */
export function ratioTitle(ratio: { of: SignalId; to: SignalId[] }): string {
  const to = ratio.to.map(id => SIGNALS[id].title).join(' + ');
  return `${SIGNALS[ratio.of].title} / ${ratio.to.length > 1 ? `(${to})` : to}`;
}

/**
 * A condition in words, for people.
 *
 * @public
 */
export function describeCondition(condition: Condition): string {
  if ('all' in condition)
    return condition.all.map(describeNested).join(' and ');
  if ('any' in condition) return condition.any.map(describeNested).join(' or ');
  if ('not' in condition) return `not ${describeNested(condition.not)}`;
  if ('signal' in condition) {
    const { title, unit } = SIGNALS[condition.signal];
    return `${title} ${describeComparison(condition, unit)}`;
  }
  if ('ratio' in condition) {
    return `${ratioTitle(condition.ratio)} ${describeComparison(
      condition,
      'ratio',
    )}`;
  }
  const phases = `phase is ${condition.phase.join(' or ')}`;
  return [
    phases,
    condition.overdue === undefined
      ? ''
      : `${condition.overdue ? '' : 'not '}for longer than expected`,
    condition.restart === undefined
      ? ''
      : `${condition.restart ? 'after' : 'without'} having been ready`,
  ]
    .filter(Boolean)
    .join(', ');
}

function describeNested(condition: Condition): string {
  const text = describeCondition(condition);
  return 'all' in condition || 'any' in condition ? `(${text})` : text;
}
