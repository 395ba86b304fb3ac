import { ConflictError, InputError } from '@backstage/errors';
import fc from 'fast-check';
import {
  decideRequest,
  grantable,
  waitingOn,
  type DecisionInput,
  type RequestProgress,
} from './requestState';
import type { Stage } from './types';

const pending: RequestProgress = {
  state: 'pending',
  count: 4,
  stages: ['lead', 'platform'],
  decisions: [],
};

/** The request after a decision, as a store would keep it. */
function after(
  before: RequestProgress,
  decision: DecisionInput,
): RequestProgress {
  const result = decideRequest(before, decision);
  return {
    ...before,
    state: result.state,
    decisions: [
      ...before.decisions,
      result.state === 'denied'
        ? { stage: result.stage, outcome: 'denied' }
        : {
            stage: result.stage,
            outcome: 'approved',
            grantedCount: result.count,
          },
    ],
  };
}

it('passes its stages in order and grants with the last', () => {
  expect(waitingOn(pending)).toBe('lead');
  expect(decideRequest(pending, { outcome: 'approve' })).toEqual({
    state: 'pending',
    stage: 'lead',
    count: 4,
    waitingOn: 'platform',
  });
  const second = after(pending, { outcome: 'approve' });
  expect(decideRequest(second, { outcome: 'approve' })).toEqual({
    state: 'approved',
    stage: 'platform',
    count: 4,
  });
});

it('lets no later stage grant more than an earlier one left', () => {
  const second = after(pending, {
    outcome: 'approve',
    grantedCount: 2,
    reason: 'Two',
  });
  expect(grantable(second)).toBe(2);
  expect(() =>
    decideRequest(second, { outcome: 'approve', grantedCount: 3 }),
  ).toThrow('at most 2 can be granted');
  expect(decideRequest(second, { outcome: 'approve' })).toEqual({
    state: 'partially-approved',
    stage: 'platform',
    count: 2,
  });
});

it.each<[DecisionInput, string]>([
  [{ outcome: 'deny' }, 'reason is missing'],
  [{ outcome: 'deny', reason: ' \n' }, 'reason is missing'],
  [{ outcome: 'deny', grantedCount: 1, reason: 'No' }, 'grants nothing'],
  [{ outcome: 'approve', grantedCount: 3 }, 'reason is missing'],
  [{ outcome: 'approve', grantedCount: 0, reason: 'x' }, 'at least 1'],
  [{ outcome: 'approve', grantedCount: 1.5, reason: 'x' }, 'whole number'],
  [{ outcome: 'approve', grantedCount: 5, reason: 'x' }, 'at most 4'],
])('refuses %j with a sentence', (decision, message) => {
  expect(() => decideRequest(pending, decision)).toThrow(message);
});

/** The state that the decisions alone say it must have. */
function stateAfter({ decisions, stages, count }: RequestProgress) {
  if (decisions.some(each => each.outcome === 'denied')) return 'denied';
  if (decisions.length < stages.length) return 'pending';
  return decisions.every(each => each.grantedCount === count)
    ? 'approved'
    : 'partially-approved';
}

const decision: fc.Arbitrary<DecisionInput> = fc.record(
  {
    outcome: fc.constantFrom<'approve' | 'deny'>('approve', 'deny'),
    grantedCount: fc.integer({ min: -1, max: 30 }),
    reason: fc.constantFrom('', 'Because'),
  },
  { requiredKeys: ['outcome'] },
);

it('ends, whatever is decided, having granted at most what was asked and only what every stage approved', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.constantFrom<Stage[]>(['lead'], ['lead', 'platform']),
      fc.array(decision, { maxLength: 12 }),
      (count, stages, decisions) => {
        let request: RequestProgress = {
          state: 'pending',
          count,
          stages,
          decisions: [],
        };
        const refusals: unknown[] = [];
        for (const each of decisions) {
          try {
            request = after(request, each);
          } catch (error) {
            refusals.push(error);
          }
        }
        expect(
          refusals.filter(
            error =>
              !(error instanceof InputError || error instanceof ConflictError),
          ),
        ).toEqual([]);
        const taken = request.decisions.map(each => each.stage);
        expect(taken).toEqual(stages.slice(0, taken.length));
        expect(request.state).toBe(stateAfter(request));
        const granted = grantable(request);
        expect(granted).toBeGreaterThanOrEqual(1);
        expect(granted).toBeLessThanOrEqual(count);
        expect(waitingOn(request) !== undefined).toBe(
          request.state === 'pending',
        );
      },
    ),
  );
});
