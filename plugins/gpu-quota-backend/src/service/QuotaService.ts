import type { MyTeams, Quota } from '@golden-path/plugin-gpu-quota-common';
import type { Caller } from './Caller';
import { canonicalRef } from './entityRefs';
import { authorityOf, type ServiceContext } from './ServiceContext';
import { toQuota } from './views';

/** Reading what teams hold. */
export class QuotaService {
  readonly #context: ServiceContext;

  constructor(context: ServiceContext) {
    this.#context = context;
  }

  async list(
    caller: Caller,
    query: { team?: string; acceleratorClass?: string },
  ): Promise<Quota[]> {
    const team = query.team && canonicalRef(query.team);
    const { authority } = await authorityOf(
      this.#context,
      caller,
      snapshot => team === undefined || snapshot.organisation.has(team),
    );
    if (team) authority.requireReadable(team);
    const entries = await this.#context.database.read.ledger.list({
      teams: team ? [team] : authority.visibleTeams,
      acceleratorClass: query.acceleratorClass,
    });
    const enforced = this.#context.enforced();
    return entries.map(entry => toQuota(entry, { enforced }));
  }

  async myTeams(caller: Caller): Promise<MyTeams> {
    const { authority } = await authorityOf(this.#context, caller);
    return {
      teams: authority.teams,
      approves: authority.ledTeams,
      platformApprover: authority.isPlatform,
    };
  }
}
