import {
  actorRef,
  available,
  canDecide,
  gpuQuotaRequestCreatePermission,
  gpuQuotaRequestDecidePermission,
  isAwaitingRequester,
  overQuota,
  type Grant,
  type Quota,
  type QuotaRequest,
  type Reservation,
} from '@golden-path/plugin-gpu-quota-common';
import type { StoredLoan } from '../database/LoanStore';
import type {
  LedgerEntry,
  LedgerKey,
  NewStoredReservation,
  StoredGrant,
  StoredRequest,
} from '../database/rows';
import type { Authority } from './Authority';
import { visibleEvidence } from './evidence';

/** A ledger entry as the API shows it. */
export function toQuota(
  entry: LedgerEntry & { waiting: number },
  options: { enforced: boolean; loans?: readonly StoredLoan[] },
): Quota {
  return {
    team: entry.team,
    acceleratorClass: entry.acceleratorClass,
    granted: entry.granted,
    reserved: entry.reserved,
    waiting: entry.waiting,
    available: available(entry),
    overQuota: overQuota(entry),
    ...loansOf(entry, options.loans ?? []),
    enforcement: toEnforcement(entry, options.enforced),
  };
}

/** What a team's devices of a class have to do with its siblings', team by team; nothing where they do not. */
function loansOf(
  { team, acceleratorClass }: LedgerKey,
  loans: readonly StoredLoan[],
): Pick<Quota, 'lentTo' | 'borrowedFrom'> {
  const own = loans.filter(loan => loan.acceleratorClass === acceleratorClass);
  const sums = (side: 'lender' | 'borrower', other: 'lender' | 'borrower') => {
    const counts = new Map<string, number>();
    for (const loan of own) {
      if (loan[side] !== team) continue;
      counts.set(loan[other], (counts.get(loan[other]) ?? 0) + loan.count);
    }
    return [...counts].map(([each, count]) => ({ team: each, count }));
  };
  const lentTo = sums('lender', 'borrower');
  const borrowedFrom = sums('borrower', 'lender');
  return {
    ...(lentTo.length > 0 && { lentTo }),
    ...(borrowedFrom.length > 0 && { borrowedFrom }),
  };
}

function toEnforcement(
  entry: LedgerEntry,
  enforced: boolean,
): Quota['enforcement'] {
  if (!enforced) {
    return {
      state: 'not-configured',
      message: 'No cluster enforces quota: it is counted in the portal only.',
    };
  }
  const appliedAt = entry.appliedAt?.toISOString();
  if (entry.version > entry.appliedVersion || entry.applyError) {
    return { state: 'pending', appliedAt, message: entry.applyError };
  }
  return { state: 'applied', appliedAt };
}

/** A reservation as the API shows it. */
export function toReservation(stored: NewStoredReservation): Reservation {
  return {
    id: stored.id,
    team: stored.team,
    acceleratorClass: stored.acceleratorClass,
    count: stored.count,
    endpoint: stored.endpoint,
    state: stored.state,
    ...(stored.interruptible && { interruptible: true }),
    ...(stored.borrowed > 0 && { borrowed: stored.borrowed }),
    interruptedAt: stored.interruptedAt?.toISOString(),
    createdBy: stored.createdBy,
    createdAt: stored.createdAt.toISOString(),
    heldAt: stored.heldAt?.toISOString(),
    expiresAt: stored.expiresAt?.toISOString(),
    wanted: stored.wanted,
    missingSince: stored.missingSince?.toISOString(),
    ...(stored.request && {
      request: {
        id: stored.request.id,
        state: stored.request.state,
        waitingOn: stored.request.waitingOn,
        createdAt: stored.request.createdAt.toISOString(),
      },
    }),
  };
}

/** Who may decide the stage a request waits on. */
export function approversOf(
  request: Pick<StoredRequest, 'team' | 'waitingOn'>,
  organisation: Authority['organisation'],
): string[] | undefined {
  if (!request.waitingOn) return undefined;
  const group =
    request.waitingOn === 'lead'
      ? organisation.leadOf(request.team)
      : organisation.platformGroup;
  return group === undefined ? [] : [group];
}

