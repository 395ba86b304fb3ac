import { InputError, NotAllowedError, NotFoundError } from '@backstage/errors';
import {
  canDecide,
  gpuQuotaRequestDecidePermission,
  type NewDecision,
  type NewQuotaRequest,
  type QuotaRequest,
  type QuotaRequestDetail,
  type QuotaRequestPage,
  type RequestState,
} from '@golden-path/plugin-gpu-quota-common';
import type { StoredRequest } from '../database/rows';
import type { Authority } from './Authority';
import type { Caller } from './Caller';
import { decodeCursor, encodeCursor } from './cursor';
import { canonicalRef } from './entityRefs';
import { fileRequest } from './fileRequest';
import {
  changedJustNow,
  requireIfMatch,
  requireVersion,
} from './preconditions';
import { authorityOf, type ServiceContext } from './ServiceContext';
import { knowsBoth, requireSubjects } from './subjects';
import { takeDecision } from './takeDecision';
import { toQuota, toRequest } from './views';

/** What a list of requests is narrowed to. */
export type RequestQuery = {
  team?: string;
  state?: RequestState;
  endpoint?: string;
  awaiting?: 'me';
  limit: number;
  cursor?: string;
};

/** Asking for quota, and deciding on it. */
export class RequestService {
  readonly #context: ServiceContext;

  constructor(context: ServiceContext) {
    this.#context = context;
  }

  async create(caller: Caller, body: NewQuotaRequest): Promise<QuotaRequest> {
    const team = canonicalRef(body.team);
    const endpoint = body.endpoint && canonicalRef(body.endpoint);
    const { database, now } = this.#context;
    const { authority, snapshot } = await authorityOf(
      this.#context,
      caller,
      knowsBoth({ ...body, team }),
    );
    const acceleratorClass = requireSubjects(snapshot, { ...body, team });
    authority.requireMember(team, 'ask for its quota');
    const reason = body.reason.trim();
    if (reason === '') {
      throw new InputError('Say what the devices are for: reason is empty');
    }
    const key = { team, acceleratorClass: acceleratorClass.name };
    const request = await database.transaction(async tx => {
      const figures = await tx.ledger.lock(key);
      const waiting = await tx.reservations.waiting(key);
      const filed = await fileRequest(tx, {
        filing: {
          team,
          acceleratorClass,
          count: body.count,
          reason,
          endpoint,
          requestedBy: caller.ref,
          at: now(),
        },
        figures,
        waiting: waiting.reduce((sum, each) => sum + each.count, 0),
        organisation: authority.organisation,
      });
      const unanswered = waiting.find(
        each => each.endpoint === endpoint && each.request?.state !== 'pending',
      );
      if (unanswered) {
        await tx.reservations.waitFor(unanswered.id, filed.id);
      }
      return filed;
    });
    this.#context.changed(team);
    return toRequest(request, authority);
  }

  async list(caller: Caller, query: RequestQuery): Promise<QuotaRequestPage> {
    const team = query.team && canonicalRef(query.team);
    const { authority } = await authorityOf(
      this.#context,
      caller,
      snapshot => team === undefined || snapshot.organisation.has(team),
    );
    if (team) authority.requireReadable(team);
    const oldestFirst = query.awaiting === 'me';
    const limits = [
      authority.requestLimit,
      oldestFirst
        ? authority.requestLimitOf(gpuQuotaRequestDecidePermission)
        : undefined,
    ];
    const { requests, total } = await this.#context.database.read.requests.page(
      {
        visibleTeams: authority.teamsByRole,
        limits: limits.filter(limit => limit !== undefined),
        team,
        state: query.state,
        endpoint: query.endpoint && canonicalRef(query.endpoint),
        awaiting: oldestFirst
          ? {
              leadOf: authority.ledTeams,
              platform: authority.isPlatform,
              notBy: caller.ref,
            }
          : undefined,
      },
      {
        oldestFirst,
        // One more than is shown says whether there is another page.
        limit: query.limit + 1,
        after: query.cursor ? decodeCursor(query.cursor) : undefined,
      },
    );
    const shown = requests.slice(0, query.limit);
    const last = shown[shown.length - 1];
    return {
      items: shown.map(each => toRequest(each, authority)),
      totalItems: total,
      ...(last &&
        requests.length > shown.length && {
          nextCursor: encodeCursor(last.id),
        }),
    };
  }

  async get(caller: Caller, id: number): Promise<QuotaRequestDetail> {
    const { authority, request } = await this.#find(caller, id);
    const { read } = this.#context.database;
    const [{ requests }, [quota]] = await Promise.all([
      read.requests.page(
        {
          team: request.team,
          limits: authority.requestLimit && [authority.requestLimit],
        },
        { oldestFirst: false, limit: 11 },
      ),
      read.ledger.list({
        teams: [request.team],
        acceleratorClass: request.acceleratorClass,
      }),
    ]);
    if (!quota) {
      throw new Error(`Request ${id} has no ledger row`);
    }
    return {
      ...toRequest(request, authority),
      history: requests
        .filter(each => each.id !== id)
        .slice(0, 10)
        .map(each => toRequest(each, authority)),
      quotaNow: toQuota(quota, { enforced: this.#context.enforced() }),
    };
  }

  async decide(
    caller: Caller,
    id: number,
    ifMatch: string | undefined,
    decision: NewDecision,
  ): Promise<QuotaRequest> {
    const { authority, request } = await this.#find(caller, id);
    requireIfMatch(ifMatch);
    const verdict = canDecide({
      request,
      actor: caller.actor,
      approves: authority.approves(request.team),
    });
    if (!verdict.allowed && verdict.rule !== 'not-pending') {
      throw new NotAllowedError(verdict.whyNot);
    }
    if (!authority.permits(gpuQuotaRequestDecidePermission, request)) {
      throw new NotAllowedError(
        `The portal's policy does not permit you to decide on request ${id}`,
      );
    }
    requireVersion(request, ifMatch);
    const decided = await takeDecision(this.#context, {
      request,
      decision,
      by: caller.ref,
      organisation: authority.organisation,
    });
    this.#context.changed(request.team);
    return toRequest(decided, authority);
  }

  async withdraw(
    caller: Caller,
    id: number,
    ifMatch: string | undefined,
  ): Promise<QuotaRequest> {
    const { authority, request } = await this.#find(caller, id);
    requireIfMatch(ifMatch);
    if (request.requestedBy !== caller.ref) {
      throw new NotAllowedError(
        'Only the person who made a request can withdraw it',
      );
    }
    requireVersion(request, ifMatch);
    const at = this.#context.now();
    const withdrawn = await this.#context.database.transaction(async tx => {
      await tx.ledger.lock(request);
      const after = await tx.requests.withdraw(request, at);
      if (!after) throw changedJustNow(request);
      await tx.audit.append({
        team: request.team,
        at,
        actor: caller.ref,
        action: 'request.withdrawn',
        subject: `request:${id}`,
      });
      return after;
    });
    this.#context.changed(request.team);
    return toRequest(withdrawn, authority);
  }

  /** A request the caller may see, as far as they can tell the only kind there is. */
  async #find(
    caller: Caller,
    id: number,
  ): Promise<{ authority: Authority; request: StoredRequest }> {
    const [{ authority }, request] = await Promise.all([
      authorityOf(this.#context, caller),
      this.#context.database.read.requests.get(id),
    ]);
    if (!request || !authority.mayReadRequest(request)) {
      throw new NotFoundError(`There is no request ${id} that you may see`);
    }
    return { authority, request };
  }
}
