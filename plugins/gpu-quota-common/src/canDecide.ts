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

/** Who asked for a request, and who answered questions in the requester's place. @public */
export type RequestParties = {
  requestedBy: string;
  questions: readonly { answeredBy?: string }[];
};

/**
 * Whether an actor may take the next decision on a request (invariant I3): nobody decides on a request they made or
 * spoke for, compared by user entity and not by session, token or spelling, and no service ever decides.
 *
 * @param options - the request, who made it and spoke for it, the actor, and the stages of this team the actor is an
 * approver of
 * @public
 */
export function canDecide(options: {
  request: RequestProgress & RequestParties;
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
  if (answered(request, actorRef(actor))) {
    return {
      allowed: false,
      rule: 'own-request',
      whyNot:
        'You answered for whoever made this request: someone else has to decide.',
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

function answered({ questions }: RequestParties, ref: string): boolean {
  return questions.some(
    ({ answeredBy }) =>
      answeredBy !== undefined && sameSpelling(answeredBy) === ref,
  );
}

function sameSpelling(ref: string): string {
  return ref === 'system' || ref.startsWith('service:')
    ? ref
    : canonicalUserRef(ref);
}
