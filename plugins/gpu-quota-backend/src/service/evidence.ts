import {
  CLOSE_TO_LIMIT,
  costChange,
  roomFor,
  type Evidence,
  type LedgerFigures,
  type PoolCapacity,
  type PoolEvidence,
  type TeamUsage,
} from '@golden-path/plugin-gpu-quota-common';
import type { AcceleratorClass } from '@golden-path/plugin-inference-common';
import type { StoredPool } from '../database/PoolStore';
import type { QuotaStores } from '../database/QuotaDatabase';
import type { LedgerKey } from '../database/rows';
import type { Authority } from './Authority';
import type { Organisation } from './Organisation';
import type { ServiceContext } from './ServiceContext';

/** Teams close to their limit that are kept with a request by name; of the others it is said how many there are. */
const MOST_TEAMS = 20;

/** What was found out around a request, before it is known how many devices it is about. */
export type Findings = {
  usage: TeamUsage;
  pool: Omit<PoolEvidence, 'promisedAfter'>;
};

/**
 * Finds out how well a team uses what it holds, and how things stand with the class. Takes two seconds at most for
 * what other plugins know, so it has to be called outside a transaction.
 */
export async function gatherFindings(
  context: Pick<ServiceContext, 'database' | 'usage' | 'directory'>,
  { team, acceleratorClass }: LedgerKey,
): Promise<Findings> {
  const { organisation } = await context.directory.get();
  const [answer, pool] = await Promise.all([
    context.usage.usage(team),
    findPool(context.database.read, organisation, { team, acceleratorClass }),
  ]);
  return {
    usage:
      answer.state === 'unknown'
        ? answer
        : {
            state: 'known',
            asOf: answer.asOf,
            windowHours: answer.report.window.hours,
            items: answer.report.items.map(({ team: _, ...item }) => item),
          },
    pool,
  };
}

/** How things stand with a class, for a team of it; in a transaction, as that has left them. */
export async function findPool(
  stores: Pick<QuotaStores, 'pools' | 'ledger' | 'departments'>,
  organisation: Organisation,
  { team, acceleratorClass }: LedgerKey,
): Promise<Findings['pool']> {
  // One after the other: a transaction has one connection.
  const pool = await stores.pools.get(acceleratorClass);
  const closeToLimit = await stores.ledger.closeToLimit(
    { team, acceleratorClass },
    { share: CLOSE_TO_LIMIT, most: MOST_TEAMS },
  );
  const department = await findDepartment(stores, organisation, {
    team,
    acceleratorClass,
  });
  return {
    promised: pool?.promised ?? 0,
    capacity: toPoolCapacity(pool),
    closeToLimit,
    ...(department && { department }),
  };
}

/** The cap of the group above a team; undefined where there is none. */
async function findDepartment(
  { departments }: Pick<QuotaStores, 'departments'>,
  organisation: Organisation,
  { team, acceleratorClass }: LedgerKey,
): Promise<PoolEvidence['department']> {
  const department = organisation.departmentOf(team);
  const stored =
    department && (await departments.get(department, acceleratorClass));
  if (!stored || stored.cap === undefined) return undefined;
  const { promised, cap } = stored;
  return {
    department,
    promised,
    cap,
    room: roomFor({ promised, limit: cap }),
  };
}

/** What is kept with a request for so many devices. */
export function toEvidence(
  { usage, pool }: Findings,
  count: number,
): Pick<Evidence, 'usage' | 'pool'> {
  return {
    usage,
    pool: { ...pool, promisedAfter: pool.promised + count },
  };
}

/** The evidence of a request as it is now, for the devices that are still asked for. */
export function evidenceNow(options: {
  findings: Findings;
  quota: LedgerFigures & { waiting: number };
  /** Left out when the class is not in the catalog any more. */
  acceleratorClass: AcceleratorClass | undefined;
  count: number;
  /** Devices of the grant that it takes the place of. */
  replaced: number;
}): Evidence {
  const { findings, quota, acceleratorClass, count, replaced } = options;
  return {
    quota: {
      granted: quota.granted,
      reserved: quota.reserved,
      waiting: quota.waiting,
    },
    ...(acceleratorClass && {
      cost: costChange({
        pricePerDeviceHour: acceleratorClass.pricePerDeviceHour,
        granted: quota.granted,
        count,
        replaced,
      }),
    }),
    ...toEvidence(findings, count - replaced),
  };
}

/** Evidence without the names and figures of teams that the reader may not see. */
export function visibleEvidence(
  evidence: Evidence,
  authority: Pick<Authority, 'mayRead'>,
): Evidence {
  const { pool } = evidence;
  if (!pool) return evidence;
  return {
    ...evidence,
    pool: {
      ...pool,
      closeToLimit: {
        ...pool.closeToLimit,
        teams: pool.closeToLimit.teams.filter(({ team }) =>
          authority.mayRead(team),
        ),
      },
    },
  };
}

/** Devices that exist and may be promised, as the API shows them. */
export function toPoolCapacity(pool: StoredPool | undefined): PoolCapacity {
  if (!pool?.capacity) {
    return {
      state: 'unknown',
      reason:
        'Neither a cluster nor gpuQuota.capacity says how many devices there are, so nothing limits what is granted.',
    };
  }
  const { devices, used, limit, source, asOf } = pool.capacity;
  return {
    state: 'known',
    devices,
    ...(used !== undefined && { used }),
    overcommit: pool.overcommit,
    limit,
    room: roomFor({ promised: pool.promised, limit }),
    source,
    asOf: asOf.toISOString(),
  };
}
