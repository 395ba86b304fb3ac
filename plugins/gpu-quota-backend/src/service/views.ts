import {
  actorRef,
  available,
  canDecide,
  gpuQuotaRequestCreatePermission,
  gpuQuotaRequestDecidePermission,
  type Quota,
  type QuotaRequest,
  type Reservation,
} from '@golden-path/plugin-gpu-quota-common';
import type {
  LedgerEntry,
  StoredRequest,
  StoredReservation,
} from '../database/rows';
import type { Authority } from './Authority';

/** A ledger entry as the API shows it. */
export function toQuota(
  entry: LedgerEntry & { waiting: number },
  options: { enforced: boolean },
): Quota {
  return {
    team: entry.team,
    acceleratorClass: entry.acceleratorClass,
    granted: entry.granted,
    reserved: entry.reserved,
    waiting: entry.waiting,
    available: available(entry),
    enforcement: toEnforcement(entry, options.enforced),
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
export function toReservation(stored: StoredReservation): Reservation {
  return {
    id: stored.id,
    team: stored.team,
    acceleratorClass: stored.acceleratorClass,
    count: stored.count,
    endpoint: stored.endpoint,
    state: stored.state,
    createdBy: stored.createdBy,
    createdAt: stored.createdAt.toISOString(),
    heldAt: stored.heldAt?.toISOString(),
    expiresAt: stored.expiresAt?.toISOString(),
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
    evidence: stored.evidence,
    can: whatCan(stored, authority),
  };
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
  return {
    decide,
    withdraw:
      stored.state === 'pending' &&
      stored.requestedBy === actorRef(caller.actor) &&
      caller.permitted.has(gpuQuotaRequestCreatePermission.name),
    ...(!decide && {
      whyNot: verdict.allowed
        ? 'The portal’s policy does not permit you to decide on requests.'
        : verdict.whyNot,
    }),
  };
}
