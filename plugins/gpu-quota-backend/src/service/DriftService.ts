import { ConflictError, NotAllowedError } from '@backstage/errors';
import {
  findDifferences,
  type Drift,
  type DriftRepair,
  type DriftReport,
} from '@golden-path/plugin-gpu-quota-common';
import type { QuotaSink, TeamQuota } from '@golden-path/plugin-gpu-quota-node';
import type {
  StoredObservation,
  StoredSink,
} from '../database/ObservationStore';
import type { LedgerEntry } from '../database/rows';
import type { Caller } from './Caller';
import type { DirectorySnapshot } from './CatalogDirectory';
import { byTeam, type DriftWorker } from './DriftWorker';
import { toTeamQuota, type EnforcementWorker } from './EnforcementWorker';
import { canonicalRef } from './entityRefs';
import { authorityOf, type ServiceContext } from './ServiceContext';

/** Showing where granted, applied and used differ, and writing a team's quota again. */
export class DriftService {
  readonly #context: ServiceContext;
  readonly #sinks: readonly QuotaSink[];
  readonly #enforcer: Pick<EnforcementWorker, 'enforceNow'>;
  readonly #worker: Pick<DriftWorker, 'run'>;

  constructor(
    context: ServiceContext,
    parts: {
      sinks: readonly QuotaSink[];
      enforcer: Pick<EnforcementWorker, 'enforceNow'>;
      worker: Pick<DriftWorker, 'run'>;
    },
  ) {
    this.#context = context;
    this.#sinks = parts.sinks;
    this.#enforcer = parts.enforcer;
    this.#worker = parts.worker;
  }

  async report(
    caller: Caller,
    query: { team?: string } = {},
  ): Promise<DriftReport> {
    const team = query.team && canonicalRef(query.team);
    const { authority, snapshot } = await authorityOf(
      this.#context,
      caller,
      known => team === undefined || known.organisation.has(team),
    );
    if (team) authority.requireReadable(team);
    const teams = team ? [team] : authority.visibleTeams;
    return await this.#report(teams, snapshot);
  }

  /**
   * Writes a team's quota to every cluster now, and looks again.
   *
   * @throws NotAllowedError unless the caller is of the platform group
   * @throws ConflictError when there is nothing to write to, or another backend is writing the team's quota
   */
  async repair(caller: Caller, body: { team: string }): Promise<DriftRepair> {
    const team = canonicalRef(body.team);
    const { authority, snapshot } = await authorityOf(
      this.#context,
      caller,
      known => known.organisation.has(team),
    );
    if (!authority.isPlatform) {
      throw new NotAllowedError(
        'Only members of the platform group write quota to the clusters again',
      );
    }
    authority.requireReadable(team);
    if (this.#sinks.length === 0) {
      throw new ConflictError(
        'No cluster enforces quota, so there is nothing to repair',
      );
    }
    const at = this.#context.now();
    const outcome = await this.#enforcer.enforceNow(team, (tx, ended) =>
      tx.audit.append({
        team,
        at,
        actor: caller.ref,
        action: 'enforcement.repaired',
        subject: `team:${team}`,
        data:
          ended.state === 'failed'
            ? { outcome: 'failed', message: ended.message }
            : { outcome: 'applied' },
      }),
    );
    if (!outcome) {
      throw new ConflictError(
        `The quota of ${team} is being written at this moment; look again in a few seconds`,
      );
    }
    await this.#worker.run({ team });
    return {
      outcome: outcome.state,
      ...(outcome.state === 'failed' && { message: outcome.message }),
      ...(await this.#report([team], snapshot)),
    };
  }

  async #report(
    teams: string[] | undefined,
    snapshot: DirectorySnapshot,
  ): Promise<DriftReport> {
    const ids = this.#sinks.flatMap(sink => (sink.observe ? [sink.id] : []));
    const { observations, ledger } = this.#context.database.read;
    const [seen, sinks, entries] = await Promise.all([
      observations.list({ sinks: ids, teams }),
      observations.sinks(ids),
      ledger.list({ teams }),
    ]);
    const quotas = [...byTeam(entries)].map(([team, own]) => ({
      quota: toTeamQuota(team, own, snapshot),
      entries: own,
    }));
    return {
      sinks: ids.map(id =>
        toSinkState(
          id,
          sinks.find(each => each.sink === id),
        ),
      ),
      items: quotas.flatMap(({ quota, entries: own }) => [
        ...sinks.flatMap(sink => toUnreachable(quota.team, sink)),
        ...toDrifts(
          quota,
          own,
          seen.filter(each => each.team === quota.team),
        ),
      ]),
    };
  }
}

function toSinkState(
  sink: string,
  stored: StoredSink | undefined,
): DriftReport['sinks'][number] {
  if (!stored) return { sink, state: 'not-asked-yet' };
  const checkedAt = stored.checkedAt.toISOString();
  return stored.unreachableSince
    ? {
        sink,
        state: 'unreachable',
        checkedAt,
        unreachableSince: stored.unreachableSince.toISOString(),
        message: stored.error,
      }
    : { sink, state: 'reachable', checkedAt };
}

function toUnreachable(team: string, stored: StoredSink): Drift[] {
  const since = stored.unreachableSince?.toISOString();
  if (!since) return [];
  return [
    {
      sink: stored.sink,
      team,
      kind: 'unreachable',
      message: `cluster unreachable since ${since}: ${stored.error}`,
      since,
    },
  ];
}

/** A team's differences, those about a missing namespace once per cluster. */
function toDrifts(
  quota: TeamQuota,
  entries: LedgerEntry[],
  seen: StoredObservation[],
): Drift[] {
  const drifts: Drift[] = [];
  const homeless = new Set<string>();
  for (const each of seen) {
    const { sink, team, acceleratorClass, applied, limit, used } = each;
    const observedAt = each.observedAt.toISOString();
    if (each.namespaceMissing) {
      if (!homeless.has(sink)) {
        drifts.push({
          sink,
          team,
          kind: 'namespace-missing',
          message: each.missingBecause
            ? `namespace missing: ${each.missingBecause}`
            : 'namespace missing',
          observedAt,
        });
      }
      homeless.add(sink);
      continue;
    }
    const own = quota.quotas.find(
      one => one.acceleratorClass === acceleratorClass,
    );
    if (!own) continue;
    const entry = entries.find(
      one => one.acceleratorClass === acceleratorClass,
    );
    const borrowed = own.borrowed ?? 0;
    const granted = (entry?.granted ?? 0) + borrowed;
    const differences = findDifferences({
      granted,
      allowed: own.granted + borrowed,
      applied,
      limit,
      used,
      usedElsewhere: seen
        .filter(
          other =>
            other.acceleratorClass === acceleratorClass && other.sink !== sink,
        )
        .reduce((sum, other) => sum + other.used, 0),
      writtenSince:
        entry?.appliedAt !== undefined && entry.appliedAt > each.observedAt,
      applyError: entry?.applyError,
    });
    for (const { kind, message } of differences) {
      drifts.push({
        sink,
        team,
        acceleratorClass,
        kind,
        message,
        granted,
        applied,
        used,
        observedAt,
      });
    }
  }
  return drifts;
}
