import {
  createConditionExports,
  createPermissionResourceRef,
  createPermissionRule,
} from '@backstage/plugin-permission-node';
import {
  GPU_QUOTA_REQUEST_RESOURCE_TYPE,
  GPU_QUOTA_TEAM_RESOURCE_TYPE,
} from '@golden-path/plugin-gpu-quota-common';
import { z } from 'zod/v4';
import {
  admits,
  type GpuQuotaFilter,
  type GpuQuotaRequestResource,
  type GpuQuotaTeamResource,
} from './permissionFilter';

/** Requests, as the permission framework knows them. @public */
export const gpuQuotaRequestResourceRef = createPermissionResourceRef<
  GpuQuotaRequestResource,
  GpuQuotaFilter
>().with({
  pluginId: 'gpu-quota',
  resourceType: GPU_QUOTA_REQUEST_RESOURCE_TYPE,
});

/** What belongs to a team, as the permission framework knows it. @public */
export const gpuQuotaTeamResourceRef = createPermissionResourceRef<
  GpuQuotaTeamResource,
  GpuQuotaFilter
>().with({ pluginId: 'gpu-quota', resourceType: GPU_QUOTA_TEAM_RESOURCE_TYPE });

const groups = z.object({
  groups: z.array(z.string()).describe('Entity refs of groups'),
});
const users = z.object({
  users: z.array(z.string()).describe('Entity refs of users'),
});
const stages = z.object({
  stages: z.array(z.enum(['lead', 'platform'])).describe('Approval stages'),
});

const ofTeam = (params: z.infer<typeof groups>) =>
  refFilter('team', params.groups);
const ledBy = (params: z.infer<typeof groups>) =>
  refFilter('lead', params.groups);
const madeBy = (params: z.infer<typeof users>) =>
  refFilter('requestedBy', params.users);

/** Catalog refs are the same whatever their case; ours are kept in lower case. */
function refFilter(
  property: GpuQuotaFilter['property'],
  refs: readonly string[],
): GpuQuotaFilter {
  return { property, values: refs.map(ref => ref.toLocaleLowerCase('en-US')) };
}

const memberText = 'Belongs to one of these teams';
const leadText = 'Belongs to a team whose requests one of these groups decides';

/** Rules for requests. @public */
export const gpuQuotaRequestRules = {
  isTeamMember: createPermissionRule({
    name: 'IS_TEAM_MEMBER',
    description: memberText,
    resourceRef: gpuQuotaRequestResourceRef,
    paramsSchema: groups,
    apply: (resource, params) => admits(ofTeam(params), resource),
    toQuery: ofTeam,
  }),
  isTeamLead: createPermissionRule({
    name: 'IS_TEAM_LEAD',
    description: leadText,
    resourceRef: gpuQuotaRequestResourceRef,
    paramsSchema: groups,
    apply: (resource, params) => admits(ledBy(params), resource),
    toQuery: ledBy,
  }),
  isRequester: createPermissionRule({
    name: 'IS_REQUESTER',
    description: 'Was made by one of these users',
    resourceRef: gpuQuotaRequestResourceRef,
    paramsSchema: users,
    apply: (resource, params) => admits(madeBy(params), resource),
    toQuery: madeBy,
  }),
  waitsOnStage: createPermissionRule({
    name: 'WAITS_ON_STAGE',
    description: 'Waits for a decision at one of these stages',
    resourceRef: gpuQuotaRequestResourceRef,
    paramsSchema: stages,
    apply: (resource, params) =>
      admits({ property: 'waitingOn', values: params.stages }, resource),
    toQuery: params => ({ property: 'waitingOn', values: params.stages }),
  }),
};

/** Rules for what belongs to a team. @public */
export const gpuQuotaTeamRules = {
  isTeamMember: createPermissionRule({
    name: 'IS_TEAM_MEMBER',
    description: memberText,
    resourceRef: gpuQuotaTeamResourceRef,
    paramsSchema: groups,
    apply: (resource, params) => admits(ofTeam(params), resource),
    toQuery: ofTeam,
  }),
  isTeamLead: createPermissionRule({
    name: 'IS_TEAM_LEAD',
    description: leadText,
    resourceRef: gpuQuotaTeamResourceRef,
    paramsSchema: groups,
    apply: (resource, params) => admits(ledBy(params), resource),
    toQuery: ledBy,
  }),
};

const requestExports = createConditionExports({
  resourceRef: gpuQuotaRequestResourceRef,
  rules: gpuQuotaRequestRules,
});
const teamExports = createConditionExports({
  resourceRef: gpuQuotaTeamResourceRef,
  rules: gpuQuotaTeamRules,
});

/** Conditions on requests, for policies. @public */
export const gpuQuotaRequestConditions = requestExports.conditions;
/** Wraps conditions on requests into a policy's decision. @public */
export const createGpuQuotaRequestConditionalDecision =
  requestExports.createConditionalDecision;
/** Conditions on what belongs to a team, for policies. @public */
export const gpuQuotaTeamConditions = teamExports.conditions;
/** Wraps conditions on what belongs to a team into a policy's decision. @public */
export const createGpuQuotaTeamConditionalDecision =
  teamExports.createConditionalDecision;
