import { toastApiRef, useApi } from '@backstage/frontend-plugin-api';
import type {
  NewDecision,
  QuotaRequest,
  QuotaRequestDetail,
} from '@golden-path/plugin-gpu-quota-common';
import { useMutation } from '@tanstack/react-query';
import { gpuQuotaApiRef } from '../../api/gpuQuotaApiRef';
import { queryClient } from '../../api/queryClient';
import { stageOwner } from '../../format/words';

export type Act =
  | { type: 'decide'; decision: NewDecision }
  | { type: 'withdraw' };

const TOAST_MS = 6_000;

function outcomeOf(request: QuotaRequest): string {
  const name = `Request ${request.id}`;
  switch (request.state) {
    case 'approved':
      return `${name} is approved`;
    case 'partially-approved':
      return `${name} is approved for ${request.grantedCount ?? 'some'} of ${
        request.count
      }`;
    case 'pending':
      return request.waitingOn
        ? `${name} is approved by you and now with ${
            stageOwner[request.waitingOn]
          }`
        : `${name} is approved by you`;
    default:
      return `${name} is ${request.state}`;
  }
}

/** Decides on a request or takes it back, as the version that was seen, and says what came of it. */
export function useAct(seen: QuotaRequestDetail, onDone: () => Promise<void>) {
  const api = useApi(gpuQuotaApiRef);
  const toast = useApi(toastApiRef);
  return useMutation(
    {
      mutationFn: (act: Act) =>
        act.type === 'withdraw'
          ? api.withdrawRequest(seen)
          : api.decide(seen, act.decision),
      onSuccess: async request => {
        toast.post({
          title: outcomeOf(request),
          // The toast's green is too faint to read (stock colours).
          status: 'neutral',
          timeout: TOAST_MS,
        });
        await onDone();
      },
    },
    queryClient,
  );
}
