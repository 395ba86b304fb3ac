import { ConflictError } from '@backstage/errors';
import type { QuotaTransaction } from '../database/QuotaDatabase';
import type {
  LedgerEntry,
  StoredRequest,
  StoredReservation,
} from '../database/rows';
import { changeSize } from './changeSize';
import { settleQuota } from './settleQuota';
import type { ServiceContext } from './ServiceContext';

/**
 * Gives what a request was approved for, in the caller's transaction, which has locked the team's department. The
 * reservation that it was filed for is served before all others. What renews a grant that has not ended yet takes its
 * place on that day, so that the team has the devices all the while and never twice.
 *
 * @returns the team's endpoints whose reservations are held now
 */
export async function giveGrant(
  tx: QuotaTransaction,
  context: Pick<ServiceContext, 'newId' | 'reservationLeaseMs' | 'changed'>,
  options: { request: StoredRequest; count: number; by: string; at: Date },
): Promise<string[]> {
  const { request, count, by, at } = options;
  const renewed = request.renews && (await tx.grants.get(request.renews));
  const follows =
    renewed && renewed.state !== 'ended' ? renewed.endsAt : undefined;
  const startsAt = follows ?? at;
  if (request.until && request.until <= startsAt) {
    throw new ConflictError(
      `The devices were asked for until ${request.until.toISOString()}, which has passed: deny the request, or let it be changed`,
    );
  }
  const written = await tx.grants.insert({
    id: context.newId(),
    origin: `request:${request.id}`,
    team: request.team,
    acceleratorClass: request.acceleratorClass,
    count,
    state: follows ? 'scheduled' : 'live',
    startsAt,
    endsAt: request.until,
    reason: request.reason,
    grantedBy: by,
    createdAt: at,
  });
  if (!written) {
    throw new ConflictError(
      `Request ${request.id} has given its grant already`,
    );
  }
  if (follows) return [];
  const ledger = await tx.ledger.grant(request, count);
  const reservation = await tx.reservations.filedFor(request);
  const started = await settleQuota(tx, context, {
    ledger,
    actor: by,
    at,
    first: reservation?.id,
    taking: reservation && (await grow(tx, { reservation, ledger, at })),
  });
  return started
    .filter(({ team }) => team === request.team)
    .map(({ endpoint }) => endpoint);
}

/** A running endpoint takes what it wants more, where that is there. */
async function grow(
  tx: QuotaTransaction,
  options: { reservation: StoredReservation; ledger: LedgerEntry; at: Date },
): Promise<number> {
  const { reservation, ledger, at } = options;
  const { state, count, wanted = count } = reservation;
  const change = wanted - count;
  const isThere = change <= ledger.granted - ledger.reserved;
  if (state !== 'active' || change <= 0 || !isThere) return 0;
  await changeSize(tx, reservation, { wanted, change, borrowed: 0, at });
  return change;
}
