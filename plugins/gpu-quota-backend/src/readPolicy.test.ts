import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { DEFAULT_POLICY } from '@golden-path/plugin-gpu-quota-common';
import { readPolicy } from './readPolicy';

const platformGroup = 'group:default/ai-platform';
const otherwise = { name: 'otherwise', stages: ['lead'] };

function read(policy: JsonObject[], platform: string | undefined) {
  return readPolicy(new ConfigReader({ policy }), platform);
}

it('lets the lead decide everything where there is none', () => {
  expect(readPolicy(undefined, undefined)).toEqual(DEFAULT_POLICY);
  expect(readPolicy(new ConfigReader({}), undefined)).toEqual(DEFAULT_POLICY);
});

it('reads rules in order, with names as lists and groups as refs', () => {
  const policy = read(
    [
      {
        name: 'small',
        when: {
          acceleratorClass: 'l4-24g',
          tier: 'standard',
          team: ['chat', 'group:default/products'],
          countAtMost: 2,
          countAbove: 0,
          heldAfterAbove: 4,
          fits: true,
          utilisationAtLeast: 0.5,
          timeBoundAtMostDays: 30,
        },
        stages: 'auto',
      },
      { name: 'large', when: { countAbove: 8 }, stages: ['lead', 'platform'] },
      otherwise,
    ],
    platformGroup,
  );
  expect(policy.map(rule => [rule.name, rule.stages])).toEqual([
    ['small', 'auto'],
    ['large', ['lead', 'platform']],
    ['otherwise', ['lead']],
  ]);
  expect(policy[0].when).toEqual({
    acceleratorClass: ['l4-24g'],
    tier: 'standard',
    team: ['group:default/chat', 'group:default/products'],
    countAtMost: 2,
    countAbove: 0,
    heldAfterAbove: 4,
    fits: true,
    utilisationAtLeast: 0.5,
    timeBoundAtMostDays: 30,
  });
});

it.each<[string, JsonObject[], string]>([
  [
    'a rule without a name',
    [{ stages: ['lead'] }],
    'gpuQuota.policy: rule 1 has no name, which decisions need',
  ],
  [
    'a name that is taken',
    [{ ...otherwise, when: { countAbove: 1 } }, otherwise],
    'gpuQuota.policy: rule "otherwise": another rule has the same name',
  ],
  [
    'a rule that is never reached',
    [otherwise, { name: 'late', stages: 'auto' }],
    'gpuQuota.policy: rule "late": it is never reached, since rule "otherwise" matches everything',
  ],
  [
    'a last rule with conditions',
    [{ ...otherwise, when: { countAbove: 1 } }],
    'gpuQuota.policy: rule "otherwise" is the last one and has conditions',
  ],
  ['no rule at all', [], 'end with a rule without `when`'],
  [
    'stages that nobody knows',
    [{ name: 'odd', stages: ['platform'] }],
    'gpuQuota.policy: rule "odd": stages must be auto, [lead] or [lead, platform]',
  ],
  [
    'no stages',
    [{ name: 'odd' }],
    'gpuQuota.policy: rule "odd": stages must be auto',
  ],
  [
    'a misspelt condition',
    [{ name: 'odd', when: { countAbov: 3 }, stages: ['lead'] }],
    'gpuQuota.policy: rule "odd": there is no condition when.countAbov; use acceleratorClass,',
  ],
  [
    'a misspelt key',
    [{ name: 'odd', if: {}, stages: ['lead'] }],
    'gpuQuota.policy: rule "odd": there is no if; a rule has',
  ],
  [
    'conditions that are a list',
    [{ name: 'odd', when: ['scarce'], stages: ['lead'] }],
    'gpuQuota.policy: rule "odd": when must be conditions by name',
  ],
  ...(
    [
      [{ tier: 'rare' }, 'when.tier must be standard or scarce, not "rare"'],
      [{ fits: false }, 'when.fits must be true, not false'],
      [{ countAtMost: 0 }, 'when.countAtMost must be a whole number from 1'],
      [{ countAbove: 1.5 }, 'when.countAbove must be a whole number from 0'],
      [{ countAbove: '8' }, 'when.countAbove must be a whole number from 0'],
      [{ utilisationAtLeast: 60 }, 'must be a number from 0 to 1, not 60'],
      [{ acceleratorClass: [] }, 'must be a name or a list of names'],
      [{ acceleratorClass: ['x', 7] }, 'must be a name or a list of names'],
      [{ team: 'user:default/me' }, 'when.team must name a group'],
    ] satisfies [JsonObject, string][]
  ).map(([when, message]): [string, JsonObject[], string] => [
    `the condition ${JSON.stringify(when)}`,
    [{ name: 'odd', when, stages: ['lead'] }, otherwise],
    message,
  ]),
])('refuses %s and names the rule', (_what, policy, message) => {
  expect(() => read(policy, platformGroup)).toThrow(message);
  expect(() => read(policy, platformGroup)).toThrow('gpuQuota.policy: rule ');
});

it('needs a platform group for a platform stage', () => {
  const policy = [{ name: 'all', stages: ['lead', 'platform'] }];
  expect(read(policy, platformGroup)).toHaveLength(1);
  expect(() => read(policy, undefined)).toThrow(
    'gpuQuota.policy: rule "all": nobody could decide its platform stage, since gpuQuota.platformGroup is not set',
  );
});
