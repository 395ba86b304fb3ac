import { NotAllowedError } from '@backstage/errors';
import {
  roomFor,
  type ClassCapacity,
  type PoolUsage,
} from '@golden-path/plugin-gpu-quota-common';
import { totalUsage, type Usage } from '@golden-path/plugin-inference-common';
import type { StoredDepartment } from '../database/DepartmentStore';
import type { StoredPool } from '../database/PoolStore';
import type { LedgerEntry } from '../database/rows';
import type { Authority } from './Authority';
import type { Caller } from './Caller';
import { toPoolCapacity } from './evidence';
import type { UsageAnswer } from './InferenceUsage';
import { authorityOf, type ServiceContext } from './ServiceContext';

type Entry = LedgerEntry & { waiting: number };

/** Reading what exists and who holds it. */
export class CapacityService {
  readonly #context: ServiceContext;

  constructor(context: ServiceContext) {
    this.#context = context;
  }

  /**
   * Every class of the catalog, and those that are gone from it but still promised.
   *
   * @throws NotAllowedError for a person who belongs to no team and leads none
   */
  async list(caller: Caller): Promise<ClassCapacity[]> {
    const { read } = this.#context.database;
    const { authority, snapshot } = await authorityOf(this.#context, caller);
    requireAnyTeam(authority);
    const [pools, departments, entries, usage] = await Promise.all([
      read.pools.list(),
      read.departments.list(),
      read.ledger.list({}),
      this.#context.usage.usage(),
    ]);
    const { organisation } = snapshot;
    const readable = new Set(
      organisation.teams
        .filter(team => authority.mayRead(team))
        .flatMap(team => organisation.departmentOf(team) ?? []),
    );
    const poolOf = new Map(pools.map(pool => [pool.acceleratorClass, pool]));
    const names = new Set([
      ...snapshot.classes.keys(),
      ...entries.filter(holdsAny).map(entry => entry.acceleratorClass),
    ]);
    return [...names].sort().map(name =>
      toClassCapacity({
        name,
        title: snapshot.classes.get(name)?.title ?? name,
        pool: poolOf.get(name),
        departments: departments.filter(each => each.acceleratorClass === name),
        entries: entries.filter(
          entry => entry.acceleratorClass === name && holdsAny(entry),
        ),
        usage,
        authority,
        mayReadDepartment: department => readable.has(department),
      }),
    );
  }
}

function requireAnyTeam(authority: Authority): void {
  const { visibleTeams } = authority;
  if (
    visibleTeams &&
    !visibleTeams.some(team => authority.organisation.has(team))
  ) {
    throw new NotAllowedError(
      'Only members of a team, leads and the platform team see the capacity',
    );
  }
}

function holdsAny(entry: Entry): boolean {
  const { granted, reserved, borrowed, waiting } = entry;
  return granted > 0 || reserved > 0 || borrowed > 0 || waiting > 0;
}

function toClassCapacity(options: {
  name: string;
  title: string;
  pool: StoredPool | undefined;
  departments: StoredDepartment[];
  entries: Entry[];
  usage: UsageAnswer;
  authority: Authority;
  mayReadDepartment: (department: string) => boolean;
}): ClassCapacity {
  const { name, pool, entries, usage, authority } = options;
  const rows =
    usage.state === 'known'
      ? usage.report.items.filter(row => row.acceleratorClass === name)
      : [];
  const usageOfTeam = new Map(
    rows.map(({ team, ...row }) => [team, row] as const),
  );
  const sum = (figure: (entry: Entry) => number) =>
    entries.reduce((total, entry) => total + figure(entry), 0);
  const visible = entries.filter(entry => authority.mayRead(entry.team));
  const promised = pool?.promised ?? 0;
  return {
    acceleratorClass: name,
    title: options.title,
    capacity: toPoolCapacity(pool),
    promised,
    overPromised: promised > (pool?.capacity?.limit ?? Infinity),
    reserved: sum(entry => entry.reserved + entry.borrowed),
    waiting: sum(entry => entry.waiting),
    usage: toPoolUsage(usage, rows),
    teams: visible
      .sort((a, b) => b.granted - a.granted || (a.team < b.team ? -1 : 1))
      .map(({ team, granted, reserved, borrowed, waiting }) => {
        const own = usageOfTeam.get(team);
        return {
          team,
          granted,
          reserved: reserved + borrowed,
          waiting,
          ...(own && { usage: own }),
        };
      }),
    hiddenTeams: entries.length - visible.length,
    departments: options.departments
      // What its teams hold together is for those who see one of them.
      .filter(
        each =>
          (each.promised > 0 || each.cap !== undefined) &&
          options.mayReadDepartment(each.department),
      )
      .map(each => toDepartmentCapacity(each, entries)),
  };
}

function toDepartmentCapacity(
  { department, promised, cap }: StoredDepartment,
  entries: Entry[],
): ClassCapacity['departments'][number] {
  const own = entries.filter(entry => entry.department === department);
  const sum = (figure: (entry: Entry) => number) =>
    own.reduce((total, entry) => total + figure(entry), 0);
  return {
    department,
    promised,
    ...(cap !== undefined && { cap, room: roomFor({ promised, limit: cap }) }),
    reserved: sum(entry => entry.reserved + entry.borrowed),
    lent: sum(entry => entry.lent),
  };
}

function toPoolUsage(answer: UsageAnswer, rows: Usage[]): PoolUsage {
  if (answer.state === 'unknown') return answer;
  const total = totalUsage(rows);
  if (!total) {
    return {
      state: 'unknown',
      reason:
        rows.length === 0
          ? 'No endpoint runs on this class.'
          : 'There are no figures of the endpoints that run on this class.',
    };
  }
  const { rowsWithoutData, ...figures } = total;
  return {
    state: 'known',
    asOf: answer.asOf,
    windowHours: answer.report.window.hours,
    teamsWithoutData: rowsWithoutData,
    ...figures,
  };
}
