import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import { parseEntityRef } from '@backstage/catalog-model';
import { endingDevices } from '@golden-path/plugin-gpu-quota-common';
import type {
  LedgerKey,
  NewStoredReservation,
  StoredGrant,
  StoredRequest,
} from '../database/rows';

type Text = { title: string; description: string };

function payload(
  request: StoredRequest,
  what: string,
  text: Text,
): NotificationSendOptions['payload'] {
  return {
    ...text,
    link: `/gpu-quota/requests/${request.id}`,
    severity: 'normal',
    topic: 'gpu-quota',
    // Delivered twice, it updates the first instead of showing twice.
    scope: `gpu-quota:request:${request.id}:${what}`,
  };
}

/**
 * Whoever waits for a request: the person who made it or, where none did, its team.
 *
 * @param by - who does what they are told of
 */
function toRequester(
  request: StoredRequest,
  by?: string,
): NotificationSendOptions['recipients'] {
  if (isPerson(request.requestedBy)) {
    return { type: 'entity', entityRef: request.requestedBy };
  }
  return {
    type: 'entity',
    entityRef: request.team,
    ...(by !== undefined && isPerson(by) && { excludeEntityRef: by }),
  };
}

function isPerson(ref: string): boolean {
  return ref.startsWith('user:');
}

/** A team and whoever decides for it. */
function teamAndLead(subject: { team: string; lead?: string }): string[] {
  const { team, lead } = subject;
  return lead === undefined ? [team] : [lead, team];
}

/** To a team and whoever decides for it. */
function toTeam(
  subject: { team: string; lead?: string },
  scope: string,
  text: Text & { severity: 'normal' | 'high' },
): NotificationSendOptions {
  return {
    recipients: { type: 'entity', entityRef: teamAndLead(subject) },
    payload: {
      ...text,
      link: '/gpu-quota',
      topic: 'gpu-quota',
      scope: `gpu-quota:${scope}`,
    },
  };
}

/** Tells the group that has to decide; undefined when nobody has to. */
export function requestFiledNotification(
  request: StoredRequest,
  approvers: string[],
): NotificationSendOptions | undefined {
  if (approvers.length === 0) return undefined;
  const team = parseEntityRef(request.team).name;
  return {
    recipients: {
      type: 'entity',
      entityRef: approvers,
      ...(isPerson(request.requestedBy) && {
        excludeEntityRef: request.requestedBy,
      }),
    },
    payload: payload(request, `filed:${request.waitingOn}`, {
      title: `${team} asks for ${request.count} × ${request.acceleratorClass}`,
      description: request.reason,
    }),
  };
}

/** Tells the requester, or the team where no person asked, what was decided. */
export function requestDecidedNotification(
  request: StoredRequest,
  started: string[],
  /** The request that asks for what its endpoint still lacks. */
  again?: StoredRequest,
): NotificationSendOptions {
  // The stage that cut it need not be the last one.
  const because = request.decisions.findLast(({ reason }) => reason)?.reason;
  const outcome =
    request.state === 'denied'
      ? 'was denied'
      : `was approved: ${request.grantedCount} of ${request.count} × ${request.acceleratorClass}`;
  const sentences = [
    because,
    started.length > 0 ? `Starting now: ${started.join(', ')}.` : undefined,
    again &&
      `Request ${again.id} asks for ${again.count} more: ${again.reason}`,
  ].filter(sentence => sentence !== undefined && sentence !== '');
  return {
    recipients: toRequester(request, request.decisions.at(-1)?.by),
    payload: payload(request, 'decided', {
      title: `Request ${request.id} ${outcome}`,
      description: sentences.join(' '),
    }),
  };
}

/** Tells the requester, or the team where no person asked for the devices, what an approver wants to know. */
export function questionAskedNotification(
  request: StoredRequest,
): NotificationSendOptions {
  const last = request.questions.at(-1);
  return {
    recipients: toRequester(request, last?.by),
    payload: payload(request, `asked:${request.questions.length}`, {
      title: `A question about request ${request.id}`,
      description: last?.question ?? '',
    }),
  };
}

/** Tells whoever asked that there is an answer. */
export function questionAnsweredNotification(
  request: StoredRequest,
): NotificationSendOptions {
  const last = request.questions.at(-1);
  return {
    recipients: { type: 'entity', entityRef: last?.by ?? [] },
    payload: payload(request, `answered:${request.questions.length}`, {
      title: `Your question about request ${request.id} was answered`,
      description: last?.answer ?? '',
    }),
  };
}

