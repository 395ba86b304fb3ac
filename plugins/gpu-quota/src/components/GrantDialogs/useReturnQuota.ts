import { toastApiRef, useApi } from '@backstage/frontend-plugin-api';
import type { NewReturn } from '@golden-path/plugin-gpu-quota-common';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { gpuQuotaApiRef } from '../../api/gpuQuotaApiRef';
import { newIdempotencyKey } from '../../api/newIdempotencyKey';
import { queryClient } from '../../api/queryClient';
import { devices } from '../../format/words';

const TOAST_MS = 6_000;

/**
 * Gives quota back, once: pressing again after an answer got lost gives nothing more back, since the same return is
 * sent under the same key.
 */
export function useReturnQuota(onDone: () => void) {
  const api = useApi(gpuQuotaApiRef);
  const toast = useApi(toastApiRef);
  const [base] = useState(newIdempotencyKey);
  return useMutation(
    {
      mutationFn: (body: NewReturn) =>
        api.returnQuota(body, {
          idempotencyKey: `${base}:${body.count}:${
            body.belowReserved === true
          }`,
        }),
      onSuccess: async (quota, body) => {
        toast.post({
          title: `${devices(body.count)} returned; the team holds ${
            quota.granted
          } now`,
          // The toast's green is too faint to read (stock colours).
          status: 'neutral',
          timeout: TOAST_MS,
        });
        onDone();
        await queryClient.invalidateQueries();
      },
    },
    queryClient,
  );
}