/** A request as the API shows it to one caller. */
export function toRequest(
  stored: StoredRequest,
  authority: Authority,
): QuotaRequest {
  return {
    id: stored.id,
    version: stored.version,
    team: stored.team,
    acceleratorClass: stored.acceleratorClass,
    count: stored.count,
    grantedCount: stored.grantedCount,
    reason: stored.reason,
    endpoint: stored.endpoint,
    state: stored.state,
    stages: stored.stages,
    policyRule: stored.policyRule,
    until: stored.until?.toISOString(),
    renews: stored.renews,
    expiresAt:
      stored.state === 'pending' ? stored.expiresAt.toISOString() : undefined,
    waitingOn: stored.waitingOn,
    approvers: approversOf(stored, authority.organisation),
    requestedBy: stored.requestedBy,
    createdAt: stored.createdAt.toISOString(),
    updatedAt: stored.updatedAt.toISOString(),
    decisions: stored.decisions.map(decision => ({
      stage: decision.stage,
      outcome: decision.outcome,
      by: decision.by,
      at: decision.at.toISOString(),
      grantedCount: decision.grantedCount,
      reason: decision.reason,
    })),
    questions: stored.questions.map(question => ({
      stage: question.stage,
      question: question.question,
      by: question.by,
      at: question.at.toISOString(),
      answer: question.answer,
      answeredBy: question.answeredBy,
      answeredAt: question.answeredAt?.toISOString(),
    })),
    awaitingRequester: isAwaitingRequester(stored),
    evidence: visibleEvidence(stored.evidence, authority),
    can: whatCan(stored, authority),
  };
}

/** A grant as the API shows it to one caller. */
export function toGrant(stored: StoredGrant, authority: Authority): Grant {
  const request = /^request:(\d+)$/.exec(stored.origin)?.[1];
  return {
    id: stored.id,
    team: stored.team,
    acceleratorClass: stored.acceleratorClass,
    count: stored.count,
    remaining: stored.remaining,
    state: stored.state,
    from: stored.startsAt.toISOString(),
    until: stored.endsAt?.toISOString(),
    endedAt: stored.endedAt?.toISOString(),
    reason: stored.reason,
    grantedBy: stored.grantedBy,
    request: request === undefined ? undefined : Number(request),
    renewal: stored.renewal && {
      id: stored.renewal.id,
      state: stored.renewal.state,
      count: stored.renewal.count,
    },
    can: {
      renew:
        stored.state !== 'ended' &&
        stored.endsAt !== undefined &&
        stored.renewal === undefined &&
        authority.isMember(stored.team) &&
        mayAsk(authority),
    },
  };
}

/** Whether a caller may answer questions: the requester, or the team where no person made the request. */
export function mayAnswer(
  request: Pick<StoredRequest, 'requestedBy' | 'team'>,
  authority: Authority,
): boolean {
  return (
    request.requestedBy === authority.caller.ref ||
    (!request.requestedBy.startsWith('user:') &&
      authority.caller.groups.has(request.team))
  );
}

function mayAsk(authority: Authority): boolean {
  return authority.caller.permitted.has(gpuQuotaRequestCreatePermission.name);
}

function whatCan(
  stored: StoredRequest,
  authority: Authority,
): QuotaRequest['can'] {
  const { caller } = authority;
  const verdict = canDecide({
    request: stored,
    actor: caller.actor,
    approves: authority.approves(stored.team),
  });
  const decide =
    verdict.allowed &&
    authority.permits(gpuQuotaRequestDecidePermission, stored);
  const own =
    stored.state === 'pending' &&
    stored.requestedBy === actorRef(caller.actor) &&
    mayAsk(authority);
  const asked = isAwaitingRequester(stored);
  return {
    decide,
    withdraw: own,
    edit: own && authority.isMember(stored.team),
    ask: decide && !asked,
    answer: asked && mayAnswer(stored, authority) && mayAsk(authority),
    ...(!decide && {
      whyNot: verdict.allowed
        ? 'The portal’s policy does not permit you to decide on requests.'
        : verdict.whyNot,
    }),
  };
}
