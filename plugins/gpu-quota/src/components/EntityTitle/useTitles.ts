import { useApiHolder } from '@backstage/frontend-plugin-api';
import {
  defaultEntityPresentation,
  entityPresentationApiRef,
} from '@backstage/plugin-catalog-react';
import { useQueries } from '@tanstack/react-query';
import { queryClient } from '../../api/queryClient';

/** The catalog's titles of several entities, in order; names until those are known. */
export function useTitles(entityRefs: string[]): string[] {
  const presentations = useApiHolder().get(entityPresentationApiRef);
  return useQueries(
    {
      queries: entityRefs.map(ref => ({
        queryKey: ['title', ref],
        queryFn: async () => {
          const presentation = await presentations?.forEntity(ref).promise;
          return (presentation ?? defaultEntityPresentation(ref)).primaryTitle;
        },
        placeholderData: defaultEntityPresentation(ref).primaryTitle,
      })),
      combine: results =>
        results.map((result, index) => result.data ?? entityRefs[index] ?? ''),
    },
    queryClient,
  );
}
