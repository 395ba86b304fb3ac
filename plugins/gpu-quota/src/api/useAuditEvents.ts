import { useApi } from '@backstage/frontend-plugin-api';
import { useInfiniteQuery } from '@tanstack/react-query';
import { gpuQuotaApiRef } from './gpuQuotaApiRef';
import { queryClient } from './queryClient';
import { useLiveRefresh } from './useLiveQuery';

export type AuditFilter = { team?: string; subject?: string; action?: string };

const PAGE_SIZE = 20;

/** Pages of what happened, newest first, kept fresh. */
export function useAuditEvents(filter: AuditFilter) {
  const api = useApi(gpuQuotaApiRef);
  const queryKey = ['audit', filter];
  const refetchInterval = useLiveRefresh(queryKey);
  const query = useInfiniteQuery(
    {
      queryKey,
      queryFn: ({ pageParam }) =>
        api.listAuditEvents({
          ...filter,
          limit: PAGE_SIZE,
          ...(pageParam && { cursor: pageParam }),
        }),
      initialPageParam: '',
      getNextPageParam: page => page.nextCursor,
      refetchInterval,
    },
    queryClient,
  );
  return {
    data: query.data?.pages.flatMap(page => page.items),
    error: query.error,
    dataUpdatedAt: query.dataUpdatedAt,
    isFetching: query.isFetching,
    refetch: query.refetch,
    showMore: query.hasNextPage ? () => query.fetchNextPage() : undefined,
    isLoadingMore: query.isFetchingNextPage,
  };
}
