import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import {
  gpuQuotaRequestCreatePermission,
  gpuQuotaRequestDecidePermission,
  toETag,
} from '@golden-path/plugin-gpu-quota-common';
import type { RequestService } from '../service/RequestService';
import type { RunAs } from './createRunAs';
import {
  className,
  componentRef,
  count,
  explained,
  explainedRequest,
  groupRef,
  reason,
  requestId,
  until,
  version,
} from './schemas';

/** Actions that ask and decide. */
export function registerWriteActions(
  registry: ActionsRegistryService,
  options: { runAs: RunAs; requests: RequestService },
): void {
  const { runAs, requests } = options;

  registry.register({
    name: 'file-quota-request',
    title: 'Ask for GPU quota',
    description:
      'Files a request for more devices of an accelerator class for a team the signed-in person is a member of. The portal’s policy says what becomes of it: as a rule the team’s approvers are notified and decide, and it can be withdrawn until they have; but a rule may grant it at once, and the answer then says that it is approved. Set until where the devices are needed for a while only: they go back by themselves. Give a reason that a team lead can judge: what it serves, how much traffic. Calling it twice files two requests. Answers the request and who decides it, or that it is granted.',
    attributes: { readOnly: false, destructive: false, idempotent: false },
    visibilityPermission: gpuQuotaRequestCreatePermission,
    schema: {
      input: z =>
        z.object({
          team: groupRef(z).describe('The team that is to hold the devices'),
          acceleratorClass: className(z),
          count: count(z).describe('How many devices more'),
          reason: reason(z, { minLength: 1 }).describe('What they are for'),
          endpoint: componentRef(z)
            .optional()
            .describe('The endpoint that needs them'),
          until: until(z)
            .optional()
            .describe('When the devices go back; for good when left out'),
        }),
      output: explained,
    },
    action: async ({ input, credentials }) =>
      await runAs(
        {
          action: 'file-quota-request',
          credentials,
          permission: gpuQuotaRequestCreatePermission,
        },
        async caller => explainedRequest(await requests.create(caller, input)),
      ),
  });

  registry.register({
    name: 'decide-quota-request',
    title: 'Decide on a GPU quota request',
    description:
      'Approves a request in full, approves fewer devices, or denies it, as the signed-in person and only if that person is an approver of the stage it waits on and did not make it. A decision is final. Ask the person before calling it, and pass their own words as the reason, which is required unless approving in full. Pass the version from explain-quota-request: if the request has changed since, nothing is decided.',
    attributes: { readOnly: false, destructive: true, idempotent: false },
    schema: {
      input: z =>
        z.object({
          id: requestId(z),
          version: version(z),
          outcome: z.enum(['approve', 'deny']),
          grantedCount: count(z)
            .optional()
            .describe('Fewer than asked; all when left out'),
          reason: reason(z, { minLength: 0 }).optional(),
        }),
      output: explained,
    },
    action: async ({
      input: { id, version: seen, ...decision },
      credentials,
    }) =>
      await runAs(
        {
          action: 'decide-quota-request',
          credentials,
          permission: gpuQuotaRequestDecidePermission,
        },
        async caller =>
          explainedRequest(
            await requests.decide(caller, id, toETag(seen), decision),
          ),
      ),
  });
}
