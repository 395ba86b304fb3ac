import {
  createValidatedOpenApiRouter,
  type internal,
} from '@backstage/backend-openapi-utils';
import type {
  AuditorService,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import type { Permission } from '@backstage/plugin-permission-common';
import {
  gpuQuotaAuditReadPermission,
  gpuQuotaQuotaReadPermission,
  gpuQuotaRequestCreatePermission,
  gpuQuotaRequestDecidePermission,
  gpuQuotaRequestReadPermission,
  gpuQuotaReservationCreatePermission,
  gpuQuotaReservationReadPermission,
  toETag,
  type QuotaRequest,
} from '@golden-path/plugin-gpu-quota-common';
import type { Request, RequestHandler, Response, Router } from 'express';
import { bodyOf, queryOf, type AnswerOf } from './contract';
import { explainLostConnection } from './errors';
import { spec } from './schema/openapi.generated';
import type { AuditService } from './service/AuditService';
import type { Caller, CallerResolver } from './service/Caller';
import type { QuotaService } from './service/QuotaService';
import type { RequestService } from './service/RequestService';
import type { ReservationService } from './service/ReservationService';
import { withAudit } from './withAudit';

/** What the router hands calls to. */
export type RouterOptions = {
  httpAuth: HttpAuthService;
  auditor: AuditorService;
  callers: CallerResolver;
  quotas: QuotaService;
  requests: RequestService;
  reservations: ReservationService;
  audit: AuditService;
};

type Handle = (caller: Caller, req: Request, res: Response) => Promise<void>;

/** The gpu-quota API. What reaches a handler has been checked against `schema/openapi.yaml`. */
export function createRouter(options: RouterOptions): Router {
  const { quotas, requests, reservations, audit } = options;
  const router: Router = createValidatedOpenApiRouter(
    spec as internal.RequiredDoc,
  );
  const route = createRoute(options);

  router.get(
    '/quotas',
    route(
      'quota-fetch',
      gpuQuotaQuotaReadPermission,
      async (caller, req, res) => {
        const items = await quotas.list(caller, queryOf<'listQuotas'>(req));
        res.json({ items } satisfies AnswerOf<'listQuotas'>);
      },
    ),
  );
  router.get(
    '/teams',
    route(
      'team-fetch',
      gpuQuotaQuotaReadPermission,
      async (caller, _req, res) => {
        const answer: AnswerOf<'listMyTeams'> = await quotas.myTeams(caller);
        res.json(answer);
      },
    ),
  );
  const read = gpuQuotaRequestReadPermission;
  router.get(
    '/requests',
    route('request-fetch', read, async (caller, req, res) => {
      const { limit = 50, ...filter } = queryOf<'listRequests'>(req);
      const page = await requests.list(caller, { ...filter, limit });
      res.json(page satisfies AnswerOf<'listRequests'>);
    }),
  );
  router.get(
    '/requests/:id',
    route('request-fetch', read, async (caller, req, res) => {
      const answer = await requests.get(caller, Number(req.params.id));
      sendRequest(res, 200, answer satisfies AnswerOf<'getRequest'>);
    }),
  );

  const create = gpuQuotaRequestCreatePermission;
  router.post(
    '/requests',
    route('request-create', create, async (caller, req, res) => {
      const body = bodyOf<'createRequest'>(req);
      sendRequest(res, 201, await requests.create(caller, body));
    }),
  );
  router.post(
    '/requests/:id/withdraw',
    route('request-withdraw', create, async (caller, req, res) => {
      const id = Number(req.params.id);
      const version = req.header('if-match');
      sendRequest(res, 200, await requests.withdraw(caller, id, version));
    }),
  );
  router.post(
    '/requests/:id/decisions',
    route(
      'request-decide',
      gpuQuotaRequestDecidePermission,
      async (caller, req, res) => {
        const id = Number(req.params.id);
        const version = req.header('if-match');
        const body = bodyOf<'decide'>(req);
        sendRequest(res, 200, await requests.decide(caller, id, version, body));
      },
    ),
  );

  router.get(
    '/reservations',
    route(
      'reservation-fetch',
      gpuQuotaReservationReadPermission,
      async (caller, req, res) => {
        const { live = true, ...filter } = queryOf<'listReservations'>(req);
        const items = await reservations.list(caller, { ...filter, live });
        res.json({ items } satisfies AnswerOf<'listReservations'>);
      },
    ),
  );
  const reserve = gpuQuotaReservationCreatePermission;
  router.post(
    '/reservations',
    route('reservation-create', reserve, async (caller, req, res) => {
      const key = req.header('idempotency-key') ?? '';
      const body = bodyOf<'reserve'>(req);
      const answer = await reservations.reserve(caller, key, body);
      res.status(201).json(answer satisfies AnswerOf<'reserve'>);
    }),
  );
  router.post(
    '/reservations/:id/release',
    route('reservation-release', reserve, async (caller, req, res) => {
      const answer = await reservations.release(caller, req.params.id);
      res.json(answer satisfies AnswerOf<'releaseReservation'>);
    }),
  );

  const readAudit = gpuQuotaAuditReadPermission;
  router.get(
    '/audit',
    route('audit-fetch', readAudit, async (caller, req, res) => {
      const { limit = 50, ...filter } = queryOf<'listAuditEvents'>(req);
      const page = await audit.list(caller, { ...filter, limit });
      res.json(page satisfies AnswerOf<'listAuditEvents'>);
    }),
  );
  router.get(
    '/audit/verify',
    route('audit-verify', readAudit, async (caller, req, res) => {
      const { team } = queryOf<'verifyAudit'>(req);
      const answer = await audit.verify(caller, team);
      res.json(answer satisfies AnswerOf<'verifyAudit'>);
    }),
  );
  return router;
}

/** Who calls, whether the portal's policy permits it, and a record of how it ended: the same for every route. */
function createRoute(options: RouterOptions) {
  return (
      eventId: string,
      permission: Permission,
      handle: Handle,
    ): RequestHandler =>
    async (request, res) => {
      const severityLevel =
        permission.attributes.action === 'read' ? 'low' : 'medium';
      const meta = { ...request.params };
      await withAudit(
        options.auditor,
        { eventId, severityLevel, request, meta },
        async () => {
          const credentials = await options.httpAuth.credentials(request, {
            allow: ['user', 'service'],
          });
          const caller = await options.callers.resolve(credentials, permission);
          await handle(caller, request, res);
        },
      ).catch(error => {
        throw explainLostConnection(error);
      });
    };
}

function sendRequest(res: Response, status: number, body: QuotaRequest): void {
  res.status(status).setHeader('ETag', toETag(body.version)).json(body);
}
