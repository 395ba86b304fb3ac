import { useApi } from '@backstage/frontend-plugin-api';
import { DEFAULT_NAMESPACE } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { useQuery } from '@tanstack/react-query';
import type { EndpointOverview } from '../api/types';
import { inferenceApiRef } from '../api/inferenceApi';
import { describeError, type ErrorDescription } from './describeError';
import { queryClient } from './queryClient';
import { rangeStore } from './range';
import { useStore } from './store';

/** Until the first answer says how often the figures change. */
const DEFAULT_REFRESH_SECONDS = 15;

/** What a card can show: nothing yet, nothing at all, or figures that may be older than they should be. */
export type EndpointView =
  | { state: 'loading' }
  | { state: 'failed'; error: ErrorDescription; retry: () => void }
  | {
      state: 'ready';
      overview: EndpointOverview;
      /** When the backend last answered, in milliseconds. */
      updatedAt: number;
      /** The latest refresh failed; the figures are the last known ones. */
      refreshError?: ErrorDescription;
      retry: () => void;
    };

/**
 * The endpoint of the surrounding entity page. All cards share one request: same key, same cache, same range.
 */
export function useEndpoint(): EndpointView {
  const api = useApi(inferenceApiRef);
  const { entity } = useEntity();
  const range = useStore(rangeStore);
  const namespace = entity.metadata.namespace ?? DEFAULT_NAMESPACE;
  const name = entity.metadata.name;
  const result = useQuery<EndpointOverview>(
    {
      queryKey: ['inference', 'endpoint', namespace, name, range],
      queryFn: ({ signal }) =>
        api.getEndpoint({ namespace, name }, { range }, { signal }),
      // Another range of the same endpoint keeps the old figures on screen; another endpoint must not.
      placeholderData: previous =>
        previous?.namespace === namespace && previous.name === name
          ? previous
          : undefined,
      refetchInterval: query =>
        (query.state.data?.refreshSeconds ?? DEFAULT_REFRESH_SECONDS) * 1000,
      staleTime: query =>
        (query.state.data?.refreshSeconds ?? DEFAULT_REFRESH_SECONDS) * 500,
    },
    queryClient,
  );
  const retry = () => {
    result.refetch();
  };
  if (result.data) {
    return {
      state: 'ready',
      overview: result.data,
      updatedAt: result.dataUpdatedAt,
      refreshError: result.error ? describeError(result.error) : undefined,
      retry,
    };
  }
  if (result.error) {
    return { state: 'failed', error: describeError(result.error), retry };
  }
  return { state: 'loading' };
}
