import type { Condition } from './objects';
import { timestamp } from './time';

/** A condition as a controller states it, before it is compared with the last one. */
export type StatedCondition = {
  type: string;
  isTrue: boolean;
  reason?: string;
  message?: string;
};

/** Conditions with their transition times: a status that stays keeps the time it has. */
export function updateConditions(
  previous: readonly Condition[] | undefined,
  stated: readonly StatedCondition[],
  now: number,
): Condition[] {
  return stated.map(({ type, isTrue, reason, message }) => {
    const status = isTrue ? 'True' : 'False';
    const before = previous?.find(condition => condition.type === type);
    return {
      type,
      status,
      ...(reason !== undefined && { reason }),
      ...(message !== undefined && { message }),
      lastTransitionTime:
        before?.status === status ? before.lastTransitionTime : timestamp(now),
    };
  });
}
