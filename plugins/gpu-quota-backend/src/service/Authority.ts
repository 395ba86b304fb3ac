import { NotAllowedError, NotFoundError } from '@backstage/errors';
import type { Stage } from '@golden-path/plugin-gpu-quota-common';
import type { Caller } from './Caller';
import type { Organisation } from './Organisation';

/**
 * What a caller may do by who they are in the organisation. Members read, file and reserve for their team; leads read
 * and decide for the teams they lead; the platform group reads everything; services read, file and reserve for any team.
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
    if (this.caller.actor.type === 'service' || this.isPlatform) {
      return undefined;
    }
    return [...new Set([...this.caller.groups, ...this.#led])];
  }

  /** Stages of this team's requests the caller may decide. */
  approves(team: string): Stage[] {
    return [
      ...(this.#led.has(team) ? (['lead'] as const) : []),
      ...(this.isPlatform ? (['platform'] as const) : []),
    ];
  }

  mayRead(team: string): boolean {
    return this.visibleTeams?.includes(team) ?? true;
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
}
