import { carriedOver, overQuota } from '@golden-path/plugin-gpu-quota-common';
import type { QuotaTransaction } from '../database/QuotaDatabase';
import type { LedgerKey, StoredGrant } from '../database/rows';
import {
  grantsEndedNotification,
  renewalReducedNotification,
} from './notifications';
import { reduceRenewal } from './reduceRenewal';
import type { ServiceContext } from './ServiceContext';
import { settleQuota } from './settleQuota';

type Turning = { key: LedgerKey; at: Date; lead: string | undefined };

/**
 * Ends and begins what is due of one (team, class), in the caller's transaction. A renewal for more than there is room
 * for begins with the devices that it replaces, which are certain, and with no more. What replaces nothing waits until
 * there is room.
 *
 * @returns what waits for room
 */
export async function turnGrants(
  tx: QuotaTransaction,
  context: Pick<ServiceContext, 'newId' | 'reservationLeaseMs' | 'changed'>,
  turning: Turning,
): Promise<StoredGrant[]> {
  const { key, at, lead } = turning;
  const before = await tx.ledger.lockDepartment(key);
  const due = await tx.grants.dueOf(key, at);
  const isOver = ({ endsAt }: StoredGrant) =>
    endsAt !== undefined && endsAt <= at;
  const ended = due.filter(isOver);
  const beginning = due
    .filter(grant => !isOver(grant))
    .map(grant => ({ grant, carried: carriedOver(grant, ended) }));
  for (const grant of ended) await end(tx, turning, grant);

  // What goes on is never given up, not for a moment: where a class has shrunk it could not be had again.
  const change =
    sum(beginning.map(({ carried }) => carried)) -
    sum(
      ended.flatMap(({ state, remaining }) =>
        state === 'live' ? [remaining] : [],
      ),
    );
  let ledger = change === 0 ? before : await tx.ledger.grant(before, change);
  const waiting: StoredGrant[] = [];
  for (const { grant, carried } of beginning) {
    const rest = grant.remaining - carried;
    const larger = rest === 0 ? ledger : await tx.ledger.grantIfRoom(key, rest);
    if (larger) {
      ledger = larger;
      await begin(tx, turning, grant, grant.remaining);
    } else if (carried > 0) {
      await reduceTo(tx, turning, { grant, carried, ended });
      await begin(tx, turning, grant, carried);
    } else {
      waiting.push(grant);
    }
  }

  if (ledger === before) return waiting;
  await settleQuota(tx, context, { ledger, actor: 'system', at });
  if (ledger.granted < before.granted) {
    await tx.outbox.add(
      grantsEndedNotification({
        ...key,
        id: ended.map(each => each.id).join(','),
        count: before.granted - ledger.granted,
        granted: ledger.granted,
        overQuota: overQuota(ledger),
        lead,
      }),
      at,
    );
  }
  return waiting;
}

async function end(
  tx: QuotaTransaction,
  { key, at }: Turning,
  grant: StoredGrant,
): Promise<void> {
  await tx.grants.end(grant.id, at);
  await tx.audit.append({
    team: key.team,
    at,
    actor: 'system',
    action: 'quota.ended',
    subject: `grant:${grant.id}`,
    data: {
      acceleratorClass: key.acceleratorClass,
      count: grant.remaining,
      from: grant.state,
    },
  });
}

async function begin(
  tx: QuotaTransaction,
  { key, at }: Turning,
  grant: StoredGrant,
  count: number,
): Promise<void> {
  await tx.grants.start(grant.id);
  await tx.audit.append({
    team: key.team,
    at,
    actor: 'system',
    action: 'quota.granted',
    subject: `grant:${grant.id}`,
    data: {
      acceleratorClass: key.acceleratorClass,
      count,
      reason: grant.reason,
    },
  });
}

/** Lets a renewal have what it replaces only, and tells those who count on more. */
async function reduceTo(
  tx: QuotaTransaction,
  { at, lead }: Turning,
  renewal: { grant: StoredGrant; carried: number; ended: StoredGrant[] },
): Promise<void> {
  const { grant, carried, ended } = renewal;
  await reduceRenewal(tx, {
    grant,
    count: grant.remaining - carried,
    because: 'There was no room for them when it began',
    actor: 'system',
    at,
  });
  const asked = ended.find(each => each.renewal?.grant === grant.id)?.renewal;
  const request = asked && (await tx.requests.get(asked.id));
  if (!request) throw new Error(`Grant ${grant.id} renews nothing`);
  await tx.outbox.add(
    renewalReducedNotification(request, { grant, count: carried, lead }),
    at,
  );
}

function sum(counts: number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
