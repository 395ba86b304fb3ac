import { ResponseError } from '@backstage/errors';
import createClient from 'openapi-fetch';
import type { paths } from './generated/openapi';
import { toETag } from './etag';
import type {
  Grant,
  ClassCapacity,
  DriftRepair,
  DriftReport,
  AuditPage,
  AuditVerification,
  MyTeams,
  NewDecision,
  NewQuotaRequest,
  NewRenewal,
  NewReservation,
  NewReturn,
  Quota,
  QuotaRequest,
  QuotaRequestDetail,
  QuotaRequestPage,
  RequestChange,
  RequestState,
  Reservation,
} from './types';

/** Options of {@link createGpuQuotaClient}. @public */
export type GpuQuotaClientOptions = {
  /** `fetchApi.fetch` in the browser; a `fetch` that adds credentials in a backend. */
  fetch: (url: string, init?: RequestInit) => Promise<Response>;
  /** `plugin://gpu-quota` in the browser; what discovery answers in a backend. */
  baseUrl: string;
};

/** Options every call takes. @public */
export type GpuQuotaCallOptions = { signal?: AbortSignal };

/**
 * The gpu-quota API. Every method rejects with a `ResponseError` whose `message` is the server's own sentence and
 * whose `statusCode` and `cause.name` say what kind of refusal it is.
 *
 * @public
 */
export interface GpuQuotaClient {
  listQuotas(
    filter?: { team?: string; acceleratorClass?: string },
    options?: GpuQuotaCallOptions,
  ): Promise<Quota[]>;
  listMyTeams(options?: GpuQuotaCallOptions): Promise<MyTeams>;
  listRequests(
    filter?: {
      team?: string;
      state?: RequestState;
      endpoint?: string;
      awaiting?: 'me';
      limit?: number;
      cursor?: string;
    },
    options?: GpuQuotaCallOptions,
  ): Promise<QuotaRequestPage>;
  /** With an idempotency key, sending it again files nothing more and gives the same answer. */
  createRequest(
    request: NewQuotaRequest,
    options?: GpuQuotaCallOptions & { idempotencyKey?: string },
  ): Promise<QuotaRequest>;
  getRequest(
    id: number,
    options?: GpuQuotaCallOptions,
  ): Promise<QuotaRequestDetail>;
  /** Decides on the version that was read; 412 when the request has changed since. */
  decide(
    request: Pick<QuotaRequest, 'id' | 'version'>,
    decision: NewDecision,
    options?: GpuQuotaCallOptions,
  ): Promise<QuotaRequest>;
  /** Changes the version that was read and voids its decisions; 412 when the request has changed since. */
  editRequest(
    request: Pick<QuotaRequest, 'id' | 'version'>,
    change: RequestChange,
    options?: GpuQuotaCallOptions,
  ): Promise<QuotaRequest>;
  /** Asks the requester something before deciding; 412 when the request has changed since. */
  askForInformation(
    request: Pick<QuotaRequest, 'id' | 'version'>,
    question: string,
    options?: GpuQuotaCallOptions,
  ): Promise<QuotaRequest>;
  /** Answers the open question; 412 when the request has changed since. */
  answerQuestion(
    request: Pick<QuotaRequest, 'id' | 'version'>,
    answer: string,
    options?: GpuQuotaCallOptions,
  ): Promise<QuotaRequest>;
  /** Takes back the version that was read; 412 when the request has changed since. */
  withdrawRequest(
    request: Pick<QuotaRequest, 'id' | 'version'>,
    options?: GpuQuotaCallOptions,
  ): Promise<QuotaRequest>;
  listGrants(
    filter?: { team?: string; acceleratorClass?: string; live?: boolean },
    options?: GpuQuotaCallOptions,
  ): Promise<Grant[]>;
  /** Files a request for a grant that ends to go on. */
  renewGrant(
    id: string,
    renewal: NewRenewal,
    options?: GpuQuotaCallOptions,
  ): Promise<QuotaRequest>;
  /** Gives quota back; with an idempotency key, sending it again gives nothing more back. */
  returnQuota(
    devices: NewReturn,
    options?: GpuQuotaCallOptions & { idempotencyKey?: string },
  ): Promise<Quota>;
  listReservations(
    filter?: { team?: string; endpoint?: string; live?: boolean },
    options?: GpuQuotaCallOptions,
  ): Promise<Reservation[]>;
  /** The same key and body give the same reservation, however often they are sent. */
  reserve(
    reservation: NewReservation,
    options: GpuQuotaCallOptions & { idempotencyKey: string },
  ): Promise<Reservation>;
  releaseReservation(
    id: string,
    options?: GpuQuotaCallOptions,
  ): Promise<Reservation>;
  /** Every accelerator class, by name. */
  listCapacity(options?: GpuQuotaCallOptions): Promise<ClassCapacity[]>;
  /** Where granted, applied and used differ, as last seen. */
  getDrift(
    filter?: { team?: string },
    options?: GpuQuotaCallOptions,
  ): Promise<DriftReport>;
  /** Writes a team's quota to the clusters now and looks again. */
  repairDrift(
    repair: { team: string },
    options?: GpuQuotaCallOptions,
  ): Promise<DriftRepair>;
  /** What happened, newest first; `from` and `until` are RFC 3339. */
  listAuditEvents(
    filter?: {
      team?: string;
      subject?: string;
      actor?: string;
      action?: string;
      from?: string;
      until?: string;
      limit?: number;
      cursor?: string;
    },
    options?: GpuQuotaCallOptions,
  ): Promise<AuditPage>;
  /** Follows a team's whole chain of events. */
  verifyAudit(
    team: string,
    options?: GpuQuotaCallOptions,
  ): Promise<AuditVerification>;
}

