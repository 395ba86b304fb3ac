import { configApiRef, useApiHolder } from '@backstage/core-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { tenancyOf, tenancyRefOf } from '@golden-path/plugin-inference-common';
import { useQuery } from '@tanstack/react-query';
import { queryClient } from '../data/queryClient';

/**
 * The team in the form that cannot create an endpoint before it is onboarded; undefined where there is none, where the
 * portal does not ask for it, or where that is not known.
 */
export function useTeamToOnboard(team: string | undefined): string | undefined {
  const apis = useApiHolder();
  const catalogApi = apis.get(catalogApiRef);
  const required =
    apis.get(configApiRef)?.getOptionalBoolean('inference.requireTenancy') ??
    false;
  const { data } = useQuery(
    {
      queryKey: ['inference', 'tenancy', team],
      enabled: required && team !== undefined && catalogApi !== undefined,
      queryFn: async () => {
        const ref = team ?? '';
        const entity = await catalogApi?.getEntityByRef(tenancyRefOf(ref));
        return { isTenant: tenancyOf(entity, ref) !== undefined };
      },
    },
    queryClient,
  );
  return data?.isTenant === false ? team : undefined;
}
