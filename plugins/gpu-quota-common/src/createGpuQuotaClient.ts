import { ResponseError } from '@backstage/errors';
import createClient from 'openapi-fetch';
import type { paths } from './generated/openapi';
import { toETag } from './etag';
import type {
  AuditPage,
  AuditVerification,
  MyTeams,
  NewDecision,
  NewQuotaRequest,
  NewReservation,
  Quota,
  QuotaRequest,
  QuotaRequestDetail,
  QuotaRequestPage,
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
  createRequest(
    request: NewQuotaRequest,
    options?: GpuQuotaCallOptions,
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
  /** Takes back the version that was read; 412 when the request has changed since. */
  withdrawRequest(
    request: Pick<QuotaRequest, 'id' | 'version'>,
    options?: GpuQuotaCallOptions,
  ): Promise<QuotaRequest>;
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
    createRequest: async (body, { signal } = {}) =>
      unpack(await api.request('post', '/requests', { body, signal })),
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
    withdrawRequest: async (request, { signal } = {}) =>
      unpack(
        await api.request('post', '/requests/{id}/withdraw', {
          params: withVersion(request),
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
