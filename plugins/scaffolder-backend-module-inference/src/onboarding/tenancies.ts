import type {
  BackstageCredentials,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  ONBOARDING_TEMPLATE,
  catalogInfoUrlOf,
  tenancyOf,
  tenancyRefOf,
  type GpuTenancy,
} from '@golden-path/plugin-inference-common';
import type { OwningTeam } from '../plan/readCatalog';

type Access = { catalog: CatalogService; credentials: BackstageCredentials };

/** What the catalog has in the place of a team's tenancy. */
export type TenancyPlace =
  | { state: 'free' }
  /** `from`: where the catalog reads it. */
  | { state: 'onboarded'; tenancy: GpuTenancy; from?: string }
  | { state: 'taken'; entityRef: string; owner: string; from?: string };

/** Looks for the GPU tenancy of a team where it has to be; one in another place does not count. */
export async function findTenancy(
  options: Access & { team: string },
): Promise<TenancyPlace> {
  const entity = await options.catalog.getEntityByRef(
    tenancyRefOf(options.team),
    { credentials: options.credentials },
  );
  if (!entity) {
    return { state: 'free' };
  }
  const url = catalogInfoUrlOf(entity);
  const from = url === undefined ? {} : { from: url };
  const tenancy = tenancyOf(entity, options.team);
  return tenancy
    ? { state: 'onboarded', tenancy, ...from }
    : {
        state: 'taken',
        entityRef: stringifyEntityRef(entity),
        owner: String(entity.spec?.owner ?? 'nobody'),
        ...from,
      };
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
  const place = await findTenancy({ ...options, team: team.ref });
  if (place.state !== 'onboarded') {
    const { namespace, templateName, title } = ONBOARDING_TEMPLATE;
    const portal = config.getString('app.baseUrl').replace(/\/+$/, '');
    throw new InputError(
      `${team.title} is not set up for GPUs yet: it has no namespace, no quota and no cost centre. Start the template '${title}' for it first (${portal}/create/templates/${namespace}/${templateName}), then create the endpoint.`,
    );
  }
  const { tenancy } = place;
  return {
    ...(tenancy.pagerDutyServiceId && {
      pagerDutyServiceId: tenancy.pagerDutyServiceId,
    }),
    ...team,
  };
}
