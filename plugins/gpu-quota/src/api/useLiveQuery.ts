import { useSignal } from '@backstage/plugin-signals-react';
import {
  GPU_QUOTA_SIGNAL_CHANNEL,
  type GpuQuotaSignal,
} from '@golden-path/plugin-gpu-quota-common';
import {
  useQuery,
  type QueryKey,
  type UseQueryResult,
} from '@tanstack/react-query';
import { useEffect } from 'react';
import { queryClient } from './queryClient';

const POLL_ALONE_MS = 30_000;
const POLL_BESIDE_SIGNALS_MS = 120_000;

export type LiveQuery<T> = {
  queryKey: QueryKey;
  queryFn: () => Promise<T>;
};

/** Reads a query again, and once more where it was being read already: that answer may be from before. */
async function refresh(queryKey: QueryKey): Promise<void> {
  const isUnderWay = queryClient.isFetching({ queryKey }) > 0;
  // Joins what is under way rather than starting over: with news all the time, nothing would ever come to an end.
  const read = () =>
    queryClient.invalidateQueries({ queryKey }, { cancelRefetch: false });
  await read();
  if (isUnderWay) await read();
}

/**
 * How often to poll: seldom when signals bring news, since a poll then only covers a lost connection. Reads the query
 * again at each signal on the plugin's channel.
 */
export function useLiveRefresh(queryKey: QueryKey): number {
  const { lastSignal, isSignalsAvailable } = useSignal<GpuQuotaSignal>(
    GPU_QUOTA_SIGNAL_CHANNEL,
  );
  const key = JSON.stringify(queryKey);
  useEffect(() => {
    if (lastSignal) refresh(JSON.parse(key));
  }, [lastSignal, key]);
  return isSignalsAvailable ? POLL_BESIDE_SIGNALS_MS : POLL_ALONE_MS;
}

/** A query that keeps itself fresh while it is on screen. */
export function useLiveQuery<T>(options: LiveQuery<T>): UseQueryResult<T> {
  const refetchInterval = useLiveRefresh(options.queryKey);
  return useQuery({ ...options, refetchInterval }, queryClient);
}
