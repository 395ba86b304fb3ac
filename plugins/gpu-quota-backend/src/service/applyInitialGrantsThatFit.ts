import type { LoggerService } from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import type { InitialGrant } from '../readGpuQuotaConfig';
import { applyInitialGrants } from './applyInitialGrants';
import { withinCapacity } from './withinCapacity';

/**
 * Gives what config says teams start with. What the capacity of a class does not allow is left for the next start: a
 * portal that runs is worth more than the grant.
 */
export async function applyInitialGrantsThatFit(
  context: Parameters<typeof applyInitialGrants>[0],
  grants: InitialGrant[],
  logger: LoggerService,
): Promise<void> {
  for (const grant of grants) {
    try {
      await withinCapacity(context, grant.acceleratorClass, () =>
        applyInitialGrants(context, [grant]),
      );
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      logger.warn(
        `${grant.team} does not get its initial grant of ${grant.count}: ${error.message}`,
      );
    }
  }
}
