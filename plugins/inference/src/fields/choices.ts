import {
  recommend,
  remediesFor,
  sizeForClasses,
  sizePredictiveModel,
  type AcceleratorClass,
  type Money,
  type PredictiveVerdict,
  type Recommendation,
  type Remedy,
  type SizingPlan,
  type Verdict,
} from '@golden-path/plugin-inference-common';
import type { Headroom } from './headroom';
import type { Tone } from '../format/phase';
import type { ToSize } from './formData';

/** What a class would take and cost; what only language models have is left out for others. */
export type ChoicePlan = Pick<
  SizingPlan,
  'devicesPerReplica' | 'replicas' | 'hourlyCost' | 'monthlyCost'
> &
  Partial<Pick<SizingPlan, 'tensorParallel' | 'maxConcurrency' | 'kvTokens'>>;

type VerdictWord = Verdict['verdict'] | PredictiveVerdict['verdict'];

type ChoiceVerdict = {
  acceleratorClass: string;
  verdict: VerdictWord;
  sentence: string;
  plan?: ChoicePlan;
  /** Per month with a smaller class that does as well. */
  saves?: Money;
};

/** One class as the form offers it. */
export type Choice = {
  acceleratorClass: AcceleratorClass;
  verdict: ChoiceVerdict;
  plan?: ChoicePlan;
  recommended: boolean;
  /** What would make it suit, where it does not. */
  remedies: Remedy[];
  /** Per month against the recommended class; left out for that class and across currencies. */
  difference?: Money;
};

export type Choices = { choices: Choice[]; recommendation: Recommendation };

export const VERDICT_WORDS: Record<VerdictWord, { title: string; tone: Tone }> =
  {
    fits: { title: 'Fits', tone: 'positive' },
    oversized: { title: 'Oversized', tone: 'warning' },
    'too-small': { title: 'Too small', tone: 'negative' },
    unsuitable: { title: 'Does not suit', tone: 'negative' },
    'not-modelled': { title: 'Cannot be sized', tone: 'neutral' },
  };

/** The cheapest class that holds a predictive model, a standard one before a scarce one. */
function recommendPredictive(
  verdicts: ChoiceVerdict[],
  classes: AcceleratorClass[],
): Recommendation {
  const suited = classes.filter(({ name }) =>
    verdicts.some(({ acceleratorClass, plan }) =>
      Boolean(plan && acceleratorClass === name),
    ),
  );
  const [best] = [...suited].sort(
    (a, b) =>
      Number(a.tier === 'scarce') - Number(b.tier === 'scarce') ||
      a.pricePerDeviceHour.amountMinor - b.pricePerDeviceHour.amountMinor,
  );
  return best
    ? {
        state: 'recommended',
        acceleratorClass: best.name,
        sentence: `${best.title} is the cheapest that holds the model. How fast it is, a load test says.`,
      }
    : {
        state: 'none',
        sentence: 'No class holds the model on one device.',
      };
}

function size(
  input: ToSize,
  classes: AcceleratorClass[],
): { verdicts: ChoiceVerdict[]; recommendation: Recommendation } {
  if ('model' in input) {
    const verdicts = sizeForClasses(input, classes);
    return { verdicts, recommendation: recommend(verdicts, classes) };
  }
  const verdicts = sizePredictiveModel(input, classes);
  return { verdicts, recommendation: recommendPredictive(verdicts, classes) };
}

/** Sizes the endpoint for every class; what can be chosen comes first. */
export function chooseAmong(
  input: ToSize,
  classes: AcceleratorClass[],
): Choices {
  const { verdicts, recommendation } = size(input, classes);
  const recommendedName =
    recommendation.state === 'recommended'
      ? recommendation.acceleratorClass
      : undefined;
  const plans = new Map(
    verdicts.map(verdict => [verdict.acceleratorClass, verdict.plan]),
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
        remedies:
          plan || !('model' in input)
            ? []
            : remediesFor(input, acceleratorClass),
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

/** Devices the endpoint takes out of its team's quota: every replica it may grow to. */
export function devicesToReserve(
  plan: ChoicePlan,
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
