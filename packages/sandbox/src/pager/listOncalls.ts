import type { Directory, Level, PagerUser, Service } from './Directory';
import { policyObject, scheduleSummary, userObject } from './objects';
import { shiftsBetween, type Shift } from './rotation';
import { formatIn } from './timeZone';

/** What `GET /oncalls` asks for. */
export type OncallsQuery = {
  since: number;
  until: number;
  timeZone: string;
  include: ReadonlySet<string>;
  policyIds: string[];
  scheduleIds: string[];
  userIds: string[];
  earliest: boolean;
};

type Duty = { service: Service; level: Level; user: PagerUser; shift: Shift };

/** Who is on call in a range: a row for each shift, in the order of policies, levels and time. */
export function listOncalls(directory: Directory, query: OncallsQuery) {
  const wanted = (ids: string[], id: string) =>
    ids.length === 0 || ids.includes(id);
  const duties = directory.services.flatMap(service =>
    !wanted(query.policyIds, service.escalationPolicyId)
      ? []
      : service.levels.flatMap(level =>
          !wanted(query.scheduleIds, level.scheduleId)
            ? []
            : shiftsBetween(level, query.since, query.until).map(
                (shift): Duty => ({
                  service,
                  level,
                  shift,
                  user: directory.user(shift.person),
                }),
              ),
        ),
  );
  const ofUsers = duties.filter(({ user }) => wanted(query.userIds, user.id));
  const listed = query.earliest ? earliestOf(ofUsers) : ofUsers;
  return listed.map(duty => rowOf(directory, duty, query));
}

/** The next duty of each combination of policy, level and user. */
function earliestOf(duties: Duty[]): Duty[] {
  const first = new Map<string, Duty>();
  for (const duty of duties) {
    const { service, level, user } = duty;
    const key = `${service.escalationPolicyId}/${level.number}/${user.id}`;
    if (!first.has(key)) first.set(key, duty);
  }
  return [...first.values()];
}

function rowOf(
  directory: Directory,
  { service, level, user, shift }: Duty,
  { include, timeZone }: OncallsQuery,
) {
  return {
    escalation_policy: include.has('escalation_policies')
      ? policyObject(directory, service)
      : directory.policyReference(service),
    escalation_level: level.number,
    schedule: include.has('schedules')
      ? scheduleSummary(directory, level)
      : directory.scheduleReference(level),
    user: include.has('users')
      ? userObject(directory, user)
      : directory.userReference(user),
    start: formatIn(timeZone, shift.start),
    end: formatIn(timeZone, shift.end),
  };
}
