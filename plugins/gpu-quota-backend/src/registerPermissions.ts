import type { PermissionsRegistryService } from '@backstage/backend-plugin-api';
import { isResourcePermission } from '@backstage/plugin-permission-common';
import {
  GPU_QUOTA_REQUEST_RESOURCE_TYPE,
  GPU_QUOTA_TEAM_RESOURCE_TYPE,
  gpuQuotaPermissions,
} from '@golden-path/plugin-gpu-quota-common';
import {
  gpuQuotaRequestResourceRef,
  gpuQuotaRequestRules,
  gpuQuotaTeamResourceRef,
  gpuQuotaTeamRules,
} from '@golden-path/plugin-gpu-quota-node';
import type { createPermissionResources } from './service/permissionResources';

/** Tells the permission framework what can be permitted here, by which rules, and how to load what they look at. */
export function registerPermissions(
  registry: PermissionsRegistryService,
  options: {
    permissionResources: ReturnType<typeof createPermissionResources>;
  },
): void {
  const { permissionResources } = options;
  const of = (resourceType: string) =>
    gpuQuotaPermissions.filter(each =>
      isResourcePermission(each, resourceType),
    );
  registry.addResourceType({
    resourceRef: gpuQuotaRequestResourceRef,
    permissions: of(GPU_QUOTA_REQUEST_RESOURCE_TYPE),
    rules: Object.values(gpuQuotaRequestRules),
    getResources: permissionResources.requests,
  });
  registry.addResourceType({
    resourceRef: gpuQuotaTeamResourceRef,
    permissions: of(GPU_QUOTA_TEAM_RESOURCE_TYPE),
    rules: Object.values(gpuQuotaTeamRules),
    getResources: permissionResources.teams,
  });
  registry.addPermissions(
    gpuQuotaPermissions.filter(each => !isResourcePermission(each)),
  );
}