/** Tells the requester, or the team where no person asked, that their request was withdrawn without them. */
export function requestWithdrawnNotification(
  request: StoredRequest,
  because: string,
): NotificationSendOptions {
  return {
    recipients: toRequester(request),
    payload: payload(request, 'withdrawn', {
      title: `Request ${request.id} was withdrawn`,
      description: `Nobody has to decide on ${request.count} × ${request.acceleratorClass} any more: ${because}. Ask again if they are still needed.`,
    }),
  };
}

/** Tells the requester, or the team where no person asked, that nobody decided in time. */
export function requestExpiredNotification(
  request: StoredRequest,
): NotificationSendOptions {
  return {
    recipients: toRequester(request),
    payload: payload(request, 'expired', {
      title: `Request ${request.id} expired`,
      description: `Nobody decided on ${request.count} × ${request.acceleratorClass} in time. Ask again if they are still needed.`,
    }),
  };
}

/** Tells a team and its lead that a grant is about to end. */
export function grantEndingNotification(
  grant: StoredGrant & { endsAt: Date },
  options: { days: number; lead?: string },
): NotificationSendOptions {
  const team = parseEntityRef(grant.team).name;
  const when = options.days === 1 ? 'in a day' : `in ${options.days} days`;
  return toTeam(
    { team: grant.team, lead: options.lead },
    `grant:${grant.id}:ending:${options.days}`,
    {
      title: `${endingDevices(grant)} × ${
        grant.acceleratorClass
      } of ${team} end ${when}`,
      description: `Granted until ${grant.endsAt.toISOString()}: ${
        grant.reason
      }. ${whatGoesOn(grant)}`,
      severity: options.days === 1 ? 'high' : 'normal',
    },
  );
}

function whatGoesOn({ remaining, renewal }: StoredGrant): string {
  if (!renewal) return 'Renew the grant if they are still needed.';
  const { id, count } = renewal;
  return count === undefined
    ? `Request ${id} for them to go on waits for a decision.`
    : `Request ${id} lets ${count} of ${remaining} go on. Ask for quota if more are still needed.`;
}

/** Tells a team and its lead that grants have ended, and what follows when more is reserved than is left. */
export function grantsEndedNotification(
  ended: LedgerKey & {
    id: string;
    count: number;
    granted: number;
    overQuota: number;
    lead?: string;
  },
): NotificationSendOptions {
  const team = parseEntityRef(ended.team).name;
  const over = ended.overQuota > 0;
  return toTeam(ended, `grant:${ended.id}:ended`, {
    title: `${ended.count} × ${ended.acceleratorClass} of ${team} have ended`,
    description: over
      ? `${team} is over its quota by ${ended.overQuota}: ${ended.granted} are granted and more are reserved. Nothing is stopped, and nothing more can be reserved until devices are released or granted.`
      : `${ended.granted} are left.`,
    severity: over ? 'high' : 'normal',
  });
}

/** Tells a team, its lead and whoever asked that a renewal begins with the devices that it replaces and no more. */
export function renewalReducedNotification(
  request: StoredRequest,
  begun: { grant: StoredGrant; count: number; lead?: string },
): NotificationSendOptions {
  const { grant, count, lead } = begun;
  const { acceleratorClass } = grant;
  const team = parseEntityRef(grant.team).name;
  const { requestedBy } = request;
  return {
    recipients: {
      type: 'entity',
      entityRef: [
        ...teamAndLead({ team: grant.team, lead }),
        ...(isPerson(requestedBy) ? [requestedBy] : []),
      ],
    },
    payload: {
      ...payload(request, 'reduced', {
        title: `${count} of ${grant.remaining} × ${acceleratorClass} of ${team} go on`,
        description: `${team} keeps ${count} ${
          grant.endsAt ? `until ${grant.endsAt.toISOString()}` : 'for good'
        }. Its renewal was approved for ${
          grant.remaining
        }, and there was no room for the other ${
          grant.remaining - count
        } when it began. Ask again if they are still needed.`,
      }),
      severity: 'high',
    },
  };
}

/** Tells a team that what an endpoint of it had borrowed was called back. */
export function reservationInterruptedNotification(interrupted: {
  reservation: NewStoredReservation;
  borrowed: number;
  /** The team whose quota it was. */
  for: string;
  at: Date;
}): NotificationSendOptions {
  const { reservation, borrowed, at } = interrupted;
  const { acceleratorClass, count, endpoint, id, team } = reservation;
  const owner = parseEntityRef(interrupted.for).name;
  return toTeam({ team }, `reservation:${id}:interrupted:${at.getTime()}`, {
    title: `${
      parseEntityRef(endpoint).name
    } is interrupted: ${owner} takes its ${acceleratorClass} back`,
    description: `${endpoint} held ${count} × ${acceleratorClass}, ${borrowed} of them borrowed within the department. It waits, and is held again by itself when ${count} are free in your quota or idle in the department. Ask for quota if it cannot wait.`,
    severity: 'high',
  });
}
