import type { NewQuotaRequest } from '@golden-path/plugin-gpu-quota-common';

/** What has been typed so far. */
export type Draft = {
  team: string;
  acceleratorClass: string;
  /** NaN while the field is empty, as number fields have it. */
  count: number;
  reason: string;
};

export type DraftProblems = Partial<Record<keyof Draft, string>>;

export const MAX_COUNT = 10_000;
export const MAX_REASON_LENGTH = 2_000;

/** What has to change before a draft can be sent, by field; empty when nothing has. */
export function checkDraft(draft: Draft): DraftProblems {
  const problems: DraftProblems = {};
  if (!draft.team) {
    problems.team = 'Choose the team that needs the quota.';
  }
  if (!draft.acceleratorClass) {
    problems.acceleratorClass = 'Choose an accelerator class.';
  }
  if (
    !Number.isInteger(draft.count) ||
    draft.count < 1 ||
    draft.count > MAX_COUNT
  ) {
    problems.count = `Ask for a whole number of devices from 1 to ${MAX_COUNT.toLocaleString(
      'en-US',
    )}.`;
  }
  const reason = checkReason(draft.reason);
  if (reason) {
    problems.reason = reason;
  }
  return problems;
}

/** What is wrong with a reason that has to be given. */
export function checkReason(reason: string): string | undefined {
  if (reason.trim() === '') {
    return 'Say why, in a sentence or two.';
  }
  return reason.trim().length > MAX_REASON_LENGTH
    ? `Keep the reason under ${MAX_REASON_LENGTH.toLocaleString(
        'en-US',
      )} characters.`
    : undefined;
}

export function toRequest(draft: Draft): NewQuotaRequest {
  return { ...draft, reason: draft.reason.trim() };
}
