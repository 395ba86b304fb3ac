import { missingForSure } from '@golden-path/plugin-gpu-quota-common';
import type { AcceleratorClass } from '@golden-path/plugin-inference-common';
import type { QuotaTransaction } from '../database/QuotaDatabase';
import type { LedgerEntry, StoredReservation } from '../database/rows';
import { changeSize } from './changeSize';
import { devicesOf } from './devicesOf';
import { gatherFindings } from './evidence';
import { fileRequest } from './fileRequest';
import type { Organisation } from './Organisation';
import { returnLoans } from './returnLoans';
import type { ServiceContext } from './ServiceContext';
import { settleQuota } from './settleQuota';
import { withdrawRequestOf } from './withdrawRequestOf';
import { withinCapacity } from './withinCapacity';

/** Who does it: the portal, which follows the catalog. */
const actor = 'system';

/**
 * Gives an endpoint's reservation the number of devices that the endpoint needs now. What it needs no more goes to
 * those that wait. What the quota does not cover is asked for, and taken when it is there; once, unless it was approved
 * in full and others took it. One that waits itself waits
 * for fewer; its request stays as it was asked, unless it is not needed any more.
 *
 * @returns whether anything changed
 */
export async function resizeReservation(
  context: ServiceContext,
  options: {
    reservation: StoredReservation;
    wanted: number;
    acceleratorClass: AcceleratorClass;
    organisation: Organisation;
  },
): Promise<boolean> {
  const { reservation, wanted } = options;
  const at = context.now();
  const findings =
    wanted > reservation.count && !isAskedFor(reservation, wanted)
      ? await gatherFindings(context, reservation)
      : undefined;
  const resize = () =>
    context.database.transaction(async tx => {
      const ledger = await tx.ledger.lockDepartment(reservation);
      const before = await tx.reservations.get(reservation.id);
      if (before?.state === 'waiting') {
        return await waitForFewer(tx, context, { before, ledger, wanted, at });
      }
      if (before?.state !== 'active') return false;
      const change = wanted - before.count;
      if (change <= Math.max(0, ledger.granted - ledger.reserved)) {
        const borrowed =
          change < 0
            ? await returnLoans(tx, context, before, {
                actor,
                at,
                atMost: -change,
              })
            : 0;
        await changeSize(tx, before, { wanted, change, borrowed, at });
        await withdrawRequestOf(tx, before, {
          actor,
          at,
          because: `${before.endpoint} has what it needs`,
        });
        if (change < 0) {
          const own = -change - borrowed;
          await tx.ledger.giveBack(before, { own, borrowed });
        }
        // What is lent is not gone: what the team takes for itself is called back.
        await settleQuota(tx, context, {
          ledger,
          actor,
          at,
          taking: Math.max(0, change),
        });
        return true;
      }
      // Asked for by another backend while we waited for the lock.
      if (!findings || isAskedFor(before, wanted)) return false;
      await withdrawRequestOf(tx, before, {
        actor,
        at,
        because: `${before.endpoint} needs ${wanted} devices now`,
      });
      const waiting = await tx.reservations.waiting(before);
      const queued = devicesOf(waiting);
      await fileRequest(
        tx,
        context,
        {
          team: before.team,
          acceleratorClass: options.acceleratorClass,
          count: missingForSure(ledger, queued, change),
          reason: `${before.endpoint} needs ${wanted} × ${before.acceleratorClass} now, ${change} more than it has reserved and than the team has free.`,
          endpoint: before.endpoint,
          requestedBy: actor,
          at,
          figures: ledger,
          waiting: queued,
          organisation: options.organisation,
          findings,
        },
        filed => tx.reservations.want(before.id, wanted, filed.id),
      );
      return true;
    });
  return await withinCapacity(context, reservation.acceleratorClass, resize);
}

function isAskedFor(reservation: StoredReservation, wanted: number): boolean {
  const { request } = reservation;
  return reservation.wanted === wanted && request?.state !== 'approved';
}

async function waitForFewer(
  tx: QuotaTransaction,
  context: ServiceContext,
  options: {
    before: StoredReservation;
    ledger: LedgerEntry;
    wanted: number;
    at: Date;
  },
): Promise<boolean> {
  const { before, ledger, wanted, at } = options;
  if (wanted >= before.count) return false;
  // It holds nothing yet.
  await changeSize(tx, before, { wanted, change: 0, borrowed: 0, at });
  const started = await settleQuota(tx, context, { ledger, actor, at });
  if (started.some(each => each.id === before.id)) {
    // Of when it needed more, so not idle by its count.
    await withdrawRequestOf(tx, before, {
      actor,
      at,
      because: `${before.endpoint} has what it needs`,
    });
  }
  return true;
}
