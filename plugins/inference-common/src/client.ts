import { ResponseError } from '@backstage/errors';
import createClient from 'openapi-fetch';
import type { paths } from './generated/openapi';
import type {
  EndpointOverview,
  Fleet,
  GoldenPath,
  ListEndpointsQuery,
  OperatingModel,
  PreviewRequest,
  Range,
  RepositoryPreview,
  UsageReport,
} from './schemas';

/**
 * Options of {@link createInferenceClient}.
 *
 * @public
 */
export type InferenceClientOptions = {
  /** In the browser the fetch of `fetchApiRef`; in a backend the global one. */
  fetch: typeof fetch;
  /** `plugin://inference` in the browser; in a backend what discovery says. */
  baseUrl: string;
};

/**
 * Options of every call.
 *
 * @public
 */
export type InferenceRequestOptions = {
  /** Ends the request when the caller no longer wants the answer. */
  signal?: AbortSignal;
  /** For backends: the token to send. In the browser `fetchApi` adds the user's. */
  token?: string;
};

/**
 * The API of the `inference` backend.
 *
 * @remarks
 * Calls throw a `ResponseError` whose `message` is the sentence the server answered with, whose `statusCode`
 * is the HTTP status and whose `cause.name` is the server's error name (`NotFoundError`, `NotAllowedError`…).
 *
 * @public
 */
export interface InferenceClient {
  /** One page of the fleet. */
  listEndpoints(
    query?: ListEndpointsQuery,
    options?: InferenceRequestOptions,
  ): Promise<Fleet>;
  /** Everything the page of one endpoint shows. */
  getEndpoint(
    endpoint: { namespace: string; name: string },
    query?: { range?: Range },
    options?: InferenceRequestOptions,
  ): Promise<EndpointOverview>;
  /** Which version an endpoint was made from, what has changed since, and what it lacks of the golden path. */
  getGoldenPath(
    endpoint: { namespace: string; name: string },
    options?: InferenceRequestOptions,
  ): Promise<GoldenPath>;
  /** Parties, responsibilities, symptoms and escalation in force. */
  getOperatingModel(options?: InferenceRequestOptions): Promise<OperatingModel>;
  /** How well a team, or every team, uses the devices its endpoints hold. */
  getUsage(
    query?: { team?: string },
    options?: InferenceRequestOptions,
  ): Promise<UsageReport>;
  /** Every file of the repository that a template would create with these values; nothing is created. */
  previewRepository(
    request: PreviewRequest,
    options?: InferenceRequestOptions,
  ): Promise<RepositoryPreview>;
}

function toInit(options: InferenceRequestOptions | undefined) {
  return {
    signal: options?.signal,
    headers: options?.token
      ? { Authorization: `Bearer ${options.token}` }
      : undefined,
  };
}

function present<T>(data: T | undefined): T {
  if (data === undefined) {
    throw new Error('The inference backend answered without a body');
  }
  return data;
}

/**
 * A client of the `inference` backend, typed by its OpenAPI document.
 *
 * @public
 */
export function createInferenceClient(
  options: InferenceClientOptions,
): InferenceClient {
  const { fetch: fetchFn, baseUrl } = options;
  const client = createClient<paths>({
    baseUrl,
    // Address and options rather than a Request, which not every fetch in a browser's middleware takes.
    fetch: async request => {
      const body = request.method === 'GET' ? undefined : await request.text();
      const response = await fetchFn(request.url, {
        method: request.method,
        headers: Object.fromEntries(request.headers),
        signal: request.signal,
        ...(body && { body }),
      });
      if (response.ok) return response;
      const error = await ResponseError.fromResponse(response);
      // The sentence is for people; "Request failed with 404" is not.
      error.message = error.cause.message;
      throw error;
    },
  });

  return {
    async listEndpoints(query, init) {
      const { data } = await client.request('get', '/endpoints', {
        params: { query },
        ...toInit(init),
      });
      return present(data);
    },
    async getEndpoint(endpoint, query, init) {
      const { data } = await client.request(
        'get',
        '/endpoints/{namespace}/{name}',
        {
          params: { path: endpoint, query },
          ...toInit(init),
        },
      );
      return present(data);
    },
    async getGoldenPath(endpoint, init) {
      const { data } = await client.request(
        'get',
        '/endpoints/{namespace}/{name}/golden-path',
        { params: { path: endpoint }, ...toInit(init) },
      );
      return present(data);
    },
    async getOperatingModel(init) {
      const { data } = await client.request(
        'get',
        '/operating-model',
        toInit(init),
      );
      return present(data);
    },
    async getUsage(query, init) {
      const { data } = await client.request('get', '/usage', {
        params: { query },
        ...toInit(init),
      });
      return present(data);
    },
    async previewRepository(body, init) {
      const { data } = await client.request('post', '/previews', {
        body,
        ...toInit(init),
      });
      return present(data);
    },
  };
}
