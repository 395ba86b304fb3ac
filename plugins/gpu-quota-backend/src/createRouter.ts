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
  gpuQuotaDriftRepairPermission,
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
import type { GrantService } from './service/GrantService';
import type { PendingRequestService } from './service/PendingRequestService';
import type { CapacityService } from './service/CapacityService';
import type { DriftService } from './service/DriftService';
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
  pendingRequests: PendingRequestService;
  grants: GrantService;
  reservations: ReservationService;
  capacity: CapacityService;
  drift: DriftService;
  audit: AuditService;
};

type Handle = (caller: Caller, req: Request, res: Response) => Promise<void>;

/** The gpu-quota API. What reaches a handler has been checked against `schema/openapi.yaml`. */
export function createRouter(options: RouterOptions): Router {
  const {
    quotas,
    requests,
    pendingRequests,
    grants,
    reservations,
    capacity,
    drift,
    audit,
  } = options;
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
      const key = req.header('idempotency-key');
      sendRequest(res, 201, await requests.create(caller, body, key));
    }),
  );
  router.patch(
    '/requests/:id',
    route('request-edit', create, async (caller, req, res) => {
      const id = Number(req.params.id);
      const version = req.header('if-match');
      const change = bodyOf<'editRequest'>(req);
      const answer = await pendingRequests.edit(caller, id, version, change);
      sendRequest(res, 200, answer);
    }),
  );
  router.post(
    '/requests/:id/answers',
    route('request-answer', create, async (caller, req, res) => {
      const id = Number(req.params.id);
      const version = req.header('if-match');
      const { answer } = bodyOf<'answerQuestion'>(req);
      const request = await pendingRequests.answer(caller, id, version, answer);
      sendRequest(res, 200, request);
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
  const decide = gpuQuotaRequestDecidePermission;
  router.post(
    '/requests/:id/decisions',
    route('request-decide', decide, async (caller, req, res) => {
      const id = Number(req.params.id);
      const version = req.header('if-match');
      const body = bodyOf<'decide'>(req);
      sendRequest(res, 200, await requests.decide(caller, id, version, body));
    }),
  );
  router.post(
    '/requests/:id/questions',
    route('request-ask', decide, async (caller, req, res) => {
      const id = Number(req.params.id);
      const version = req.header('if-match');
      const { question } = bodyOf<'askForInformation'>(req);
      const request = await pendingRequests.ask(caller, id, version, question);
      sendRequest(res, 200, request);
    }),
  );

  router.get(
    '/grants',
    route(
      'grant-fetch',
      gpuQuotaQuotaReadPermission,
      async (caller, req, res) => {
        const { live = true, ...filter } = queryOf<'listGrants'>(req);
        const items = await grants.list(caller, { ...filter, live });
        res.json({ items } satisfies AnswerOf<'listGrants'>);
      },
      // Each grant says whether the caller can have it renewed.
      [create],
    ),
  );
  router.post(
    '/grants/:id/renew',
    route('grant-renew', create, async (caller, req, res) => {
      const body = bodyOf<'renewGrant'>(req);
      sendRequest(res, 201, await grants.renew(caller, req.params.id, body));
    }),
  );
  router.post(
    '/returns',
    route('quota-return', create, async (caller, req, res) => {
      const key = req.header('idempotency-key');
      const body = bodyOf<'returnQuota'>(req);
      const answer = await grants.giveBack(caller, key, body);
      res.json(answer satisfies AnswerOf<'returnQuota'>);
    }),
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
  router.get(
    '/capacity',
    route(
      'capacity-fetch',
      gpuQuotaQuotaReadPermission,
      async (caller, _req, res) => {
        const items = await capacity.list(caller);
        res.json({ items } satisfies AnswerOf<'listCapacity'>);
      },
    ),
  );

  router.get(
    '/drift',
    route(
      'drift-fetch',
      gpuQuotaQuotaReadPermission,
      async (caller, req, res) => {
        const answer = await drift.report(caller, queryOf<'getDrift'>(req));
        res.json(answer satisfies AnswerOf<'getDrift'>);
      },
    ),
  );
  router.post(
    '/drift/repair',
    route(
      'drift-repair',
      gpuQuotaDriftRepairPermission,
      async (caller, req, res) => {
        const answer = await drift.repair(caller, bodyOf<'repairDrift'>(req));
        res.json(answer satisfies AnswerOf<'repairDrift'>);
      },
    ),
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
      also?: Permission[],
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
          const caller = await options.callers.resolve(
            credentials,
            permission,
            also,
          );
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
