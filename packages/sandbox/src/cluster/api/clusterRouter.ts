import { timingSafeEqual } from 'node:crypto';
import express, { type Request, type Response, type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { parse as parseYaml } from 'yaml';
import { ApiError, type Status } from './ApiError';
import { groupList, resourceList, versionInfo } from './discovery';
import type { ObjectWriter, WriteTarget } from './ObjectWriter';
import { podLog } from './podLog';
import { podMetrics, podMetricsList } from './podMetrics';
import { parseResourcePath, type ResourcePath } from './resourcePath';
import type { KubernetesObject } from '../model/objects';
import {
  apiVersionOf,
  TYPES,
  typeByPlural,
  type ResourceType,
} from '../model/resourceTypes';
import {
  parseFieldSelector,
  parseLabelSelector,
  SelectorError,
  type Matcher,
} from '../model/selectors';
import type { ObjectStore } from '../store/ObjectStore';

export type ClusterRouterOptions = {
  store: ObjectStore;
  writer: ObjectWriter;
  token: string;
  now: () => number;
  /** Called after a write, before its answer. */
  onWrite: () => Promise<void>;
};

type ResourceAddress = Extract<ResourcePath, { target: 'resource' }>;

const APPLY = 'application/apply-patch+yaml';
const MERGE = 'application/merge-patch+json';
const JSON_TYPES = ['application/json', 'application/yaml'];
const BODY_LIMIT = '3mb';

function isAuthorised(request: Request, token: string): boolean {
  const [scheme, given = ''] = (request.get('authorization') ?? '').split(' ');
  const expected = Buffer.from(token);
  const actual = Buffer.from(given);
  return (
    scheme.toLowerCase() === 'bearer' &&
    actual.length === expected.length &&
    timingSafeEqual(actual, expected)
  );
}

function queryText(request: Request, name: string): string | undefined {
  const value = request.query[name];
  if (value === undefined || value === '') {
    return undefined;
  }
  if (typeof value !== 'string') {
    throw ApiError.badRequest(
      `query parameter ${name} is given more than once`,
    );
  }
  return value;
}

function isTrue(request: Request, name: string): boolean {
  return ['true', '1'].includes(queryText(request, name) ?? '');
}

function bodyOf(request: Request): unknown {
  const text = typeof request.body === 'string' ? request.body : '';
  try {
    // JSON is YAML; the parser bounds the expansion of aliases.
    return request.is('json') ? JSON.parse(text) : parseYaml(text);
  } catch (error) {
    throw ApiError.badRequest(
      `the body of the request cannot be read: ${
        error instanceof Error ? error.message.split('\n')[0] : error
      }`,
    );
  }
}

function matcherOf(request: Request): Matcher {
  const labels = queryText(request, 'labelSelector');
  const fields = queryText(request, 'fieldSelector');
  try {
    const matchers = [
      ...(labels ? [parseLabelSelector(labels)] : []),
      ...(fields ? [parseFieldSelector(fields)] : []),
    ];
    return object => matchers.every(matches => matches(object));
  } catch (error) {
    throw error instanceof SelectorError
      ? ApiError.badRequest(error.message)
      : error;
  }
}

function managerOf(request: Request): string {
  const manager =
    queryText(request, 'fieldManager') ??
    (request.get('user-agent') ?? 'unknown').split('/')[0];
  return manager.slice(0, 128);
}

function isDryRun(request: Request): boolean {
  const value = queryText(request, 'dryRun');
  if (value !== undefined && value !== 'All') {
    throw ApiError.badRequest(`dryRun: Unsupported value: "${value}": "All"`);
  }
  return value === 'All';
}

/** The cluster's HTTP API. */
export function clusterRouter(options: ClusterRouterOptions): Router {
  const { store, writer, token, now, onWrite } = options;
  const router = PromiseRouter();

  function typeAt(path: ResourceAddress): ResourceType {
    const type = typeByPlural(path.group, path.version, path.plural);
    if (!type || (path.namespace !== undefined && !type.namespaced)) {
      throw ApiError.noSuchPath();
    }
    return type;
  }

  function listOf(type: ResourceType, path: ResourceAddress, request: Request) {
    if (isTrue(request, 'watch')) {
      throw ApiError.notAllowed(
        `watch is not supported on ${type.plural} by this cluster: list again instead`,
      );
    }
    return {
      kind: `${type.kind}List`,
      apiVersion: apiVersionOf(type),
      metadata: { resourceVersion: String(store.resourceVersion) },
      items: store.list(type, {
        namespace: path.namespace,
        where: matcherOf(request),
      }),
    };
  }

  function found(type: ResourceType, path: ResourceAddress): KubernetesObject {
    const { namespace, name = '' } = path;
    const object = store.get(type, namespace, name);
    if (!object || (type.namespaced && namespace === undefined)) {
      throw ApiError.notFound(type, name);
    }
    return object;
  }

  function read(path: ResourceAddress, request: Request, response: Response) {
    if (path.group === 'metrics.k8s.io') {
      answerMetrics(path, request, response);
      return;
    }
    const type = typeAt(path);
    if (path.name === undefined) {
      response.json(listOf(type, path, request));
    } else if (path.subresource === 'log' && type.kind === 'Pod') {
      found(type, path);
      const pod = store.get(TYPES.pod, path.namespace, path.name);
      response.type('text/plain').send(
        podLog({
          pod,
          now: now(),
          container: queryText(request, 'container'),
          previous: isTrue(request, 'previous'),
          timestamps: isTrue(request, 'timestamps'),
          tailLines: queryText(request, 'tailLines'),
        }),
      );
    } else if (
      path.subresource === undefined ||
      path.subresource === 'status'
    ) {
      response.json(found(type, path));
    } else {
      throw ApiError.noSuchPath();
    }
  }

  function answerMetrics(
    path: ResourceAddress,
    request: Request,
    response: Response,
  ) {
    if (path.version !== 'v1beta1' || path.plural !== 'pods') {
      throw ApiError.noSuchPath();
    }
    if (path.name !== undefined) {
      found(TYPES.pod, path);
      const pod = store.get(TYPES.pod, path.namespace, path.name);
      const metrics = pod && podMetrics(pod, now());
      if (!metrics) {
        throw ApiError.notFound(
          { ...TYPES.pod, group: 'metrics.k8s.io', kind: 'PodMetrics' },
          path.name,
        );
      }
      response.json(metrics);
      return;
    }
    const pods = store.list(TYPES.pod, {
      namespace: path.namespace,
      where: matcherOf(request),
    });
    response.json(podMetricsList(pods, now(), String(store.resourceVersion)));
  }

  async function write(
    path: ResourceAddress,
    request: Request,
    response: Response,
  ) {
    const type = typeAt(path);
    const { namespace, name } = path;
    const isDelete = request.method === 'DELETE';
    const readOnly =
      type.writers === 'cluster' && !(isDelete && type.kind === 'Pod');
    if (readOnly || path.subresource !== undefined) {
      throw ApiError.notAllowed(
        `${type.plural}${
          path.subresource ? `/${path.subresource}` : ''
        } are written by the cluster itself, not through its API`,
      );
    }
    const onItem = request.method !== 'POST';
    const misplaced = type.namespaced && namespace === undefined;
    if (misplaced || onItem !== (name !== undefined)) {
      throw ApiError.notAllowed(
        'the server does not allow this method on the requested resource',
      );
    }
    const manager = managerOf(request);
    const dryRun = isDryRun(request);
    const target: WriteTarget = { type, namespace, name, manager, dryRun };
    if (isDelete) {
      const removed = writer.delete(target);
      await onWrite();
      response.json(deleted(type, removed));
      return;
    }
    const written = writeBody(target, request);
    await onWrite();
    response.status(written.created ? 201 : 200).json(written.object);
  }

  function writeBody(target: WriteTarget, request: Request) {
    if (request.method === 'PATCH') {
      if (request.is(APPLY)) {
        if (queryText(request, 'fieldManager') === undefined) {
          throw new ApiError(
            422,
            'Invalid',
            'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
          );
        }
        return writer.apply(target, bodyOf(request), isTrue(request, 'force'));
      }
      if (request.is(MERGE)) {
        return writer.merge(target, bodyOf(request));
      }
      throw ApiError.unsupportedMediaType([MERGE, APPLY]);
    }
    if (!request.is(JSON_TYPES)) {
      throw ApiError.unsupportedMediaType(JSON_TYPES);
    }
    return request.method === 'POST'
      ? writer.create(target, bodyOf(request))
      : writer.replace(target, bodyOf(request));
  }

  for (const path of ['/healthz', '/livez', '/readyz']) {
    router.get(path, (_request, response) => {
      response.type('text/plain').send('ok');
    });
  }
  router.use((request, _response, next) => {
    next(isAuthorised(request, token) ? undefined : ApiError.unauthorized());
  });
  router.get('/version', (_request, response) => {
    response.json(versionInfo());
  });
  router.get('/api', (_request, response) => {
    response.json({ kind: 'APIVersions', versions: ['v1'] });
  });
  router.get('/apis', (_request, response) => {
    response.json(groupList());
  });
  router.use(express.text({ type: () => true, limit: BODY_LIMIT }));
  router.use(async (request, response) => {
    const path = parseResourcePath(request.path);
    if (!path) {
      throw ApiError.noSuchPath();
    }
    if (path.target === 'groupVersion') {
      const resources = resourceList(path.group, path.version);
      if (!resources || request.method !== 'GET') {
        throw ApiError.noSuchPath();
      }
      response.json(resources);
    } else if (request.method === 'GET' || request.method === 'HEAD') {
      read(path, request, response);
    } else if (['POST', 'PUT', 'PATCH', 'DELETE'].includes(request.method)) {
      await write(path, request, response);
    } else {
      throw ApiError.notAllowed(
        'the server does not allow this method on the requested resource',
      );
    }
  });
  router.use(answerError);
  return router;
}

function deleted(type: ResourceType, object: KubernetesObject): Status {
  const { name, uid } = object.metadata;
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { name, group: type.group, kind: type.plural, uid },
    code: 200,
  };
}

function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) {
    return error;
  }
  const status = error instanceof Error ? Reflect.get(error, 'status') : 500;
  if (status === 413) {
    return new ApiError(
      413,
      'RequestEntityTooLarge',
      `Request entity too large: limit is ${BODY_LIMIT}`,
    );
  }
  const message = error instanceof Error ? error.message : String(error);
  return typeof status === 'number' && status >= 400 && status < 500
    ? ApiError.badRequest(message)
    : new ApiError(500, 'InternalError', `Internal error occurred: ${message}`);
}

function answerError(
  error: unknown,
  _request: Request,
  response: Response,
  next: (error: unknown) => void,
) {
  if (response.headersSent) {
    next(error);
    return;
  }
  const failure = asApiError(error);
  response.status(failure.code).json(failure.toStatus());
}
