import { createPermission } from '@backstage/plugin-permission-common';

/** See quota and the requests of one's own teams. @public */
export const gpuQuotaRequestReadPermission = createPermission({
  name: 'gpu-quota.request.read',
  attributes: { action: 'read' },
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
});

/** See reservations of one's own teams. @public */
export const gpuQuotaReservationReadPermission = createPermission({
  name: 'gpu-quota.reservation.read',
  attributes: { action: 'read' },
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

/** All permissions of the plugin. @public */
export const gpuQuotaPermissions = [
  gpuQuotaRequestReadPermission,
  gpuQuotaRequestCreatePermission,
  gpuQuotaRequestDecidePermission,
  gpuQuotaReservationReadPermission,
  gpuQuotaReservationCreatePermission,
  gpuQuotaDriftRepairPermission,
];
