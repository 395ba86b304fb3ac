import type { Stage } from './types';

const DAY_MS = 24 * 3_600_000;

/** What a rule asks of a request; every condition that is given has to hold. @public */
export type PolicyCondition = {
  /** Names of accelerator classes, one of which it has to be. */
  acceleratorClass?: readonly string[];
  tier?: 'standard' | 'scarce';
  /** Group refs: the team itself, or a department above it. */
  team?: readonly string[];
  /** Devices asked for. */
  countAtMost?: number;
  /** Devices asked for. */
  countAbove?: number;
  /** Devices of the class that the team holds once the request is granted. */
  heldAfterAbove?: number;
  /** The endpoint that prompted the request was sized, and fits. */
  fits?: true;
  /** Mean utilisation of what the team holds of the class, 0 to 1; one that is not known never matches. */
  utilisationAtLeast?: number;
  /** The devices go back within this many days; a request for good never matches. */
  timeBoundAtMostDays?: number;
};

/** Which requests a rule is for, and who has to approve them, in order; `auto`: nobody. @public */
export type PolicyRule = {
  name: string;
  when: PolicyCondition;
  stages: 'auto' | readonly Stage[];
};

/** What the policy looks at. @public */
export type PolicyInput = {
  /** Refs of the team and of the groups above it. */
  teamLine: readonly string[];
  acceleratorClass: string;
  tier: 'standard' | 'scarce';
  count: number;
  /** Devices of the class that the team holds once the request is granted. */
  heldAfter: number;
  /** Sizing verdict; undefined when there is none. */
  sizing?: 'fits' | 'oversized' | 'too-small' | 'not-modelled';
  /** Mean utilisation of what the team holds of the class, 0 to 1; undefined when not known. */
  utilisation?: number;
  /** Milliseconds from now until the devices go back; undefined when they are asked for for good. */
  timeBoundMs?: number;
};

/** What holds where nothing is configured: the team's lead decides every request. @public */
export const DEFAULT_POLICY: readonly PolicyRule[] = [
  { name: 'lead', when: {}, stages: ['lead'] },
];

/**
 * The first rule that matches, and the stages the request has to pass; none means that it is granted at once.
 *
 * @param policy - rules in order, of which the last matches everything
 * @param input - the request
 * @public
 */
export function stagesFor(
  policy: readonly PolicyRule[],
  input: PolicyInput,
): { rule: string; stages: Stage[] } {
  const rule = policy.find(({ when }) => matches(when, input));
  if (!rule) {
    throw new Error('The policy has no rule for this request');
  }
  return {
    rule: rule.name,
    stages: rule.stages === 'auto' ? [] : [...rule.stages],
  };
}

function matches(when: PolicyCondition, input: PolicyInput): boolean {
  return (
    holds(when.acceleratorClass, names =>
      names.includes(input.acceleratorClass),
    ) &&
    holds(when.tier, tier => tier === input.tier) &&
    holds(when.team, teams =>
      input.teamLine.some(group => teams.includes(group)),
    ) &&
    holds(when.countAtMost, most => input.count <= most) &&
    holds(when.countAbove, limit => input.count > limit) &&
    holds(when.heldAfterAbove, limit => input.heldAfter > limit) &&
    holds(when.fits, () => input.sizing === 'fits') &&
    holds(
      when.utilisationAtLeast,
      least => input.utilisation !== undefined && input.utilisation >= least,
    ) &&
    holds(
      when.timeBoundAtMostDays,
      days =>
        input.timeBoundMs !== undefined && input.timeBoundMs <= days * DAY_MS,
    )
  );
}

/** A condition that is not given always holds. */
function holds<T>(
  condition: T | undefined,
  check: (condition: T) => boolean,
): boolean {
  return condition === undefined || check(condition);
}
