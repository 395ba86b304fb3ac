import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import {
  gpuQuotaRequestCreatePermission,
  toETag,
} from '@golden-path/plugin-gpu-quota-common';
import type { PendingRequestService } from '../service/PendingRequestService';
import type { RequestService } from '../service/RequestService';
import type { RunAs } from './createRunAs';
import {
  count,
  explained,
  explainedRequest,
  reason,
  requestId,
  until,
  version,
} from './schemas';

const permission = gpuQuotaRequestCreatePermission;

/** Actions with which whoever made a request changes what becomes of it. */
export function registerPendingRequestActions(
  registry: ActionsRegistryService,
  options: {
    runAs: RunAs;
    requests: RequestService;
    pendingRequests: PendingRequestService;
  },
): void {
  const { runAs, requests, pendingRequests } = options;

  registry.register({
    name: 'withdraw-quota-request',
    title: 'Withdraw a GPU quota request',
    description:
      'Withdraws a pending request that the signed-in person made, for good: nobody decides on it any more, and to have the devices after all a new request is needed. Ask the person before calling it. Pass the version from explain-quota-request: if the request has changed since, or is decided, nothing happens.',
    attributes: { readOnly: false, destructive: true, idempotent: false },
    visibilityPermission: permission,
    schema: {
      input: z => z.object({ id: requestId(z), version: version(z) }),
      output: explained,
    },
    action: async ({ input, credentials }) =>
      await runAs(
        { action: 'withdraw-quota-request', credentials, permission },
        async caller =>
          explainedRequest(
            await requests.withdraw(caller, input.id, toETag(input.version)),
          ),
      ),
  });

  registry.register({
    name: 'answer-quota-question',
    title: 'Answer a question about a GPU quota request',
    description:
      'Answers the open question of an approver, which explain-quota-request shows, in the words of the signed-in person, who made the request (or is a member of the team, where a service made it). The request waits for its approvers again, who are told. An answer cannot be changed. Pass the version from explain-quota-request.',
    attributes: { readOnly: false, destructive: false, idempotent: false },
    visibilityPermission: permission,
    schema: {
      input: z =>
        z.object({
          id: requestId(z),
          version: version(z),
          answer: reason(z, { minLength: 1 }).describe('Their own words'),
        }),
      output: explained,
    },
    action: async ({ input, credentials }) =>
      await runAs(
        { action: 'answer-quota-question', credentials, permission },
        async caller =>
          explainedRequest(
            await pendingRequests.answer(
              caller,
              input.id,
              toETag(input.version),
              input.answer,
            ),
          ),
      ),
  });

  registry.register({
    name: 'edit-quota-request',
    title: 'Change a GPU quota request',
    description:
      'Changes how many devices a pending request asks for, why or until when; only the signed-in person’s own request. What approvers have decided on it so far is void, and the portal’s policy is asked anew: it may need other approvers than before, or be granted at once. Pass what is to change only, and the version from explain-quota-request.',
    attributes: { readOnly: false, destructive: true, idempotent: false },
    visibilityPermission: permission,
    schema: {
      input: z =>
        z.object({
          id: requestId(z),
          version: version(z),
          count: count(z).optional().describe('How many devices more'),
          reason: reason(z, { minLength: 1 }).optional(),
          until: until(z)
            .nullable()
            .optional()
            .describe('When the devices go back; null asks for good'),
        }),
      output: explained,
    },
    action: async ({ input: { id, version: seen, ...change }, credentials }) =>
      await runAs(
        { action: 'edit-quota-request', credentials, permission },
        async caller =>
          explainedRequest(
            await pendingRequests.edit(caller, id, toETag(seen), change),
          ),
      ),
  });
}
