import type { Directory, Level, PagerUser, Service } from './Directory';
import { ROTATION_EPOCH, shiftsBetween } from './rotation';
import { formatIn } from './timeZone';

const DEFAULT_ZONE = 'Etc/UTC';

export function userObject(directory: Directory, user: PagerUser) {
  return {
    ...directory.userReference(user),
    type: 'user',
    name: user.displayName,
    email: user.email,
    time_zone: DEFAULT_ZONE,
    role: 'limited_user',
    job_title: user.role,
    teams: [],
    contact_methods: [],
    notification_rules: [],
  };
}

export function serviceObject(
  directory: Directory,
  service: Service,
  include: ReadonlySet<string> = new Set(),
): Record<string, unknown> {
  return {
    ...directory.serviceReference(service),
    type: 'service',
    name: service.serviceName,
    description: `Pages the team of ${service.serviceName}`,
    status: 'active',
    created_at: formatIn(DEFAULT_ZONE, ROTATION_EPOCH),
    acknowledgement_timeout: null,
    auto_resolve_timeout: null,
    alert_creation: 'create_alerts_and_incidents',
    escalation_policy: include.has('escalation_policies')
      ? policyObject(directory, service)
      : directory.policyReference(service),
    teams: [],
    integrations: [],
  };
}

export function policyObject(
  directory: Directory,
  service: Service,
  include: ReadonlySet<string> = new Set(),
): Record<string, unknown> {
  return {
    ...directory.policyReference(service),
    type: 'escalation_policy',
    name: service.serviceName,
    on_call_handoff_notifications: 'if_has_services',
    num_loops: 0,
    escalation_rules: service.levels.map(level => ({
      id: `R${level.scheduleId.slice(1)}`,
      escalation_delay_in_minutes: level.escalateAfterMinutes,
      escalation_rule_assignment_strategy: { type: 'assign_to_everyone' },
      targets: [
        include.has('targets')
          ? scheduleSummary(directory, level)
          : directory.scheduleReference(level),
      ],
    })),
    services: [
      include.has('services')
        ? serviceObject(directory, service)
        : directory.serviceReference(service),
    ],
    teams: [],
  };
}

/** A schedule without its rendered entries, as it appears inside other objects. */
export function scheduleSummary(directory: Directory, level: Level) {
  return {
    ...directory.scheduleReference(level),
    type: 'schedule',
    name: level.scheduleName,
    description: null,
    time_zone: DEFAULT_ZONE,
  };
}

/** A schedule with who is on duty between two times. */
export function scheduleObject(
  directory: Directory,
  service: Service,
  level: Level,
  range: { since: number; until: number; overflow: boolean; timeZone: string },
) {
  const { since, until, overflow, timeZone } = range;
  const zone = timeZone || DEFAULT_ZONE;
  const at = (time: number) => formatIn(zone, time);
  const entries = shiftsBetween(level, since, until).map(shift => ({
    start: at(overflow ? shift.start : Math.max(shift.start, since)),
    end: at(overflow ? shift.end : Math.min(shift.end, until)),
    user: directory.userReference(directory.user(shift.person)),
  }));
  const rendered = {
    rendered_schedule_entries: entries,
    rendered_coverage_percentage: level.people.length > 0 ? 100 : 0,
  };
  return {
    ...scheduleSummary(directory, level),
    time_zone: zone,
    escalation_policies: [directory.policyReference(service)],
    users: level.people.map(name =>
      directory.userReference(directory.user(name)),
    ),
    teams: [],
    schedule_layers:
      level.people.length === 0
        ? []
        : [
            {
              id: `L${level.scheduleId.slice(1)}`,
              name: 'Layer 1',
              start: at(ROTATION_EPOCH),
              end: null,
              rotation_virtual_start: at(ROTATION_EPOCH),
              rotation_turn_length_seconds: level.shiftHours * 3600,
              users: level.people.map(name => ({
                user: directory.userReference(directory.user(name)),
              })),
              restrictions: [],
              ...rendered,
            },
          ],
    overrides_subschedule: {
      name: 'Overrides',
      rendered_schedule_entries: [],
      rendered_coverage_percentage: 0,
    },
    final_schedule: { name: 'Final Schedule', ...rendered },
  };
}
