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
    const { ledger, loans: lending } = this.#context.database.read;
    const teams = team ? [team] : authority.visibleTeams;
    const { acceleratorClass } = query;
    const [entries, loans] = await Promise.all([
      ledger.list({ teams, acceleratorClass }),
      lending.live({ teams, acceleratorClass }),
    ]);
    const enforced = this.#context.enforced();
    return entries.map(entry => toQuota(entry, { enforced, loans }));
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
