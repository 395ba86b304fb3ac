import type {
  BackstageCredentials,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  ONBOARDING_TEMPLATE,
  parseGpuTenancy,
  tenancyFilter,
  type GpuTenancy,
} from '@golden-path/plugin-inference-common';
import type { OwningTeam } from '../plan/readCatalog';

type Access = { catalog: CatalogService; credentials: BackstageCredentials };

/** The GPU tenancy of a team, or undefined where it was not onboarded. */
export async function findTenancy(
  options: Access & { team: string },
): Promise<GpuTenancy | undefined> {
  const { items } = await options.catalog.getEntities(
    { filter: tenancyFilter(options.team) },
    { credentials: options.credentials },
  );
  return items
    .map(parseGpuTenancy)
    .flatMap(parsed => (parsed.ok ? [parsed.value] : []))[0];
}

/**
 * Lets a team through that was onboarded, or any where the portal does not ask for it (`inference.requireTenancy`).
 *
 * @returns the team, with the on-call target of its tenancy where its Group names none
 * @throws InputError that names the template when the team was not onboarded
 */
export async function requireTenancy(
  options: Access & { config: RootConfigService; team: OwningTeam },
): Promise<OwningTeam> {
  const { config, team } = options;
  if (!config.getOptionalBoolean('inference.requireTenancy')) {
    return team;
  }
  const tenancy = await findTenancy({ ...options, team: team.ref });
  if (!tenancy) {
    const { namespace, templateName, title } = ONBOARDING_TEMPLATE;
    const portal = config.getString('app.baseUrl').replace(/\/+$/, '');
    throw new InputError(
      `${team.title} is not set up for GPUs yet: it has no namespace, no quota and no cost centre. Start the template '${title}' for it first (${portal}/create/templates/${namespace}/${templateName}), then create the endpoint.`,
    );
  }
  return {
    ...(tenancy.pagerDutyServiceId && {
      pagerDutyServiceId: tenancy.pagerDutyServiceId,
    }),
    ...team,
  };
}
