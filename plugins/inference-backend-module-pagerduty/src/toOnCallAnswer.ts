import type {
  OnCallGap,
  OnCallLevel,
  OnCallOk,
  OnCallTarget,
} from '@golden-path/plugin-inference-common';
import type { OnCallRow, PagerDutyService } from './PagerDutyClient';

/** Whether a duty is on at a time. */
function isOn(row: OnCallRow, at: number): boolean {
  const hasBegun = !row.start || Date.parse(row.start) <= at;
  return hasBegun && (!row.end || Date.parse(row.end) > at);
}

/** The later of two ends; null is never. */
function laterEnd(left: OnCallRow, right: OnCallRow): OnCallRow {
  if (!left.end) return left;
  if (!right.end) return right;
  return Date.parse(left.end) >= Date.parse(right.end) ? left : right;
}

function targetOf({ user, schedule, end }: OnCallRow): OnCallTarget {
  return {
    kind: 'user',
    id: user.id,
    name: user.name ?? user.summary ?? user.id,
    until: end ? new Date(end).toISOString() : null,
    ...(user.email && { email: user.email }),
    ...(schedule?.summary && { scheduleName: schedule.summary }),
  };
}

function levelsOf(rows: OnCallRow[], service: PagerDutyService): OnCallLevel[] {
  const levels = new Map<number, Map<string, OnCallRow>>();
  for (const row of rows) {
    const users = levels.get(row.escalation_level) ?? new Map();
    const before = users.get(row.user.id);
    // Somebody on two schedules of a level is off call when both have ended.
    users.set(row.user.id, before ? laterEnd(before, row) : row);
    levels.set(row.escalation_level, users);
  }
  const rules = service.escalation_policy.escalation_rules ?? [];
  return [...levels]
    .sort(([left], [right]) => left - right)
    .map(([level, users]) => {
      const delay = rules[level - 1]?.escalation_delay_in_minutes;
      return {
        level,
        targets: [...users.values()].map(targetOf),
        ...(delay !== undefined && {
          escalateAfterSeconds: Math.round(delay * 60),
        }),
      };
    });
}

function linkOf(service: PagerDutyService): string | undefined {
  const link = service.html_url ?? service.escalation_policy.html_url;
  return link && /^https?:\/\//.test(link) ? link : undefined;
}

function earliest(times: (string | null | undefined)[]): string | undefined {
  return times
    .flatMap(time => (time ? [new Date(time).toISOString()] : []))
    .sort()[0];
}

/**
 * Who is on call for a service, from the rows of its policy.
 *
 * @param coming - duties to come, where nobody is at level 1 now
 */
export function toOnCallAnswer(input: {
  service: PagerDutyService;
  rows: OnCallRow[];
  coming?: OnCallRow[];
  at: Date;
}): OnCallOk | OnCallGap {
  const { service, coming = [], at } = input;
  const rows = input.rows.filter(row => isOn(row, at.getTime()));
  const levels = levelsOf(rows, service);
  const link = linkOf(service);
  const common = {
    levels,
    asOf: at.toISOString(),
    ...(link && { link }),
  };
  const ends = rows.map(row => row.end);
  if (levels[0]?.level === 1) {
    const validUntil = earliest(ends);
    return { state: 'ok', ...common, ...(validUntil && { validUntil }) };
  }
  const nextFrom = earliest(
    coming
      .filter(
        row =>
          row.escalation_level === 1 &&
          row.start &&
          Date.parse(row.start) > at.getTime(),
      )
      .map(row => row.start),
  );
  const validUntil = earliest([...ends, nextFrom]);
  return {
    state: 'gap',
    ...common,
    ...(levels[0] && { nextLevel: levels[0] }),
    ...(nextFrom && { nextFrom }),
    ...(validUntil && { validUntil }),
  };
}
