import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  catalogApiRef,
  defaultEntityPresentation,
} from '@backstage/plugin-catalog-react';
import { useQuery } from '@tanstack/react-query';
import { queryClient } from './queryClient';

/** The groups of the catalog that can hold quota, by title. */
export function useOwners() {
  const catalog = useApi(catalogApiRef);
  return useQuery(
    {
      queryKey: ['owners'],
      queryFn: async () => {
        const { items } = await catalog.getEntities({
          filter: { kind: 'Group' },
          fields: ['kind', 'metadata', 'spec.profile'],
        });
        return items
          .map(entity => ({
            value: stringifyEntityRef(entity),
            label: defaultEntityPresentation(entity).primaryTitle,
          }))
          .sort((a, b) => a.label.localeCompare(b.label));
      },
    },
    queryClient,
  );
}
