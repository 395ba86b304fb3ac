import { createPermission } from '@backstage/plugin-permission-common';

/** Resource type of requests; a resource is named by the request's number. @public */
export const GPU_QUOTA_REQUEST_RESOURCE_TYPE = 'gpu-quota-request';

/** Resource type of what belongs to a team: its quota, reservations and audit; named by the team's entity ref. @public */
export const GPU_QUOTA_TEAM_RESOURCE_TYPE = 'gpu-quota-team';

/** See the requests of one's own teams. @public */
export const gpuQuotaRequestReadPermission = createPermission({
  name: 'gpu-quota.request.read',
  attributes: { action: 'read' },
  resourceType: GPU_QUOTA_REQUEST_RESOURCE_TYPE,
});

/** Ask for more quota, and take the request back. @public */
export const gpuQuotaRequestCreatePermission = createPermission({
  name: 'gpu-quota.request.create',
  attributes: { action: 'create' },
});

/** Approve or deny a request. @public */
export const gpuQuotaRequestDecidePermission = createPermission({
  name: 'gpu-quota.request.decide',
  attributes: { action: 'update' },
  resourceType: GPU_QUOTA_REQUEST_RESOURCE_TYPE,
});

/** See reservations of one's own teams. @public */
export const gpuQuotaReservationReadPermission = createPermission({
  name: 'gpu-quota.reservation.read',
  attributes: { action: 'read' },
  resourceType: GPU_QUOTA_TEAM_RESOURCE_TYPE,
});

/** Reserve devices for an endpoint, and give them back. @public */
export const gpuQuotaReservationCreatePermission = createPermission({
  name: 'gpu-quota.reservation.create',
  attributes: { action: 'create' },
});

/** Write a team's quota to the clusters again. @public */
export const gpuQuotaDriftRepairPermission = createPermission({
  name: 'gpu-quota.drift.repair',
  attributes: { action: 'update' },
});

/** See what one's own teams hold. @public */
export const gpuQuotaQuotaReadPermission = createPermission({
  name: 'gpu-quota.quota.read',
  attributes: { action: 'read' },
  resourceType: GPU_QUOTA_TEAM_RESOURCE_TYPE,
});

/** See what happened to the quota of one's own teams. @public */
export const gpuQuotaAuditReadPermission = createPermission({
  name: 'gpu-quota.audit.read',
  attributes: { action: 'read' },
  resourceType: GPU_QUOTA_TEAM_RESOURCE_TYPE,
});

/** All permissions of the plugin. @public */
export const gpuQuotaPermissions = [
  gpuQuotaRequestReadPermission,
  gpuQuotaRequestCreatePermission,
  gpuQuotaRequestDecidePermission,
  gpuQuotaReservationReadPermission,
  gpuQuotaReservationCreatePermission,
  gpuQuotaDriftRepairPermission,
  gpuQuotaQuotaReadPermission,
  gpuQuotaAuditReadPermission,
];
