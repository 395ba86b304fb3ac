import fc from 'fast-check';
import {
  DEFAULT_POLICY,
  stagesFor,
  type PolicyCondition,
  type PolicyInput,
  type PolicyRule,
} from './policy';

const DAY_MS = 24 * 3_600_000;

const input: PolicyInput = {
  teamLine: ['group:default/chat', 'group:default/products'],
  acceleratorClass: 'l4-24g',
  tier: 'standard',
  count: 4,
  heldAfter: 6,
  sizing: 'fits',
  utilisation: 0.6,
  timeBoundMs: 7 * DAY_MS,
};

function matches(when: PolicyCondition, change: Partial<PolicyInput> = {}) {
  const policy: PolicyRule[] = [
    { name: 'tried', when, stages: 'auto' },
    ...DEFAULT_POLICY,
  ];
  return stagesFor(policy, { ...input, ...change }).rule === 'tried';
}

it.each<[PolicyCondition, Partial<PolicyInput>]>([
  [{ acceleratorClass: ['h100-80g', 'l4-24g'] }, { acceleratorClass: 'a100' }],
  [{ tier: 'standard' }, { tier: 'scarce' }],
  [{ team: ['group:default/chat'] }, { teamLine: ['group:default/search'] }],
  [
    { team: ['group:default/products'] },
    { teamLine: ['group:default/search', 'group:default/company'] },
  ],
  [{ countAtMost: 4 }, { count: 5 }],
  [{ countAbove: 3 }, { count: 3 }],
  [{ heldAfterAbove: 5 }, { heldAfter: 5 }],
  [{ fits: true }, { sizing: 'oversized' }],
  [{ fits: true }, { sizing: undefined }],
  [{ utilisationAtLeast: 0.6 }, { utilisation: 0.59 }],
  [{ utilisationAtLeast: 0 }, { utilisation: undefined }],
  [{ timeBoundAtMostDays: 7 }, { timeBoundMs: 7 * DAY_MS + 1 }],
  [{ timeBoundAtMostDays: 7 }, { timeBoundMs: undefined }],
])('%j matches, and does not once %j', (when, change) => {
  expect(matches(when)).toBe(true);
  expect(matches(when, change)).toBe(false);
});

it('needs every condition of a rule', () => {
  const when: PolicyCondition = { tier: 'standard', countAtMost: 4 };
  expect(matches(when)).toBe(true);
  expect(matches(when, { count: 5 })).toBe(false);
  expect(matches(when, { tier: 'scarce' })).toBe(false);
});

it('follows the first rule that matches, whatever comes after it', () => {
  const rule: fc.Arbitrary<PolicyRule> = fc.record({
    name: fc.string(),
    when: fc.record(
      {
        countAtMost: fc.integer({ min: 1, max: 8 }),
        countAbove: fc.integer({ min: 0, max: 8 }),
        tier: fc.constantFrom('standard' as const, 'scarce' as const),
      },
      { requiredKeys: [] },
    ),
    stages: fc.constantFrom<PolicyRule['stages']>(
      'auto',
      ['lead'],
      ['lead', 'platform'],
    ),
  });
  fc.assert(
    fc.property(
      fc.array(rule),
      fc.array(rule),
      fc.integer({ min: 1, max: 9 }),
      (before, after, count) => {
        const policy = [...before, ...DEFAULT_POLICY, ...after];
        const asked = { ...input, count };
        const found = stagesFor(policy, asked);
        const first = policy.findIndex(({ when }) => {
          const tooMany = count > (when.countAtMost ?? count);
          const tooFew = count <= (when.countAbove ?? count - 1);
          const otherTier = (when.tier ?? input.tier) !== input.tier;
          return !tooMany && !tooFew && !otherTier;
        });
        const { name, stages } = policy[first];
        expect(found).toEqual({
          rule: name,
          stages: stages === 'auto' ? [] : stages,
        });
      },
    ),
  );
});
