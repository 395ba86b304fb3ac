import { useApi } from '@backstage/frontend-plugin-api';
import type { QuotaRequestDetail } from '@golden-path/plugin-gpu-quota-common';
import { useMutation } from '@tanstack/react-query';
import { gpuQuotaApiRef } from '../../api/gpuQuotaApiRef';
import { queryClient } from '../../api/queryClient';
import { requestQuery } from '../../api/quotaQueries';

export type Reload = {
  run: () => Promise<void>;
  isPending: boolean;
  error: Error | null;
};

/** Reads a request again and accepts what comes as the version that is now being looked at. */
export function useReload(
  id: number,
  accept: (request: QuotaRequestDetail) => void,
): Reload {
  const api = useApi(gpuQuotaApiRef);
  const mutation = useMutation(
    {
      mutationFn: () =>
        queryClient.fetchQuery({ ...requestQuery(api, id), staleTime: 0 }),
      onSuccess: accept,
    },
    queryClient,
  );
  return {
    // The failure is shown where `error` is read.
    run: () =>
      mutation.mutateAsync().then(
        () => undefined,
        () => undefined,
      ),
    isPending: mutation.isPending,
    error: mutation.error,
  };
}
