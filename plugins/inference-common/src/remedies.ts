import type { AcceleratorClass } from './acceleratorClass';
import { SIZING_LIMITS } from './sizing/checkSizingInput';
import { formatCount, formatMilliseconds } from './sizing/format';
import { sizeForClasses } from './sizing/sizeForClasses';
import type { SizingInput } from './sizing/types';

/** One change after which a class suits, and the sentence that proposes it. @public */
export type Remedy = {
  change: 'precision' | 'kv-precision' | 'context' | 'replicas' | 'slo';
  sentence: string;
};

/** Shortest context that is proposed; below that hardly anything can be asked. */
const LEAST_CONTEXT = 256;

/** How much slower than the unloaded device a proposed target is: the closer, the more replicas it takes. */
const RELAXED = [1.1, 1.5, 2, 3, 5];

/** Powers of two below the length asked for that still hold a prompt and its answer, longest first. */
function shorterContexts(input: SizingInput): number[] {
  const { promptTokens, outputTokens } = input.traffic;
  const least = Math.max(LEAST_CONTEXT, promptTokens + outputTokens);
  const contexts: number[] = [];
  for (
    let length = 2 ** Math.floor(Math.log2(input.maxModelLength));
    length >= least;
    length /= 2
  ) {
    if (length < input.maxModelLength) {
      contexts.push(length);
    }
  }
  return contexts;
}

/**
 * What would make a class that is too small suit: each change alone, and where no change alone is enough, 8-bit weights
 * and a shorter context together. Every proposal has been sized; empty where none helps.
 *
 * @public
 */
export function remediesFor(
  input: SizingInput,
  acceleratorClass: AcceleratorClass,
): Remedy[] {
  const { model } = input;
  if (model.state === 'not-modelled') {
    return [];
  }
  const verdictOf = (changes: Partial<SizingInput>) =>
    sizeForClasses({ ...input, ...changes }, [acceleratorClass])[0];
  const suits = (changes: Partial<SizingInput>) => 'plan' in verdictOf(changes);
  const verdict = verdictOf({});
  if (verdict.verdict !== 'too-small') {
    return [];
  }

  const remedies: Remedy[] = [];
  const hasFp8 = acceleratorClass.denseTflops.fp8 !== undefined;
  const canBeFp8 = !model.quantisation && input.precision !== 'fp8' && hasFp8;
  if (canBeFp8 && suits({ precision: 'fp8' })) {
    remedies.push({
      change: 'precision',
      sentence: 'With 8-bit weights (FP8) it fits.',
    });
  }
  const { shortfall } = verdict;
  const contexts = shortfall.kind === 'memory' ? shorterContexts(input) : [];
  const enough = contexts.find(maxModelLength => suits({ maxModelLength }));
  if (enough !== undefined) {
    remedies.push({
      change: 'context',
      sentence: `With a context of ${formatCount(enough)} tokens it fits.`,
    });
  }
  if (hasFp8 && input.kvPrecision !== 'fp8' && suits({ kvPrecision: 'fp8' })) {
    remedies.push({
      change: 'kv-precision',
      sentence: 'With an 8-bit KV cache (FP8) it fits.',
    });
  }
  const both =
    remedies.length === 0 && canBeFp8
      ? contexts.find(maxModelLength =>
          suits({ maxModelLength, precision: 'fp8' }),
        )
      : undefined;
  if (both !== undefined) {
    remedies.push({
      change: 'context',
      sentence: `With 8-bit weights (FP8) and a context of ${formatCount(
        both,
      )} tokens it fits.`,
    });
  }
  if (
    shortfall.kind === 'replicas' &&
    shortfall.needed <= SIZING_LIMITS.replicas &&
    suits({ maxReplicas: shortfall.needed })
  ) {
    remedies.push({
      change: 'replicas',
      sentence: `With a maximum of ${formatCount(
        shortfall.needed,
      )} replicas it fits.`,
    });
  }
  if (
    shortfall.kind === 'time-to-first-token' ||
    shortfall.kind === 'time-per-output-token'
  ) {
    const first = shortfall.kind === 'time-to-first-token';
    const target = RELAXED.map(factor =>
      Math.ceil(shortfall.milliseconds * factor),
    ).find(
      milliseconds =>
        milliseconds <= SIZING_LIMITS.sloMs &&
        suits({
          slo: {
            ...input.slo,
            ...(first
              ? { ttftP95Ms: milliseconds }
              : { tpotP95Ms: milliseconds }),
          },
        }),
    );
    if (target !== undefined) {
      remedies.push({
        change: 'slo',
        sentence: `With a target of ${formatMilliseconds(target)} for the ${
          first ? 'first' : 'output'
        } token it fits.`,
      });
    }
  }
  return remedies;
}
