import type { RootConfigService } from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { quotaClientFor, type QuotaAccess } from './quotaClient';
import { examples } from './reserveQuota.examples';

/** What {@link createReserveQuotaAction} needs. @public */
export type ReserveQuotaActionOptions = QuotaAccess & {
  config: RootConfigService;
};

/**
 * Creates `gpu-quota:reserve`: takes devices out of a team's quota for an endpoint, or files a request when there is no
 * headroom; the endpoint then waits, and nothing is lost.
 *
 * @remarks
 * Acts as whoever started the task. The task's id is the idempotency key, so running a task again reserves once.
 *
 * @public
 */
export function createReserveQuotaAction(options: ReserveQuotaActionOptions) {
  return createTemplateAction({
    id: 'gpu-quota:reserve',
    description:
      "Takes accelerators out of a team's quota for an endpoint, or files a request for them",
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        owner: z => z.string({ description: 'Entity ref of the team' }),
        acceleratorClass: z =>
          z.string({ description: 'Name of the accelerator class' }),
        devices: z =>
          z
            .number({ description: 'How many, at the maximum of replicas' })
            .int(),
        endpointRef: z =>
          z.string({ description: 'Entity ref of the endpoint' }),
        interruptible: z =>
          z
            .boolean({
              description:
                'May run on devices that other teams of the department leave idle, until their owner needs them',
            })
            .optional(),
        reason: z =>
          z
            .string({
              description: 'Goes into the request, when one is filed',
            })
            .optional(),
        sizing: z =>
          z
            .object(
              {
                verdict: z.enum([
                  'fits',
                  'oversized',
                  'too-small',
                  'not-modelled',
                ]),
                sentence: z.string(),
              },
              { description: 'Verdict of the plan, evidence for approvers' },
            )
            .optional(),
      },
      output: {
        reservationId: z => z.string(),
        state: z =>
          z.enum(['waiting', 'held', 'active'], {
            description: 'waiting: a request has been filed',
          }),
        requestId: z => z.number().optional(),
        requestUrl: z => z.string().optional(),
      },
    },
    async handler(ctx) {
      const { input, logger } = ctx;
      if (ctx.isDryRun) {
        ctx.output('reservationId', '00000000-0000-0000-0000-000000000000');
        ctx.output('state', 'held');
        return;
      }
      const reservation = await ctx.checkpoint({
        key: `gpu-quota.reserve.${input.endpointRef}`,
        fn: async () => {
          const client = await quotaClientFor(
            options,
            await ctx.getInitiatorCredentials(),
          );
          const answer = await client.reserve(
            {
              team: input.owner,
              acceleratorClass: input.acceleratorClass,
              count: input.devices,
              endpoint: input.endpointRef,
              ...(input.interruptible && { interruptible: true }),
              ...(input.reason && { reason: input.reason.slice(0, 2000) }),
              ...(input.sizing && {
                sizing: {
                  verdict: input.sizing.verdict,
                  sentence: input.sizing.sentence.slice(0, 1000),
                },
              }),
            },
            { idempotencyKey: ctx.task.id, signal: ctx.signal },
          );
          return {
            id: answer.id,
            state: answer.state,
            requestId: answer.request?.id ?? null,
          };
        },
      });
      if (reservation.state === 'released' || reservation.state === 'expired') {
        throw new ConflictError(
          `The devices this task had reserved have been given back (${reservation.state}); start the template again.`,
        );
      }
      ctx.output('reservationId', reservation.id);
      ctx.output('state', reservation.state);
      if (reservation.state !== 'waiting') {
        logger.info(
          `${input.devices} of ${input.acceleratorClass} are ${reservation.state} for ${input.endpointRef}`,
        );
      }
      if (reservation.requestId !== null) {
        const requestUrl = `${options.config
          .getString('app.baseUrl')
          .replace(/\/+$/, '')}/gpu-quota/requests/${reservation.requestId}`;
        ctx.output('requestId', reservation.requestId);
        ctx.output('requestUrl', requestUrl);
        logger.info(
          `There is no headroom: request ${reservation.requestId} has been filed (${requestUrl}). The endpoint is created all the same and its pods wait.`,
        );
      }
    },
  });
}
