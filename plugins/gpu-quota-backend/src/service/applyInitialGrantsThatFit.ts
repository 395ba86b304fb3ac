import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  ConflictError,
  ForwardedError,
  ServiceUnavailableError,
} from '@backstage/errors';
import type { InitialGrant } from '../readGpuQuotaConfig';
import { applyInitialGrants } from './applyInitialGrants';
import type { Organisation } from './Organisation';
import type { ServiceContext } from './ServiceContext';
import { withinCapacity } from './withinCapacity';

/**
 * Gives what config says teams start with. What the capacity of a class does not allow is left for the next start: a
 * portal that runs is worth more than the grant.
 */
export async function applyInitialGrantsThatFit(
  context: Parameters<typeof applyInitialGrants>[0] &
    Pick<ServiceContext, 'directory'>,
  grants: InitialGrant[],
  logger: LoggerService,
): Promise<void> {
  if (grants.length === 0) return;
  const organisation = await organisationIfKnown(context, logger);
  for (const grant of grants) {
    const department = organisation?.departmentOf(grant.team);
    try {
      await withinCapacity(context, grant.acceleratorClass, () =>
        applyInitialGrants(context, [{ ...grant, department }]),
      );
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      logger.warn(
        `${grant.team} does not get its initial grant of ${grant.count}: ${error.message}`,
      );
    }
  }
}

/** The catalog may start after us; departments are followed up every minute. */
async function organisationIfKnown(
  context: Pick<ServiceContext, 'directory'>,
  logger: LoggerService,
): Promise<Organisation | undefined> {
  try {
    return (await context.directory.get()).organisation;
  } catch (error) {
    if (!(error instanceof ServiceUnavailableError)) throw error;
    logger.info(
      'The catalog does not say yet which department a team is in; caps of departments are not asked for initial grants',
      new ForwardedError('Reading the organisation failed', error),
    );
    return undefined;
  }
}