/** Unpacks what openapi-fetch answers; failures have been thrown by the fetch below. */
function unpack<T>(result: { data?: T; response: Response }): T {
  if (result.data === undefined) {
    throw new Error(
      `The quota service answered ${result.response.status} without a body`,
    );
  }
  return result.data;
}

/**
 * Creates a client of the gpu-quota API, typed by its OpenAPI document.
 *
 * @param options - how to reach the API
 * @public
 */
export function createGpuQuotaClient(
  options: GpuQuotaClientOptions,
): GpuQuotaClient {
  const api = createClient<paths>({
    baseUrl: options.baseUrl,
    // A Request with a body would be sent as a stream, which browsers refuse over HTTP/1.1: send URL and text instead.
    fetch: async request => {
      const body = request.method === 'GET' ? undefined : await request.text();
      const response = await options.fetch(request.url, {
        method: request.method,
        headers: Object.fromEntries(request.headers),
        signal: request.signal,
        ...(body ? { body } : {}),
      });
      if (!response.ok) {
        const error = await ResponseError.fromResponse(response);
        error.message = error.cause.message;
        throw error;
      }
      return response;
    },
  });
  const withVersion = (request: Pick<QuotaRequest, 'id' | 'version'>) => ({
    path: { id: request.id },
    header: { 'If-Match': toETag(request.version) },
  });
  const withKey = (key: string | undefined) =>
    key === undefined ? {} : { header: { 'Idempotency-Key': key } };

  return {
    listQuotas: async (query, { signal } = {}) =>
      unpack(await api.request('get', '/quotas', { params: { query }, signal }))
        .items,
    listMyTeams: async ({ signal } = {}) =>
      unpack(await api.request('get', '/teams', { signal })),
    listRequests: async (query, { signal } = {}) =>
      unpack(
        await api.request('get', '/requests', { params: { query }, signal }),
      ),
    createRequest: async (body, { idempotencyKey, signal } = {}) =>
      unpack(
        await api.request('post', '/requests', {
          params: withKey(idempotencyKey),
          body,
          signal,
        }),
      ),
    getRequest: async (id, { signal } = {}) =>
      unpack(
        await api.request('get', '/requests/{id}', {
          params: { path: { id } },
          signal,
        }),
      ),
    decide: async (request, body, { signal } = {}) =>
      unpack(
        await api.request('post', '/requests/{id}/decisions', {
          params: withVersion(request),
          body,
          signal,
        }),
      ),
    editRequest: async (request, body, { signal } = {}) =>
      unpack(
        await api.request('patch', '/requests/{id}', {
          params: withVersion(request),
          body,
          signal,
        }),
      ),
    askForInformation: async (request, question, { signal } = {}) =>
      unpack(
        await api.request('post', '/requests/{id}/questions', {
          params: withVersion(request),
          body: { question },
          signal,
        }),
      ),
    answerQuestion: async (request, answer, { signal } = {}) =>
      unpack(
        await api.request('post', '/requests/{id}/answers', {
          params: withVersion(request),
          body: { answer },
          signal,
        }),
      ),
    withdrawRequest: async (request, { signal } = {}) =>
      unpack(
        await api.request('post', '/requests/{id}/withdraw', {
          params: withVersion(request),
          signal,
        }),
      ),
    listGrants: async (query, { signal } = {}) =>
      unpack(await api.request('get', '/grants', { params: { query }, signal }))
        .items,
    renewGrant: async (id, body, { signal } = {}) =>
      unpack(
        await api.request('post', '/grants/{id}/renew', {
          params: { path: { id } },
          body,
          signal,
        }),
      ),
    returnQuota: async (body, { idempotencyKey, signal } = {}) =>
      unpack(
        await api.request('post', '/returns', {
          params: withKey(idempotencyKey),
          body,
          signal,
        }),
      ),
    listReservations: async (query, { signal } = {}) =>
      unpack(
        await api.request('get', '/reservations', {
          params: { query },
          signal,
        }),
      ).items,
    reserve: async (body, { idempotencyKey, signal }) =>
      unpack(
        await api.request('post', '/reservations', {
          params: { header: { 'Idempotency-Key': idempotencyKey } },
          body,
          signal,
        }),
      ),
    releaseReservation: async (id, { signal } = {}) =>
      unpack(
        await api.request('post', '/reservations/{id}/release', {
          params: { path: { id } },
          signal,
        }),
      ),
    listCapacity: async ({ signal } = {}) =>
      unpack(await api.request('get', '/capacity', { signal })).items,
    getDrift: async (query, { signal } = {}) =>
      unpack(await api.request('get', '/drift', { params: { query }, signal })),
    repairDrift: async (body, { signal } = {}) =>
      unpack(await api.request('post', '/drift/repair', { body, signal })),
    listAuditEvents: async (query, { signal } = {}) =>
      unpack(await api.request('get', '/audit', { params: { query }, signal })),
    verifyAudit: async (team, { signal } = {}) =>
      unpack(
        await api.request('get', '/audit/verify', {
          params: { query: { team } },
          signal,
        }),
      ),
  };
}
