import type { AcceleratorClass } from '../acceleratorClass';
import { formatMoney } from '../money';
import { OVERSIZED_FROM } from './constants';
import { formatCount, formatGiB, formatMilliseconds, plural } from './format';
import { planForClass } from './planForClass';
import type {
  ModelShape,
  Recommendation,
  Shortfall,
  SizingInput,
  SizingPlan,
  Verdict,
} from './types';

function fitSentence(plan: SizingPlan): string {
  const holds = `${
    plan.devicesPerReplica === 1
      ? 'One device holds'
      : `${plan.devicesPerReplica} devices hold`
  } the weights (${formatGiB(plan.weightsGiB)}) and ${formatCount(
    plan.kvTokens,
  )} tokens of context, ${plural(
    plan.maxConcurrency,
    'request',
  )} of full length at once`;
  return `${holds}; ${plural(plan.replicas, 'replica')} ${
    plan.replicas === 1 ? 'costs' : 'cost'
  } ${formatMoney(plan.monthlyCost)} a month.`;
}

function shortfallSentence(
  shortfall: Shortfall,
  tensorParallel: number,
): string {
  const on = `with ${plural(tensorParallel, 'device')} per replica`;
  switch (shortfall.kind) {
    case 'memory':
      return `Too small: ${formatGiB(
        Math.max(0.1, shortfall.missingGiB),
      )} of memory are missing ${on}, the most this class allows for the model.${
        shortfall.longestContextTokens > 0
          ? ` It would hold requests of ${formatCount(
              shortfall.longestContextTokens,
            )} tokens.`
          : ''
      }`;
    case 'time-to-first-token':
      return `Too slow: the first token takes about ${formatMilliseconds(
        shortfall.milliseconds,
      )} (p95) ${on}, the target is ${formatMilliseconds(shortfall.sloMs)}.`;
    case 'time-per-output-token':
      return `Too slow: an output token takes about ${formatMilliseconds(
        shortfall.milliseconds,
      )} ${on}, the target is ${formatMilliseconds(shortfall.sloMs)}.`;
    default:
      return `Too small: the traffic needs ${plural(
        shortfall.needed,
        'replica',
      )} ${on}, the maximum is ${formatCount(shortfall.allowed)}.`;
  }
}

function verdictFor(
  input: SizingInput & { model: ModelShape },
  acceleratorClass: AcceleratorClass,
): Verdict {
  const outcome = planForClass(input, acceleratorClass);
  return outcome.ok
    ? {
        acceleratorClass: acceleratorClass.name,
        verdict: 'fits',
        plan: outcome.plan,
        sentence: fitSentence(outcome.plan),
      }
    : {
        acceleratorClass: acceleratorClass.name,
        verdict: 'too-small',
        shortfall: outcome.shortfall,
        sentence: shortfallSentence(outcome.shortfall, outcome.tensorParallel),
      };
}

/** Of two plans in one currency, whether the first costs so much more that it is called oversized. */
function isOversized(plan: SizingPlan, cheapest: SizingPlan): boolean {
  return (
    plan.monthlyCost.amountMinor >
    cheapest.monthlyCost.amountMinor * OVERSIZED_FROM
  );
}

/**
 * Says for every class whether the model fits it, in the order of the classes.
 *
 * @remarks
 * `oversized` needs a cheaper class that meets the same targets; prices in different currencies are not compared.
 * Check the input with `checkSizingInput` first.
 *
 * @public
 */
export function sizeForClasses(
  input: SizingInput,
  classes: AcceleratorClass[],
): Verdict[] {
  const { model } = input;
  if (model.state === 'not-modelled') {
    return classes.map(({ name }) => ({
      acceleratorClass: name,
      verdict: 'not-modelled',
      sentence: `${model.reason}.`,
    }));
  }
  const verdicts = classes.map(acceleratorClass =>
    verdictFor({ ...input, model }, acceleratorClass),
  );
  const cheapest = new Map<string, { name: string; plan: SizingPlan }>();
  for (const verdict of verdicts) {
    if (verdict.verdict === 'fits') {
      const { currency, amountMinor } = verdict.plan.monthlyCost;
      const known = cheapest.get(currency);
      if (!known || amountMinor < known.plan.monthlyCost.amountMinor) {
        cheapest.set(currency, {
          name: verdict.acceleratorClass,
          plan: verdict.plan,
        });
      }
    }
  }
  return verdicts.map(verdict => {
    if (verdict.verdict !== 'fits') {
      return verdict;
    }
    const { plan } = verdict;
    const best = cheapest.get(plan.monthlyCost.currency);
    if (!best || !isOversized(plan, best.plan)) {
      return verdict;
    }
    const saves = {
      amountMinor:
        plan.monthlyCost.amountMinor - best.plan.monthlyCost.amountMinor,
      currency: plan.monthlyCost.currency,
    };
    return {
      ...verdict,
      verdict: 'oversized',
      cheaperClass: best.name,
      saves,
      sentence: `Oversized: ${titleOf(
        best.name,
        classes,
      )} meets the same targets for ${formatMoney(saves)} less a month. ${
        verdict.sentence
      }`,
    };
  });
}

function titleOf(name: string, classes: AcceleratorClass[]): string {
  return classes.find(each => each.name === name)?.title ?? name;
}

/**
 * Picks the class to take: among those that fit, a standard one before a scarce one, then the cheapest.
 *
 * @public
 */
export function recommend(
  verdicts: Verdict[],
  classes: AcceleratorClass[],
): Recommendation {
  const scarcity = new Map(
    classes.map(({ name, tier }) => [name, tier === 'scarce' ? 1 : 0]),
  );
  const rank = (name: string) => scarcity.get(name) ?? 1;
  const [best] = verdicts
    .flatMap(verdict =>
      verdict.verdict === 'fits'
        ? [{ name: verdict.acceleratorClass, plan: verdict.plan }]
        : [],
    )
    .sort(
      (a, b) =>
        rank(a.name) - rank(b.name) ||
        a.plan.monthlyCost.amountMinor - b.plan.monthlyCost.amountMinor ||
        a.name.localeCompare(b.name),
    );
  if (best) {
    return {
      state: 'recommended',
      acceleratorClass: best.name,
      sentence: `${titleOf(
        best.name,
        classes,
      )} meets the targets for ${formatMoney(
        best.plan.monthlyCost,
      )} a month with ${plural(
        best.plan.replicas * best.plan.devicesPerReplica,
        'device',
      )}.`,
    };
  }
  const notModelled = verdicts.find(
    verdict => verdict.verdict === 'not-modelled',
  );
  return {
    state: 'none',
    sentence: notModelled
      ? `No recommendation: ${notModelled.sentence}`
      : 'No class meets the targets: lower the context length, relax the targets, allow more replicas or quantise the model.',
  };
}
