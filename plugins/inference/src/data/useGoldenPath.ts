import { useApi } from '@backstage/frontend-plugin-api';
import { DEFAULT_NAMESPACE } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import type { GoldenPath } from '@golden-path/plugin-inference-common';
import { useQuery } from '@tanstack/react-query';
import { inferenceApiRef } from '../api/inferenceApi';
import { describeError, type ErrorDescription } from './describeError';
import { queryClient } from './queryClient';

/** The backend reads a repository this often. */
const REFRESH_MILLISECONDS = 60_000;

/** What the card can show: nothing yet, nothing at all, or what was read. */
export type GoldenPathView =
  | { state: 'loading' }
  | { state: 'failed'; error: ErrorDescription; retry: () => void }
  | { state: 'ready'; path: GoldenPath };

/** The endpoint of the surrounding entity page, beside the golden path. */
export function useGoldenPath(): GoldenPathView {
  const api = useApi(inferenceApiRef);
  const { entity } = useEntity();
  const namespace = entity.metadata.namespace ?? DEFAULT_NAMESPACE;
  const { name } = entity.metadata;
  const result = useQuery<GoldenPath>(
    {
      queryKey: ['inference', 'golden-path', namespace, name],
      queryFn: ({ signal }) =>
        api.getGoldenPath({ namespace, name }, { signal }),
      refetchInterval: REFRESH_MILLISECONDS,
      staleTime: REFRESH_MILLISECONDS / 2,
    },
    queryClient,
  );
  if (result.data) {
    return { state: 'ready', path: result.data };
  }
  if (result.error) {
    return {
      state: 'failed',
      error: describeError(result.error),
      retry: () => {
        result.refetch();
      },
    };
  }
  return { state: 'loading' };
}
