import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { quotaClientFor, type QuotaAccess } from './quotaClient';
import { examples } from './releaseQuota.examples';

/**
 * Creates `gpu-quota:release`: gives the devices of a reservation back. Meant for `if: ${{ failure() }}`, so that a task
 * that fails holds nothing.
 *
 * @public
 */
export function createReleaseQuotaAction(options: QuotaAccess) {
  return createTemplateAction({
    id: 'gpu-quota:release',
    description: "Gives a reservation's accelerators back to the team's quota",
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        reservationId: z => z.string({ description: 'Id of the reservation' }),
      },
      output: { state: z => z.string() },
    },
    async handler(ctx) {
      if (ctx.isDryRun) {
        ctx.output('state', 'released');
        return;
      }
      const client = await quotaClientFor(
        options,
        await ctx.getInitiatorCredentials(),
      );
      const { state } = await client.releaseReservation(
        ctx.input.reservationId,
        { signal: ctx.signal },
      );
      ctx.output('state', state);
      ctx.logger.info(
        `The reserved accelerators have been given back (${state})`,
      );
    },
  });
}
