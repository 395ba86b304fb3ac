import { NotAllowedError, NotFoundError } from '@backstage/errors';
import {
  gpuQuotaRequestDecidePermission,
  type Stage,
} from '@golden-path/plugin-gpu-quota-common';
import { admits, type GpuQuotaLimit } from '@golden-path/plugin-gpu-quota-node';
import type { StoredRequest } from '../database/rows';
import type { RowLimit } from '../database/whereLimit';
import type { Caller } from './Caller';
import { mapCriteria } from './mapCriteria';
import type { Organisation } from './Organisation';

const COLUMNS = {
  team: 'team',
  requestedBy: 'requested_by',
  waitingOn: 'waiting_on',
} as const;

/**
 * What a caller may do by who they are in the organisation. Members read, file and reserve for their team; leads read
 * and decide for the teams they lead; the platform group and the auditors read everything; services read, file and
 * reserve for any team. What the portal's policy says narrows all of it and widens none.
 */
export class Authority {
  readonly caller: Caller;
  readonly organisation: Organisation;
  readonly #led: ReadonlySet<string>;

  constructor(caller: Caller, organisation: Organisation) {
    this.caller = caller;
    this.organisation = organisation;
    this.#led = new Set(
      caller.actor.type === 'user'
        ? organisation.teamsLedBy(caller.groups)
        : [],
    );
  }

  get isPlatform(): boolean {
    const { platformGroup } = this.organisation;
    return platformGroup !== undefined && this.caller.groups.has(platformGroup);
  }

  /** Teams the caller is a member of. */
  get teams(): string[] {
    return [...this.caller.groups]
      .filter(group => this.organisation.has(group))
      .sort();
  }

  /** Teams whose `lead` stage the caller decides. */
  get ledTeams(): string[] {
    return [...this.#led];
  }

  /** Teams whose figures the caller may see; undefined means all. */
  get visibleTeams(): string[] | undefined {
    const { sees } = this.caller;
    const teams = this.teamsByRole;
    if (!sees) return teams;
    return (teams ?? this.organisation.teams).filter(team =>
      admits(sees, this.#resource(team)),
    );
  }

  /** Teams whose figures the caller would see if the policy narrowed nothing; undefined means all. */
  get teamsByRole(): string[] | undefined {
    if (
      this.caller.actor.type === 'service' ||
      this.isPlatform ||
      this.#isAuditor
    ) {
      return undefined;
    }
    return [...new Set([...this.caller.groups, ...this.#led])];
  }

  /** What the policy narrows requests to that the caller may see. */
  get requestLimit(): RowLimit | undefined {
    const { sees } = this.caller;
    return sees && this.#toRowLimit(sees);
  }

  /** What the policy narrows something the caller may do with requests to. */
  requestLimitOf(permission: { name: string }): RowLimit | undefined {
    const limit = this.caller.limits?.get(permission.name);
    return limit && this.#toRowLimit(limit);
  }

  mayReadRequest(request: StoredRequest): boolean {
    const byRole =
      this.mayReadByRole(request.team) ||
      request.requestedBy === this.caller.ref;
    const { sees } = this.caller;
    return (
      byRole &&
      (!sees || admits(sees, { ...request, ...this.#resource(request.team) }))
    );
  }

  /** Whether the policy lets the caller decide on any request at all. */
  get mayDecideAny(): boolean {
    return this.caller.permitted.has(gpuQuotaRequestDecidePermission.name);
  }

  /** Whether the policy permits something with this very request. */
  permits(permission: { name: string }, request: StoredRequest): boolean {
    const limit = this.caller.limits?.get(permission.name);
    return (
      this.caller.permitted.has(permission.name) &&
      (!limit || admits(limit, { ...request, ...this.#resource(request.team) }))
    );
  }

  /** Stages of this team's requests the caller may decide. */
  approves(team: string): Stage[] {
    return [
      ...(this.#led.has(team) ? (['lead'] as const) : []),
      ...(this.isPlatform ? (['platform'] as const) : []),
    ];
  }

  /** Whether the caller would see a team's figures and requests if the policy narrowed nothing. */
  mayReadByRole(team: string): boolean {
    return this.teamsByRole?.includes(team) ?? true;
  }

  mayRead(team: string): boolean {
    const { sees } = this.caller;
    return (
      this.mayReadByRole(team) && (!sees || admits(sees, this.#resource(team)))
    );
  }

  /**
   * @throws NotFoundError when there is no such team
   * @throws NotAllowedError when the caller may not see its figures
   */
  requireReadable(team: string): void {
    if (!this.organisation.has(team)) {
      throw new NotFoundError(`There is no team ${team} in the catalog`);
    }
    if (!this.mayRead(team)) {
      throw new NotAllowedError(
        `Only members of ${team}, its leads and the platform team see its quota`,
      );
    }
  }

  /** Whether the caller may file and reserve for the team. */
  isMember(team: string): boolean {
    return this.caller.actor.type === 'service' || this.caller.groups.has(team);
  }

  /** @throws NotAllowedError when the caller may not file or reserve for the team */
  requireMember(team: string, what: string): void {
    if (!this.isMember(team)) {
      throw new NotAllowedError(`Only members of ${team} can ${what}`);
    }
  }

  get #isAuditor(): boolean {
    const { auditorGroup } = this.organisation;
    return auditorGroup !== undefined && this.caller.groups.has(auditorGroup);
  }

  #resource(team: string) {
    return { team, lead: this.organisation.leadOf(team) };
  }

  /** Who leads a team is known to the catalog and not to the database, which is told the teams instead. */
  #toRowLimit(limit: GpuQuotaLimit): RowLimit {
    return mapCriteria(limit, ({ property, values }) =>
      property === 'lead'
        ? {
            column: 'team',
            values: this.organisation.teamsLedBy(new Set(values)),
          }
        : { column: COLUMNS[property], values },
    );
  }
}
