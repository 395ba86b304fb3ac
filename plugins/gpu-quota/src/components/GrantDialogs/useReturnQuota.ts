import { toastApiRef, useApi } from '@backstage/frontend-plugin-api';
import type { NewReturn } from '@golden-path/plugin-gpu-quota-common';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { gpuQuotaApiRef } from '../../api/gpuQuotaApiRef';
import { queryClient } from '../../api/queryClient';
import { devices } from '../../format/words';

const TOAST_MS = 6_000;

/** Random enough never to be used twice; works without HTTPS too. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), part =>
    part.toString(36),
  ).join('-');
}

/**
 * Gives quota back, once: pressing again after an answer got lost gives nothing more back, since the same return is
 * sent under the same key.
 */
export function useReturnQuota(onDone: () => void) {
  const api = useApi(gpuQuotaApiRef);
  const toast = useApi(toastApiRef);
  const [base] = useState(newKey);
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
