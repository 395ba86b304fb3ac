import { toastApiRef, useApi } from '@backstage/frontend-plugin-api';
import type {
  GpuQuotaClient,
  NewDecision,
  QuotaRequest,
  QuotaRequestDetail,
  RequestChange,
} from '@golden-path/plugin-gpu-quota-common';
import { useMutation } from '@tanstack/react-query';
import { gpuQuotaApiRef } from '../../api/gpuQuotaApiRef';
import { queryClient } from '../../api/queryClient';
import { stageOwner } from '../../format/words';

export type Act =
  | { type: 'decide'; decision: NewDecision }
  | { type: 'withdraw' }
  | { type: 'ask'; question: string }
  | { type: 'answer'; answer: string }
  | { type: 'edit'; change: RequestChange };

const TOAST_MS = 6_000;

function outcomeOf(act: Act, request: QuotaRequest): string {
  const name = `Request ${request.id}`;
  switch (act.type) {
    case 'ask':
      return `The question on request ${request.id} was sent`;
    case 'answer':
      return `The answer on request ${request.id} was sent`;
    case 'edit':
      return `${name} was changed`;
    default:
      return stateOf(name, request);
  }
}

function stateOf(name: string, request: QuotaRequest): string {
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

function send(
  api: GpuQuotaClient,
  seen: QuotaRequestDetail,
  act: Act,
): Promise<QuotaRequest> {
  switch (act.type) {
    case 'withdraw':
      return api.withdrawRequest(seen);
    case 'ask':
      return api.askForInformation(seen, act.question);
    case 'answer':
      return api.answerQuestion(seen, act.answer);
    case 'edit':
      return api.editRequest(seen, act.change);
    default:
      return api.decide(seen, act.decision);
  }
}

/** Does something about a request, as the version that was seen, and says what came of it. */
export function useAct(seen: QuotaRequestDetail, onDone: () => Promise<void>) {
  const api = useApi(gpuQuotaApiRef);
  const toast = useApi(toastApiRef);
  return useMutation(
    {
      mutationFn: (act: Act) => send(api, seen, act),
      onSuccess: async (request, act) => {
        toast.post({
          title: outcomeOf(act, request),
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
