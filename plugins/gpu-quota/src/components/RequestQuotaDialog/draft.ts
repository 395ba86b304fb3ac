import type { NewQuotaRequest } from '@golden-path/plugin-gpu-quota-common';
import { endOfDay } from '../DateField';

/** What has been typed so far. */
export type Draft = {
  team: string;
  acceleratorClass: string;
  /** NaN while the field is empty, as number fields have it. */
  count: number;
  reason: string;
  /** The last day the devices are needed, `2026-03-31`; empty asks for them for good. */
  until: string;
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
  const count = checkCount(draft.count);
  if (count) {
    problems.count = count;
  }
  const until = checkUntil(draft.until);
  if (until) {
    problems.until = until;
  }
  const reason = checkReason(draft.reason);
  if (reason) {
    problems.reason = reason;
  }
  return problems;
}

/** What is wrong with a number of devices. */
export function checkCount(count: number): string | undefined {
  return Number.isInteger(count) && count >= 1 && count <= MAX_COUNT
    ? undefined
    : `Ask for a whole number of devices from 1 to ${MAX_COUNT.toLocaleString(
        'en-US',
      )}.`;
}

/** What is wrong with the last day of a request; none given is nothing wrong. */
export function checkUntil(day: string): string | undefined {
  if (day === '') {
    return undefined;
  }
  const end = endOfDay(day);
  return end && Date.parse(end) > Date.now()
    ? undefined
    : 'Choose a day from today on, or leave it empty.';
}

/** What is wrong with a reason that has to be given. */
export function checkReason(reason: string): string | undefined {
  return checkText(reason, 'Say why, in a sentence or two.');
}

/** What is wrong with a text that has to be given. */
export function checkText(text: string, missing: string): string | undefined {
  if (text.trim() === '') {
    return missing;
  }
  return text.trim().length > MAX_REASON_LENGTH
    ? `Keep it under ${MAX_REASON_LENGTH.toLocaleString('en-US')} characters.`
    : undefined;
}

export function toRequest(draft: Draft): NewQuotaRequest {
  const { until, ...request } = draft;
  const end = until ? endOfDay(until) : undefined;
  return {
    ...request,
    reason: draft.reason.trim(),
    ...(end && { until: end }),
  };
}
