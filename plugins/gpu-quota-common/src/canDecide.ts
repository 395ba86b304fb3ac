import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { waitingOn, type RequestProgress } from './requestState';
import type { Stage } from './types';

/** Who acts: a signed-in user, a service, or the plugin itself. @public */
export type Actor =
  | { type: 'user'; userEntityRef: string }
  | { type: 'service'; subject: string }
  | { type: 'system' };

/** Whether an actor may decide, and if not, which rule says so and a sentence for people. @public */
export type DecideVerdict =
  | { allowed: true; stage: Stage }
  | {
      allowed: false;
      rule: 'not-pending' | 'service' | 'own-request' | 'not-approver';
      whyNot: string;
    };

/**
 * How an actor is named in records: the user's entity ref in its canonical form, `service:<subject>` or `system`.
 *
 * @public
 */
export function actorRef(actor: Actor): string {
  switch (actor.type) {
    case 'user':
      return canonicalUserRef(actor.userEntityRef);
    case 'service':
      return `service:${actor.subject}`;
    default:
      return 'system';
  }
}

function canonicalUserRef(ref: string): string {
  return stringifyEntityRef(
    parseEntityRef(ref, { defaultKind: 'user', defaultNamespace: 'default' }),
  );
}

/**
 * Whether an actor may take the next decision on a request (invariant I3): nobody decides on a request they made,
 * compared by user entity and not by session, token or spelling, and no service ever decides.
 *
 * @param options - the request, its maker, the actor, and the stages of this team the actor is an approver of
 * @public
 */
export function canDecide(options: {
  request: RequestProgress & { requestedBy: string };
  actor: Actor;
  approves: Stage[];
}): DecideVerdict {
  const { request, actor, approves } = options;
  const stage = waitingOn(request);
  if (!stage) {
    return {
      allowed: false,
      rule: 'not-pending',
      whyNot: `This request is ${request.state} already.`,
    };
  }
  if (actor.type !== 'user') {
    return {
      allowed: false,
      rule: 'service',
      whyNot: 'Only people decide on requests, never a service.',
    };
  }
  if (actorRef(actor) === sameSpelling(request.requestedBy)) {
    return {
      allowed: false,
      rule: 'own-request',
      whyNot: 'You made this request yourself: someone else has to decide.',
    };
  }
  if (!approves.includes(stage)) {
    return {
      allowed: false,
      rule: 'not-approver',
      whyNot:
        stage === 'lead'
          ? 'The team’s leads decide on this request.'
          : 'The platform team decides on this request.',
    };
  }
  return { allowed: true, stage };
}

function sameSpelling(requestedBy: string): string {
  return requestedBy === 'system' || requestedBy.startsWith('service:')
    ? requestedBy
    : canonicalUserRef(requestedBy);
}
