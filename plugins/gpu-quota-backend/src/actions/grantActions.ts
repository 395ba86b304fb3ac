import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import {
  gpuQuotaQuotaReadPermission,
  gpuQuotaRequestCreatePermission,
} from '@golden-path/plugin-gpu-quota-common';
import type { CapacityService } from '../service/CapacityService';
import type { GrantService } from '../service/GrantService';
import { briefCapacity, capacityRow } from './capacityRow';
import type { RunAs } from './createRunAs';
import {
  className,
  count,
  explained,
  explainedRequest,
  groupRef,
  quotaRow,
  reason,
  until,
} from './schemas';

const reads = { readOnly: true, destructive: false, idempotent: true };

/** Actions about what teams were given, and what there is to give. */
export function registerGrantActions(
  registry: ActionsRegistryService,
  options: { runAs: RunAs; grants: GrantService; capacity: CapacityService },
): void {
  const { runAs, grants, capacity } = options;

  registry.register({
    name: 'renew-quota-grant',
    title: 'Ask for a GPU quota grant to go on',
    description:
      'Files a request for a grant that has an end to go on after it, for a team the signed-in person is a member of; list-quota-grants shows which grants can be renewed. Approved before the end, it follows without a gap. Like any request it is decided by the team’s approvers, or granted at once where a rule of the portal’s policy says so. A grant is renewed once: calling it again is refused.',
    attributes: { readOnly: false, destructive: false, idempotent: false },
    visibilityPermission: gpuQuotaRequestCreatePermission,
    schema: {
      input: z =>
        z.object({
          id: z.string().uuid().describe('Of the grant'),
          until: until(z)
            .optional()
            .describe('The new end; asks for good when left out'),
          count: count(z)
            .optional()
            .describe('Devices; what the grant still gives when left out'),
          reason: reason(z, { minLength: 1 })
            .optional()
            .describe('That of the grant when left out'),
        }),
      output: explained,
    },
    action: async ({ input: { id, ...renewal }, credentials }) =>
      await runAs(
        {
          action: 'renew-quota-grant',
          credentials,
          permission: gpuQuotaRequestCreatePermission,
        },
        async caller =>
          explainedRequest(await grants.renew(caller, id, renewal)),
      ),
  });

  registry.register({
    name: 'return-quota',
    title: 'Give GPU quota back',
    description:
      'Gives devices of a class back at once, for a team the signed-in person is a member of; nobody approves it, and to have them again a new request is needed. Ask the person before calling it. More than is free is refused, unless belowReserved is set: the team is over its quota then, its endpoints run on, and it can reserve nothing more. Calling it twice gives back twice. Answers what the team has left.',
    attributes: { readOnly: false, destructive: true, idempotent: false },
    visibilityPermission: gpuQuotaRequestCreatePermission,
    schema: {
      input: z =>
        z.object({
          team: groupRef(z),
          acceleratorClass: className(z),
          count: count(z).describe('How many devices to give back'),
          reason: reason(z, { minLength: 1 }).optional(),
          belowReserved: z
            .boolean()
            .optional()
            .describe('Also devices that endpoints take'),
        }),
      output: quotaRow,
    },
    action: async ({ input, credentials }) =>
      await runAs(
        {
          action: 'return-quota',
          credentials,
          permission: gpuQuotaRequestCreatePermission,
        },
        async caller => ({
          output: await grants.giveBack(caller, undefined, input),
        }),
      ),
  });

  registry.register({
    name: 'list-quota-grants',
    title: 'List GPU quota grants',
    description:
      'Lists what made up the quota of teams the signed-in person may see, grant by grant: how many devices of which class, since when, until when, why and by whom, and whether this person can ask for it to go on (renew-quota-grant). Use it when somebody asks when their devices go back. By default only grants that have not ended; set live to false for all.',
    attributes: reads,
    schema: {
      input: z =>
        z.object({
          team: groupRef(z).optional().describe('Only this team'),
          acceleratorClass: className(z).optional().describe('Only this class'),
          live: z.boolean().default(true),
        }),
      output: z =>
        z.object({
          items: z.array(
            z.object({
              id: z.string(),
              team: z.string(),
              acceleratorClass: z.string(),
              count: z.number().describe('Devices it gave'),
              remaining: z.number().describe('Devices not given back yet'),
              state: z.string(),
              from: z.string(),
              until: z.string().optional().describe('For good where left out'),
              reason: z.string(),
              grantedBy: z.string(),
              request: z.number().optional(),
              mayRenew: z.boolean(),
            }),
          ),
        }),
    },
    action: async ({ input, credentials }) =>
      await runAs(
        {
          action: 'list-quota-grants',
          credentials,
          permission: gpuQuotaQuotaReadPermission,
          also: [gpuQuotaRequestCreatePermission],
        },
        async caller => {
          const items = await grants.list(caller, input);
          return {
            output: {
              items: items.map(({ can, ...grant }) => ({
                ...grant,
                mayRenew: can.renew,
              })),
            },
          };
        },
      ),
  });

  registry.register({
    name: 'list-gpu-capacity',
    title: 'List GPU capacity',
    description:
      'Says, class by class, how many devices exist, how many are promised to teams and how many can still be, how many endpoints take, how well they are used, and which teams hold them. Use it before asking for more quota than there may be, or to choose another class. What is not known is left out. Figures of single teams are shown for those the signed-in person may see; the others are in the sums.',
    attributes: reads,
    schema: {
      input: z =>
        z.object({
          acceleratorClass: className(z).optional().describe('Only this class'),
        }),
      output: z => z.object({ items: z.array(capacityRow(z)) }),
    },
    action: async ({ input: { acceleratorClass }, credentials }) =>
      await runAs(
        {
          action: 'list-gpu-capacity',
          credentials,
          permission: gpuQuotaQuotaReadPermission,
        },
        async caller => {
          const all = await capacity.list(caller);
          const asked = all.filter(
            each =>
              acceleratorClass === undefined ||
              each.acceleratorClass === acceleratorClass,
          );
          return { output: { items: asked.map(briefCapacity) } };
        },
      ),
  });
}
