import { DEFAULT_NAMESPACE, parseEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import {
  INFERENCE_ENDPOINT_TYPE,
  type ListEndpointsQuery,
} from '@golden-path/plugin-inference-common';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { inferenceApiRef } from '../api/inferenceApi';
import { queryClient } from '../data/queryClient';

/** One page of the fleet; the page before stays on screen until the next one is here. */
export function useFleet(
  query: ListEndpointsQuery,
  options: { refreshSeconds: number },
) {
  const api = useApi(inferenceApiRef);
  return useQuery(
    {
      queryKey: ['inference', 'fleet', query],
      queryFn: ({ signal }) => api.listEndpoints(query, { signal }),
      placeholderData: keepPreviousData,
      refetchInterval: options.refreshSeconds * 1000,
    },
    queryClient,
  );
}

const OWNER_FACET = 'relations.ownedBy';
const CLASS_FACET = 'metadata.annotations.goldenpath.dev/accelerator-class';
const FACETS_STALE_MILLISECONDS = 60_000;

/** The owners and classes that endpoints in the catalog have, for the filters. */
export function useFleetFacets() {
  const catalogApi = useApi(catalogApiRef);
  return useQuery(
    {
      queryKey: ['inference', 'fleet-facets'],
      queryFn: async () => {
        const { facets } = await catalogApi.getEntityFacets({
          filter: { kind: 'Component', 'spec.type': INFERENCE_ENDPOINT_TYPE },
          facets: [OWNER_FACET, CLASS_FACET],
        });
        const values = (facet: string) =>
          (facets[facet] ?? []).map(({ value }) => value);
        // An endpoint may name its class by a full reference; the filter takes the name.
        const classNames = values(CLASS_FACET).map(
          value =>
            parseEntityRef(value, {
              defaultKind: 'resource',
              defaultNamespace: DEFAULT_NAMESPACE,
            }).name,
        );
        return {
          owners: values(OWNER_FACET).sort(),
          classes: [...new Set(classNames)].sort(),
        };
      },
      staleTime: FACETS_STALE_MILLISECONDS,
    },
    queryClient,
  );
}
