import {
  createValidatedOpenApiRouter,
  type internal,
} from '@backstage/backend-openapi-utils';
import type {
  AuditorService,
  BackstageCredentials,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError, toError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  inferenceEndpointReadPermission,
  type EndpointOverview,
  type Fleet,
  type GoldenPath,
  type ListEndpointsQuery,
  type OperatingModel,
  type PreviewRequest,
  type Range,
  type RepositoryPreview,
  type UsageReport,
} from '@golden-path/plugin-inference-common';
import express, { type Router } from 'express';
import { spec } from './schema/openapi.generated';
import type { EndpointService } from './service/EndpointService';
import type { PreviewService } from './service/PreviewService';
import type { GoldenPathService } from './service/GoldenPathService';
import type { UsageService } from './service/UsageService';

/** What the router hands requests to. */
export type RouterOptions = {
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  auditor: AuditorService;
  endpoints: EndpointService;
  usage: UsageService;
  previews: PreviewService;
  goldenPath: GoldenPathService;
  operatingModel: OperatingModel;
};

/** A form may carry the longest config.json that sizing reads, with every quote escaped. */
const BODY_LIMIT = '3mb';

/** A request of any route. */
type AnyRequest = Parameters<HttpAuthService['credentials']>[0];
type Name = { namespace: string; name: string };

/** The inference API. What arrives here has been checked against `schema/openapi.yaml`. */
export function createRouter(options: RouterOptions): Router {
  const { endpoints } = options;
  const permission = inferenceEndpointReadPermission;
  const router: Router = createValidatedOpenApiRouter(
    spec as internal.RequiredDoc,
    { middleware: [express.json({ limit: BODY_LIMIT })] },
  );

  /** Answers somebody who may read endpoints, people alone unless said otherwise, and writes it to the audit log. */
  async function answer<T>(
    req: AnyRequest,
    eventId: string,
    read: (credentials: BackstageCredentials) => Promise<T>,
    allow: ('user' | 'service')[] = ['user'],
  ): Promise<T> {
    const credentials = await options.httpAuth.credentials(req, { allow });
    const event = await options.auditor.createEvent({
      eventId,
      request: req,
      meta: { ...req.params },
    });
    try {
      const [decision] = await options.permissions.authorize([{ permission }], {
        credentials,
      });
      if (decision.result !== AuthorizeResult.ALLOW) {
        throw new NotAllowedError(
          `You may not read inference endpoints (permission ${permission.name})`,
        );
      }
      const result = await read(credentials);
      await event.success();
      return result;
    } catch (error) {
      await event.fail({ error: toError(error) });
      throw error;
    }
  }

  router.get<object, Fleet, unknown, ListEndpointsQuery>(
    '/endpoints',
    async (req, res) => {
      res.json(
        await answer(req, 'endpoint-list', credentials =>
          endpoints.listEndpoints(req.query, credentials),
        ),
      );
    },
  );

  router.get<Name, EndpointOverview, unknown, { range?: Range }>(
    '/endpoints/:namespace/:name',
    async (req, res) => {
      res.json(
        await answer(req, 'endpoint-fetch', credentials =>
          endpoints.getOverview(req.params, req.query.range, credentials),
        ),
      );
    },
  );

  router.get<Name, GoldenPath>(
    '/endpoints/:namespace/:name/golden-path',
    async (req, res) => {
      res.json(
        await answer(req, 'golden-path-fetch', credentials =>
          options.goldenPath.getGoldenPath(req.params, credentials),
        ),
      );
    },
  );

  router.get<object, OperatingModel>('/operating-model', async (req, res) => {
    res.json(
      await answer(req, 'operating-model-fetch', async () => {
        return options.operatingModel;
      }),
    );
  });

  router.get<object, UsageReport, unknown, { team?: string }>(
    '/usage',
    async (req, res) => {
      res.json(
        await answer(
          req,
          'usage-fetch',
          credentials => options.usage.getUsage(req.query, credentials),
          // The quota backend asks, for the evidence on a request.
          ['user', 'service'],
        ),
      );
    },
  );

  router.post<object, RepositoryPreview, PreviewRequest>(
    '/previews',
    async (req, res) => {
      res.json(
        await answer(req, 'repository-preview', credentials =>
          options.previews.preview(req.body, credentials),
        ),
      );
    },
  );

  return router;
}
