import {
  decideRequest,
  type GpuQuotaClient,
  type QuotaRequest,
  type QuotaRequestDetail,
} from '@golden-path/plugin-gpu-quota-common';
import { decided, expired, filed } from '../src/__testUtils__/auditFixtures';
import {
  h100Capacity,
  noDrift,
  someDrift,
  unknownCapacity,
} from '../src/__testUtils__/capacityFixtures';
import {
  TEAM,
  activeReservation,
  endingGrant,
  h100Quota,
  l4Quota,
  nothing,
  pastRequest,
  pendingRequest,
  pool,
  usage,
  waitingReservation,
} from '../src/__testUtils__/quotaFixtures';

/** Moves a fixture's times so that they are as old now as they were when the fixtures were true. */
function renewed<T>(value: T, offsetMs: number): T {
  const text = JSON.stringify(value).replace(
    /"(\d{4}-\d\d-\d\dT[\d:.]+Z)"/g,
    (_, time: string) =>
      JSON.stringify(new Date(Date.parse(time) + offsetMs).toISOString()),
  );
  return JSON.parse(text);
}

/** The quota API for the development app: the fixtures, and the rules of gpu-quota-common on top of them. */
export class InMemoryQuota implements GpuQuotaClient {
  readonly #requests: QuotaRequest[];
  readonly #offsetMs: number;
  #drift = someDrift;

  constructor(options: { offsetMs: number }) {
    this.#offsetMs = options.offsetMs;
    this.#requests = renewed(
      [
        {
          ...pendingRequest,
          evidence: { ...pendingRequest.evidence, usage, pool },
        },
        {
          ...pendingRequest,
          id: 11,
          acceleratorClass: 'l4-24g',
          count: 2,
          requestedBy: 'user:default/tom.okafor',
          can: {
            ...nothing,
            withdraw: true,
            whyNot:
              'You made this request yourself: someone else has to decide.',
          },
        },
        pastRequest,
      ],
      options.offsetMs,
    );
  }

  async listQuotas() {
    return renewed([h100Quota, l4Quota], this.#offsetMs);
  }

  async listMyTeams() {
    return { teams: [TEAM], approves: [TEAM], platformApprover: false };
  }

  async listRequests(filter?: { awaiting?: 'me' }) {
    const items = this.#requests.filter(
      request => !filter?.awaiting || request.can.decide,
    );
    return { items, totalItems: items.length };
  }

  async createRequest(
    request: Parameters<GpuQuotaClient['createRequest']>[0],
  ): Promise<QuotaRequest> {
    const made: QuotaRequest = {
      ...pendingRequest,
      ...request,
      id: 100 + this.#requests.length,
      version: 1,
      createdAt: new Date().toISOString(),
      updatedAt: new Date().toISOString(),
      can: { ...nothing, withdraw: true, edit: true },
    };
    this.#requests.unshift(made);
    return made;
  }

  async getRequest(id: number): Promise<QuotaRequestDetail> {
    const found = this.#find(id);
    return {
      ...found,
      history: this.#requests.filter(request => request.id !== id),
      quotaNow: renewed(h100Quota, this.#offsetMs),
      evidenceNow: found.evidence,
    };
  }

  async decide(
    seen: Pick<QuotaRequest, 'id' | 'version'>,
    decision: Parameters<GpuQuotaClient['decide']>[1],
  ) {
    const request = this.#find(seen.id);
    const result = decideRequest(request, decision);
    return this.#replace({
      ...request,
      version: request.version + 1,
      state: result.state,
      waitingOn: result.state === 'pending' ? result.waitingOn : undefined,
      grantedCount: 'count' in result ? result.count : undefined,
      decisions: [
        ...request.decisions,
        {
          stage: result.stage,
          outcome: decision.outcome === 'deny' ? 'denied' : 'approved',
          by: 'user:default/tom.okafor',
          at: new Date().toISOString(),
          grantedCount: 'count' in result ? result.count : undefined,
          reason: decision.reason,
        },
      ],
      can: {
        ...nothing,
        whyNot: 'The platform team decides on this request.',
      },
    });
  }

  async editRequest(
    seen: Pick<QuotaRequest, 'id' | 'version'>,
    change: Parameters<GpuQuotaClient['editRequest']>[1],
  ) {
    const request = this.#find(seen.id);
    return this.#replace({
      ...request,
      ...change,
      until: change.until ?? undefined,
      version: request.version + 1,
      decisions: [],
    });
  }

  async askForInformation(
    seen: Pick<QuotaRequest, 'id' | 'version'>,
    question: string,
  ) {
    const request = this.#find(seen.id);
    return this.#replace({
      ...request,
      version: request.version + 1,
      awaitingRequester: true,
      questions: [
        ...request.questions,
        {
          stage: request.waitingOn ?? 'lead',
          question,
          by: 'user:default/tom.okafor',
          at: new Date().toISOString(),
        },
      ],
      can: { ...request.can, ask: false },
    });
  }

  async answerQuestion(
    seen: Pick<QuotaRequest, 'id' | 'version'>,
    answer: string,
  ) {
    const request = this.#find(seen.id);
    return this.#replace({
      ...request,
      version: request.version + 1,
      awaitingRequester: false,
      questions: request.questions.map(each => ({
        ...each,
        answer: each.answer ?? answer,
      })),
      can: { ...request.can, answer: false },
    });
  }

  async listGrants() {
    return renewed([endingGrant], this.#offsetMs);
  }

  async renewGrant(
    _id: string,
    renewal: Parameters<GpuQuotaClient['renewGrant']>[1],
  ): Promise<QuotaRequest> {
    const { team, acceleratorClass, remaining, reason } = endingGrant;
    return await this.createRequest({
      team,
      acceleratorClass,
      count: remaining,
      reason,
      ...renewal,
    });
  }

  async returnQuota() {
    return renewed(h100Quota, this.#offsetMs);
  }

  async listCapacity() {
    return renewed([h100Capacity, unknownCapacity], this.#offsetMs);
  }

  async withdrawRequest(seen: Pick<QuotaRequest, 'id' | 'version'>) {
    const request = this.#find(seen.id);
    return this.#replace({
      ...request,
      version: request.version + 1,
      state: 'withdrawn',
      waitingOn: undefined,
      can: nothing,
    });
  }

  async listReservations(filter?: { endpoint?: string }) {
    return renewed(
      [waitingReservation, activeReservation].filter(
        ({ endpoint }) => !filter?.endpoint || endpoint === filter.endpoint,
      ),
      this.#offsetMs,
    );
  }

  async reserve() {
    return activeReservation;
  }

  async releaseReservation() {
    return activeReservation;
  }

  async listAuditEvents() {
    return { items: renewed([expired, decided, filed], this.#offsetMs) };
  }

  async verifyAudit(team: string) {
    return { team, intact: true as const, events: 3, hash: '0'.repeat(64) };
  }

  #find(id: number): QuotaRequest {
    const found = this.#requests.find(request => request.id === id);
    if (!found) {
      throw new Error(`There is no request ${id} in the development app`);
    }
    return found;
  }

  #replace(request: QuotaRequest): QuotaRequest {
    const index = this.#requests.findIndex(({ id }) => id === request.id);
    this.#requests[index] = request;
    return request;
  }

  async getDrift() {
    return renewed(this.#drift, this.#offsetMs);
  }

  async repairDrift() {
    this.#drift = noDrift;
    return { outcome: 'applied' as const, ...(await this.getDrift()) };
  }
}
