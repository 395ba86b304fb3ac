import {
  recommend,
  remediesFor,
  scalingCost,
  sizeForClasses,
  type AcceleratorClass,
  type Money,
  type Recommendation,
  type Remedy,
  type Scaling,
  type ScalingCost,
  type SizingInput,
  type SizingPlan,
} from '@golden-path/plugin-inference-common';
import type { Headroom } from './headroom';
import type { Tone } from '../format/phase';

type SizingVerdict = ReturnType<typeof sizeForClasses>[number];

/** One class as the form offers it. */
export type Choice = {
  acceleratorClass: AcceleratorClass;
  verdict: SizingVerdict;
  plan?: SizingPlan;
  recommended: boolean;
  /** What would make it suit, where it does not. */
  remedies: Remedy[];
  /** Per month against the recommended class; left out for that class and across currencies. */
  difference?: Money;
};

export type Choices = { choices: Choice[]; recommendation: Recommendation };

export const VERDICT_WORDS: Record<
  SizingVerdict['verdict'],
  { title: string; tone: Tone }
> = {
  fits: { title: 'Fits', tone: 'positive' },
  oversized: { title: 'Oversized', tone: 'warning' },
  'too-small': { title: 'Too small', tone: 'negative' },
  'not-modelled': { title: 'Cannot be sized', tone: 'neutral' },
};

/** Sizes the endpoint for every class; what can be chosen comes first. */
export function chooseAmong(
  input: SizingInput,
  classes: AcceleratorClass[],
): Choices {
  const verdicts = sizeForClasses(input, classes);
  const recommendation = recommend(verdicts, classes);
  const recommendedName =
    recommendation.state === 'recommended'
      ? recommendation.acceleratorClass
      : undefined;
  const plans = new Map(
    verdicts.map(verdict => [
      verdict.acceleratorClass,
      'plan' in verdict ? verdict.plan : undefined,
    ]),
  );
  const reference =
    recommendedName === undefined
      ? undefined
      : plans.get(recommendedName)?.monthlyCost;
  const choices = classes.flatMap((acceleratorClass): Choice[] => {
    const verdict = verdicts.find(
      item => item.acceleratorClass === acceleratorClass.name,
    );
    if (!verdict) {
      return [];
    }
    const plan = plans.get(acceleratorClass.name);
    const recommended = acceleratorClass.name === recommendedName;
    return [
      {
        acceleratorClass,
        verdict,
        plan,
        recommended,
        remedies: plan ? [] : remediesFor(input, acceleratorClass),
        difference:
          recommended || !plan || !reference
            ? undefined
            : subtract(plan.monthlyCost, reference),
      },
    ];
  });
  const rank = (choice: Choice) => {
    if (choice.recommended) {
      return 0;
    }
    return choice.plan ? 1 : 2;
  };
  choices.sort((a, b) => rank(a) - rank(b));
  return { choices, recommendation };
}

function subtract(a: Money, b: Money): Money | undefined {
  return a.currency === b.currency
    ? { amountMinor: a.amountMinor - b.amountMinor, currency: a.currency }
    : undefined;
}

/** What the endpoint costs in a month at the least and at the most. */
export function costBounds(plan: SizingPlan, scaling: Scaling): ScalingCost {
  return scalingCost(
    {
      amountMinor: plan.hourlyCost.amountMinor / plan.replicas,
      currency: plan.hourlyCost.currency,
    },
    scaling,
  );
}

/** Devices the endpoint takes out of its team's quota: every replica it may grow to. */
export function devicesToReserve(
  plan: SizingPlan,
  maxReplicas: number,
): number {
  return plan.devicesPerReplica * maxReplicas;
}

export type TeamHeadroom = { team: string; granted: number; available: number };

/** What each team has left of a class; a team that was never granted any has none. */
export function headroomOf(
  headroom: Headroom,
  className: string,
): TeamHeadroom[] {
  return headroom.map(({ team, quotas }) => {
    const quota = quotas.find(item => item.acceleratorClass === className);
    return {
      team,
      granted: quota?.granted ?? 0,
      available: Math.max(0, quota?.available ?? 0),
    };
  });
}
