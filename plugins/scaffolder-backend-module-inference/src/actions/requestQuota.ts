import type { RootConfigService } from '@backstage/backend-plugin-api';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { quotaClientFor, type QuotaAccess } from './quotaClient';
import { examples } from './requestQuota.examples';

/** What {@link createRequestQuotaAction} needs. @public */
export type RequestQuotaActionOptions = QuotaAccess & {
  config: RootConfigService;
};

/**
 * Creates `gpu-quota:request`: asks for quota for a team, one request for each accelerator class.
 *
 * @remarks
 * Acts as whoever started the task, who therefore does not decide on it. The task's id and the class are the idempotency
 * key, so running a task again asks once.
 *
 * @public
 */
export function createRequestQuotaAction(options: RequestQuotaActionOptions) {
  return createTemplateAction({
    id: 'gpu-quota:request',
    description:
      'Asks for quota for a team, one request for each accelerator class',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        team: z => z.string({ description: 'Entity ref of the team' }),
        devices: z =>
          z
            .array(
              z.object({
                acceleratorClass: z.string({
                  description: 'Name of the accelerator class',
                }),
                count: z.number({ description: 'How many' }).int(),
              }),
              { description: 'What to ask for' },
            )
            .min(1),
        reason: z =>
          z.string({ description: 'What for; approvers read it' }).max(2000),
      },
      output: {
        requestIds: z => z.array(z.number()),
        requestUrl: z =>
          z.string({
            description:
              "The request, or the team's quota where there are several",
          }),
        summary: z =>
          z.string({ description: 'Markdown: each request, with its state' }),
      },
    },
    async handler(ctx) {
      const { input, logger } = ctx;
      const portal = options.config
        .getString('app.baseUrl')
        .replace(/\/+$/, '');
      if (ctx.isDryRun) {
        ctx.output('requestIds', []);
        ctx.output('requestUrl', `${portal}/gpu-quota`);
        ctx.output('summary', '');
        return;
      }
      const client = await quotaClientFor(
        options,
        await ctx.getInitiatorCredentials(),
      );
      const filed: { id: number; line: string; url: string }[] = [];
      for (const { acceleratorClass, count } of input.devices) {
        const request = await ctx.checkpoint({
          key: `gpu-quota.request.${input.team}.${acceleratorClass}`,
          fn: async () => {
            const answer = await client.createRequest(
              {
                team: input.team,
                acceleratorClass,
                count,
                reason: input.reason,
              },
              {
                idempotencyKey: `${ctx.task.id}.${acceleratorClass}`,
                signal: ctx.signal,
              },
            );
            return {
              id: answer.id,
              state: answer.state,
              waitingOn: answer.waitingOn ?? null,
            };
          },
        });
        const url = `${portal}/gpu-quota/requests/${request.id}`;
        const waits = request.waitingOn
          ? `waits for the ${
              request.waitingOn === 'lead' ? "team's leads" : 'platform team'
            }`
          : request.state;
        logger.info(
          `Request ${request.id} for ${count} of ${acceleratorClass} ${waits} (${url})`,
        );
        filed.push({
          id: request.id,
          url,
          line: `- [Request ${request.id}](${url}): ${count} × ${acceleratorClass}, ${waits}`,
        });
      }
      ctx.output(
        'requestIds',
        filed.map(({ id }) => id),
      );
      ctx.output(
        'requestUrl',
        filed.length === 1 ? filed[0].url : `${portal}/gpu-quota`,
      );
      ctx.output('summary', filed.map(({ line }) => line).join('\n'));
    },
  });
}
