import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import {
  explainRequest,
  gpuQuotaQuotaReadPermission,
  gpuQuotaRequestReadPermission,
  gpuQuotaReservationReadPermission,
} from '@golden-path/plugin-gpu-quota-common';
import type { QuotaService } from '../service/QuotaService';
import type { RequestService } from '../service/RequestService';
import type { ReservationService } from '../service/ReservationService';
import type { RunAs } from './createRunAs';
import {
  brief,
  briefRequest,
  groupRef,
  className,
  componentRef,
  quotaRow,
  requestId,
} from './schemas';

const reads = { readOnly: true, destructive: false, idempotent: true };

/** Actions that look and change nothing. */
export function registerReadActions(
  registry: ActionsRegistryService,
  options: {
    runAs: RunAs;
    quotas: QuotaService;
    requests: RequestService;
    reservations: ReservationService;
  },
): void {
  const { runAs, quotas, requests, reservations } = options;

  registry.register({
    name: 'list-my-quota',
    title: 'List my GPU quota',
    description:
      'Lists how many devices of each accelerator class the teams of the signed-in person may hold, how many are reserved, how many wait for quota and how many are left. Use it before asking for more quota or choosing an accelerator class. Answers one row per team and class; counts are whole devices. Team leads also see the teams they lead, the platform team sees all.',
    attributes: reads,
    schema: {
      input: z =>
        z.object({
          team: groupRef(z).optional().describe('Only this team'),
          acceleratorClass: className(z).optional().describe('Only this class'),
        }),
      output: z =>
        z.object({
          items: z.array(quotaRow(z)),
        }),
    },
    action: async ({ input, credentials }) =>
      await runAs(
        {
          action: 'list-my-quota',
          credentials,
          permission: gpuQuotaQuotaReadPermission,
        },
        async caller => ({
          output: { items: await quotas.list(caller, input) },
        }),
      ),
  });

  registry.register({
    name: 'list-quota-requests',
    title: 'List GPU quota requests',
    description:
      'Lists requests for GPU quota that the signed-in person may see, newest first, with their state and who made them. With awaiting set to "me" it lists, oldest first, only those that wait for a decision this person may take. Answers a page; pass nextCursor as cursor for the next one. Use explain-quota-request for the reasons behind one of them.',
    attributes: reads,
    schema: {
      input: z =>
        z.object({
          team: groupRef(z).optional().describe('Only this team'),
          state: z
            .enum([
              'pending',
              'approved',
              'partially-approved',
              'denied',
              'withdrawn',
              'expired',
            ])
            .optional(),
          awaiting: z
            .literal('me')
            .optional()
            .describe('Only those I may decide'),
          limit: z.number().int().min(1).max(200).default(20),
          cursor: z.string().min(1).max(500).optional(),
        }),
      output: z =>
        z.object({
          items: z.array(brief(z)),
          totalItems: z.number(),
          nextCursor: z.string().optional(),
        }),
    },
    action: async ({ input, credentials }) =>
      await runAs(
        {
          action: 'list-quota-requests',
          credentials,
          permission: gpuQuotaRequestReadPermission,
        },
        async caller => {
          const page = await requests.list(caller, input);
          return {
            output: {
              items: page.items.map(briefRequest),
              totalItems: page.totalItems,
              nextCursor: page.nextCursor,
            },
          };
        },
      ),
  });

  registry.register({
    name: 'explain-quota-request',
    title: 'Explain a GPU quota request',
    description:
      'Says in sentences what one request asked for, what state it is in, who decided what and why (for instance why it was denied), who decides next, and whether the signed-in person may. Also answers its version, which whatever changes it or decides on it needs. Use it whenever somebody asks what became of a request.',
    attributes: reads,
    schema: {
      input: z => z.object({ id: requestId(z) }),
      output: z =>
        z.object({
          explanation: z.string(),
          request: brief(z),
          approvers: z
            .array(z.string())
            .describe('Groups whose members may decide the stage it waits on'),
          mayDecide: z.boolean(),
          whyNot: z.string().optional(),
        }),
    },
    action: async ({ input, credentials }) =>
      await runAs(
        {
          action: 'explain-quota-request',
          credentials,
          permission: gpuQuotaRequestReadPermission,
        },
        async caller => {
          const request = await requests.get(caller, input.id);
          return {
            output: {
              explanation: explainRequest(request),
              request: briefRequest(request),
              approvers: request.approvers ?? [],
              mayDecide: request.can.decide,
              whyNot: request.can.whyNot,
            },
          };
        },
      ),
  });

  registry.register({
    name: 'list-quota-reservations',
    title: 'List GPU reservations',
    description:
      'Lists the devices that inference endpoints take out of the quota of teams the signed-in person may see, newest first: which endpoint, how many of which class, and whether it waits, holds or uses them. By default only live ones; set live to false for those that were released or expired as well.',
    attributes: reads,
    schema: {
      input: z =>
        z.object({
          team: groupRef(z).optional().describe('Only this team'),
          endpoint: componentRef(z).optional().describe('Only this endpoint'),
          live: z.boolean().default(true),
        }),
      output: z =>
        z.object({
          items: z.array(
            z.object({
              id: z.string(),
              team: z.string(),
              acceleratorClass: z.string(),
              count: z.number(),
              endpoint: z.string(),
              state: z.string(),
              createdBy: z.string(),
              createdAt: z.string(),
              waitsForRequest: z.number().optional(),
            }),
          ),
        }),
    },
    action: async ({ input, credentials }) =>
      await runAs(
        {
          action: 'list-quota-reservations',
          credentials,
          permission: gpuQuotaReservationReadPermission,
        },
        async caller => {
          const items = await reservations.list(caller, input);
          return {
            output: {
              items: items.map(({ request, ...each }) => ({
                ...each,
                waitsForRequest:
                  each.state === 'waiting' ? request?.id : undefined,
              })),
            },
          };
        },
      ),
  });
}
