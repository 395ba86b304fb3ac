import { ConflictError, InputError } from '@backstage/errors';
import type { Decision, RequestState, Stage } from './types';

/** What has been decided about a request so far. @public */
export type RequestProgress = {
  state: RequestState;
  /** Devices asked for. */
  count: number;
  stages: Stage[];
  /** In the order in which they were taken. */
  decisions: {
    stage: Decision['stage'];
    outcome: 'approved' | 'denied';
    grantedCount?: number;
  }[];
};

/** A decision about to be taken. @public */
export type DecisionInput = {
  outcome: 'approve' | 'deny';
  /** Left out: all that is still asked for. */
  grantedCount?: number;
  reason?: string;
};

/** What a decision leads to. @public */
export type DecisionResult =
  | { state: 'denied'; stage: Stage }
  /** Another stage has to decide; `count` is the most it can grant. */
  | { state: 'pending'; stage: Stage; count: number; waitingOn: Stage }
  | {
      state: 'approved' | 'partially-approved';
      stage: Stage;
      count: number;
    };

/** The stage a pending request waits on; undefined for any other. @public */
export function waitingOn(progress: RequestProgress): Stage | undefined {
  if (progress.state !== 'pending') return undefined;
  const decided = new Set(progress.decisions.map(decision => decision.stage));
  return progress.stages.find(stage => !decided.has(stage));
}

/** Whether a pending request waits for its requester to answer a question rather than for its approvers. @public */
export function isAwaitingRequester(request: {
  state: RequestState;
  questions: readonly { answeredAt?: unknown }[];
}): boolean {
  const last = request.questions[request.questions.length - 1];
  return (
    request.state === 'pending' &&
    last !== undefined &&
    last.answeredAt === undefined
  );
}

/** The most the next stage can grant: what was asked for, less what earlier stages cut. @public */
export function grantable(progress: RequestProgress): number {
  return Math.min(
    progress.count,
    ...progress.decisions.map(
      decision => decision.grantedCount ?? progress.count,
    ),
  );
}

/**
 * Takes one decision. Pure: it says what follows and changes nothing.
 *
 * @param progress - the request before it
 * @param decision - the answer of the stage it waits on
 * @throws ConflictError when the request does not wait for a decision
 * @throws InputError when a reason is missing or more is granted than asked
 * @public
 */
export function decideRequest(
  progress: RequestProgress,
  decision: DecisionInput,
): DecisionResult {
  const stage = waitingOn(progress);
  if (!stage) {
    throw new ConflictError(
      `This request is ${progress.state} already and waits for no decision`,
    );
  }
  const ceiling = grantable(progress);
  const hasReason = (decision.reason ?? '').trim() !== '';
  if (decision.outcome === 'deny') {
    if (decision.grantedCount !== undefined) {
      throw new InputError('A denial grants nothing: leave out grantedCount');
    }
    if (!hasReason) {
      throw new InputError('Say why the request is denied: reason is missing');
    }
    return { state: 'denied', stage };
  }
  const count = decision.grantedCount ?? ceiling;
  if (!Number.isInteger(count) || count < 1) {
    throw new InputError('grantedCount must be a whole number of at least 1');
  }
  if (count > ceiling) {
    throw new InputError(
      `grantedCount is ${count}, but at most ${ceiling} can be granted on this request`,
    );
  }
  if (count < ceiling && !hasReason) {
    throw new InputError(
      `Say why ${count} instead of ${ceiling} are granted: reason is missing`,
    );
  }
  const next = progress.stages[progress.stages.indexOf(stage) + 1];
  if (next) return { state: 'pending', stage, count, waitingOn: next };
  return {
    state: count === progress.count ? 'approved' : 'partially-approved',
    stage,
    count,
  };
}
