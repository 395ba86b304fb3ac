import { useApi } from '@backstage/frontend-plugin-api';
import type { QuotaRequest } from '@golden-path/plugin-gpu-quota-common';
import { useInfiniteQuery } from '@tanstack/react-query';
import { gpuQuotaApiRef } from './gpuQuotaApiRef';
import { queryClient } from './queryClient';
import { requestsKey } from './quotaQueries';
import { useLiveRefresh } from './useLiveQuery';

export type RequestsFilter = { team: string } | { awaiting: 'me' };

const PAGE_SIZE = 20;

/** Pages of requests, kept fresh; `showMore` is there while the server has another page. */
export function useRequests(filter: RequestsFilter) {
  const api = useApi(gpuQuotaApiRef);
  const queryKey = [requestsKey, filter];
  const refetchInterval = useLiveRefresh(queryKey);
  const query = useInfiniteQuery(
    {
      queryKey,
      queryFn: ({ pageParam }) =>
        api.listRequests({
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
  const data: { items: QuotaRequest[]; totalItems: number } | undefined =
    query.data && {
      items: query.data.pages.flatMap(page => page.items),
      totalItems: query.data.pages.at(-1)?.totalItems ?? 0,
    };
  return {
    data,
    error: query.error,
    dataUpdatedAt: query.dataUpdatedAt,
    isFetching: query.isFetching,
    refetch: query.refetch,
    showMore: query.hasNextPage ? () => query.fetchNextPage() : undefined,
    isLoadingMore: query.isFetchingNextPage,
  };
}
