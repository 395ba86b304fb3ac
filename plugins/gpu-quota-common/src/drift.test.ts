import { findDifferences, type EnforcedClass } from './drift';

const asItShouldBe: EnforcedClass = {
  granted: 4,
  applied: 4,
  used: 4,
  writtenSince: false,
};

function messages(changes: Partial<EnforcedClass>): string[] {
  return findDifferences({ ...asItShouldBe, ...changes }).map(
    each => each.message,
  );
}

it.each<[string, Partial<EnforcedClass>, string[]]>([
  ['nothing', {}, []],
  ['a limit that is lower', { applied: 2 }, ['applied 2, granted 4']],
  [
    'which of several limits is wrong',
    { applied: 9, limit: 'requests.nvidia.com/gpu' },
    ['applied 9, granted 4 (requests.nvidia.com/gpu)'],
  ],
  [
    'what is not as written where the figures are',
    { limit: 'LocalQueue gpu is missing', applyError: 'forbidden' },
    ['not as written: LocalQueue gpu is missing: forbidden'],
  ],
  [
    'why the limit is not what it should be',
    { applied: 2, applyError: 'conflict with "kubectl"' },
    ['applied 2, granted 4: conflict with "kubectl"'],
  ],
  [
    'a limit that is gone',
    { applied: undefined },
    ['no limit applied, granted 4'],
  ],
  ['more use than quota', { used: 5 }, ['used 5 of 4: over quota']],
  [
    'nothing of other clusters that use what is left',
    { used: 1, usedElsewhere: 3 },
    [],
  ],
  [
    'more use than quota in all clusters together',
    { used: 3, usedElsewhere: 3 },
    ['used 3 here and 3 in other clusters, of 4: over quota'],
  ],
  [
    'nothing of a cluster that uses none of what others use too much of',
    { used: 0, usedElsewhere: 5 },
    [],
  ],
  [
    'quota that fell below use',
    { granted: 0, applied: 4 },
    ['applied 4, granted 0', 'used 4 of 0: over quota'],
  ],
  [
    'only that more is used where what runs may restart',
    { granted: 2, allowed: 4 },
    ['used 4 of 2: over quota'],
  ],
  [
    'what should be allowed where that is not what was granted',
    { granted: 2, allowed: 4, applied: 2, used: 2 },
    ['applied 2, to be 4 while granted 2'],
  ],
  ['no limit that was written since', { applied: 2, writtenSince: true }, []],
])('says %s', (_, changes, expected) => {
  expect(messages(changes)).toEqual(expected);
});
