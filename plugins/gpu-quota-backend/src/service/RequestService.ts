import { InputError, NotAllowedError } from '@backstage/errors';
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
import type { QuotaTransaction } from '../database/QuotaDatabase';
import type { StoredRequest } from '../database/rows';
import type { Authority } from './Authority';
import type { Caller } from './Caller';
import type { DirectorySnapshot } from './CatalogDirectory';
import { decodeCursor, encodeCursor } from './cursor';
import { canonicalRef } from './entityRefs';
import { devicesOf } from './devicesOf';
import { evidenceNow, gatherFindings, visibleEvidence } from './evidence';
import { fileRequest } from './fileRequest';
import { findRequest } from './findRequest';
import { once } from './once';
import {
  changedJustNow,
  requireIfMatch,
  requirePending,
  requireVersion,
} from './preconditions';
import { authorityOf, type ServiceContext } from './ServiceContext';
import { knowsBoth, requireSubjects } from './subjects';
import { takeDecision } from './takeDecision';
import { readUntil } from './until';
import { toQuota, toRequest } from './views';
import { withinCapacity } from './withinCapacity';

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

  /** Files a request; with a key, sending it again files nothing more and gives the same answer. */
  async create(
    caller: Caller,
    body: NewQuotaRequest,
    idempotencyKey?: string,
  ): Promise<QuotaRequest> {
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
    const findings = await gatherFindings(this.#context, key);
    const at = now();
    const call = {
      caller: caller.ref,
      operation: 'createRequest',
      key: idempotencyKey,
      body: { ...body, team, endpoint },
      at,
    };
    const file = async (tx: QuotaTransaction) => {
      const until = readUntil(body.until, { at });
      const figures = await tx.ledger.lockDepartment({
        ...key,
        department: authority.organisation.departmentOf(team),
      });
      const waiting = await tx.reservations.waiting(key);
      const unanswered = waiting.find(
        each => each.endpoint === endpoint && each.request?.state !== 'pending',
      );
      return await fileRequest(
        tx,
        this.#context,
        {
          team,
          acceleratorClass,
          count: body.count,
          reason,
          endpoint,
          until,
          requestedBy: caller.ref,
          at,
          figures,
          waiting: devicesOf(
            waiting.filter(each => each.endpoint !== endpoint),
          ),
          organisation: authority.organisation,
          findings,
        },
        async filed => {
          if (unanswered)
            await tx.reservations.waitFor(unanswered.id, filed.id);
        },
      );
    };
    const request = await withinCapacity(
      this.#context,
      key.acceleratorClass,
      () =>
        database.transaction(tx =>
          once(tx, call, async () => toRequest(await file(tx), authority)),
        ),
    );
    this.#context.changed(team);
    return request;
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
    // Where the policy denies deciding altogether there is no limit to narrow the page by.
    if (oldestFirst && !authority.mayDecideAny) {
      return { items: [], totalItems: 0 };
    }
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

  /** One request; how its team stands now is left out for a requester who may not see the team, such as one who left it. */
  async get(caller: Caller, id: number): Promise<QuotaRequestDetail> {
    const { authority, snapshot, request } = await findRequest(
      this.#context,
      caller,
      id,
    );
    const [history, standing] = await Promise.all([
      authority.mayReadByRole(request.team) &&
        this.#historyOf(request, authority),
      authority.mayRead(request.team) &&
        this.#standingOf(request, authority, snapshot),
    ]);
    return {
      ...toRequest(request, authority),
      ...(history && { history }),
      ...standing,
    };
  }

  /** The team's other requests, as a list would show them. */
  async #historyOf(
    request: StoredRequest,
    authority: Authority,
  ): Promise<QuotaRequest[]> {
    const { requests } = await this.#context.database.read.requests.page(
      {
        team: request.team,
        limits: authority.requestLimit && [authority.requestLimit],
      },
      { oldestFirst: false, limit: 11 },
    );
    return requests
      .filter(each => each.id !== request.id)
      .slice(0, 10)
      .map(each => toRequest(each, authority));
  }

  /** How the team stands now with the class it asked for. */
  async #standingOf(
    request: StoredRequest,
    authority: Authority,
    snapshot: DirectorySnapshot,
  ): Promise<Required<Pick<QuotaRequestDetail, 'quotaNow' | 'evidenceNow'>>> {
    const { read } = this.#context.database;
    const { team, acceleratorClass } = request;
    const [[quota], loans, findings, renewed] = await Promise.all([
      read.ledger.list({ teams: [team], acceleratorClass }),
      read.loans.live({ teams: [team], acceleratorClass }),
      gatherFindings(this.#context, request),
      request.renews ? read.grants.get(request.renews) : undefined,
    ]);
    if (!quota) {
      throw new Error(`Request ${request.id} has no ledger row`);
    }
    const isPending = request.state === 'pending';
    return {
      quotaNow: toQuota(quota, { enforced: this.#context.enforced(), loans }),
      evidenceNow: visibleEvidence(
        evidenceNow({
          findings,
          quota,
          acceleratorClass: snapshot.classes.get(acceleratorClass),
          count: isPending ? request.count : 0,
          replaced: isPending ? renewed?.remaining ?? 0 : 0,
        }),
        authority,
      ),
    };
  }

  async decide(
    caller: Caller,
    id: number,
    ifMatch: string | undefined,
    decision: NewDecision,
  ): Promise<QuotaRequest> {
    const { authority, snapshot, request } = await findRequest(
      this.#context,
      caller,
      id,
    );
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
    const decided = await withinCapacity(
      this.#context,
      request.acceleratorClass,
      () =>
        takeDecision(this.#context, {
          request,
          decision,
          by: caller.ref,
          organisation: authority.organisation,
          acceleratorClass: snapshot.classes.get(request.acceleratorClass),
        }),
    );
    this.#context.changed(request.team);
    return toRequest(decided, authority);
  }

  async withdraw(
    caller: Caller,
    id: number,
    ifMatch: string | undefined,
  ): Promise<QuotaRequest> {
    const { authority, request } = await findRequest(this.#context, caller, id);
    requireIfMatch(ifMatch);
    if (request.requestedBy !== caller.ref) {
      throw new NotAllowedError(
        'Only the person who made a request can withdraw it',
      );
    }
    requireVersion(request, ifMatch);
    requirePending(request);
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
}
