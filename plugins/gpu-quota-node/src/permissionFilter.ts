import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import {
  isAndCriteria,
  isNotCriteria,
  isOrCriteria,
} from '@backstage/plugin-permission-node';
import type { Stage } from '@golden-path/plugin-gpu-quota-common';

/** What permission rules look at of whatever belongs to a team: its quota, reservations, audit. @public */
export type GpuQuotaTeamResource = {
  /** Entity ref of the team. */
  team: string;
  /** Entity ref of the group that decides the team's `lead` stage, if there is any. */
  lead?: string;
};

/** What permission rules look at of a request. @public */
export type GpuQuotaRequestResource = GpuQuotaTeamResource & {
  /** Entity ref of the user, `service:<subject>` or `system`. */
  requestedBy: string;
  /** The stage it waits on while it is pending. */
  waitingOn?: Stage;
};

/** One condition: the property has one of the values. @public */
export type GpuQuotaFilter = {
  property: keyof GpuQuotaRequestResource;
  values: readonly string[];
};

/** What the portal's policy narrows a permission to. @public */
export type GpuQuotaLimit = PermissionCriteria<GpuQuotaFilter>;

/** Whether a limit admits a resource. A property that the resource lacks has none of the values. @public */
export function admits(
  limit: GpuQuotaLimit,
  resource: GpuQuotaTeamResource & Partial<GpuQuotaRequestResource>,
): boolean {
  if (isAndCriteria(limit)) {
    return limit.allOf.every(each => admits(each, resource));
  }
  if (isOrCriteria(limit)) {
    return limit.anyOf.some(each => admits(each, resource));
  }
  if (isNotCriteria(limit)) return !admits(limit.not, resource);
  const value = resource[limit.property];
  return value !== undefined && limit.values.includes(value);
}
