import type {
  BackstageCredentials,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  isResourcePermission,
  type Permission,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';
import { createConditionTransformer } from '@backstage/plugin-permission-node';
import {
  GPU_QUOTA_REQUEST_RESOURCE_TYPE,
  gpuQuotaPermissions,
} from '@golden-path/plugin-gpu-quota-common';
import {
  gpuQuotaRequestResourceRef,
  gpuQuotaTeamResourceRef,
  type GpuQuotaLimit,
} from '@golden-path/plugin-gpu-quota-node';

/** What the portal's policy answered for one call. */
export type Granted = {
  /** Names of the permissions that are given, some of them with limits. */
  permitted: ReadonlySet<string>;
  limits: ReadonlyMap<string, GpuQuotaLimit>;
  /** The limit on what may be seen; absent when there is none. */
  sees?: GpuQuotaLimit;
};

const NOTHING: GpuQuotaLimit = { property: 'team', values: [] };

/** Asks the portal's permission policy, and puts its conditions into our own terms. */
export class PortalPolicy {
  readonly #options: {
    permissions: PermissionsService;
    permissionsRegistry: PermissionsRegistryService;
  };

  constructor(options: {
    permissions: PermissionsService;
    permissionsRegistry: PermissionsRegistryService;
  }) {
    this.#options = options;
  }

  /** What the caller may do with whatever the required permission is about, and what else is asked, in one round trip. */
  async ask(
    credentials: BackstageCredentials,
    required: Permission,
    also: Permission[] = [],
  ): Promise<Granted> {
    const family = [
      required,
      ...gpuQuotaPermissions.filter(
        each =>
          each.name !== required.name &&
          subjectOf(each) === subjectOf(required),
      ),
      ...also,
    ];
    const resources: ResourcePermission[] = family.filter(each =>
      isResourcePermission(each),
    );
    const others = family.flatMap(each =>
      each.type === 'basic' ? [each] : [],
    );
    const { permissions } = this.#options;
    const [conditional, definitive] = await Promise.all([
      resources.length > 0
        ? permissions.authorizeConditional(
            resources.map(permission => ({ permission })),
            { credentials },
          )
        : [],
      others.length > 0
        ? permissions.authorize(
            others.map(permission => ({ permission })),
            { credentials },
          )
        : [],
    ]);

    const permitted = new Set<string>();
    const limits = new Map<string, GpuQuotaLimit>();
    others.forEach(({ name }, index) => {
      if (definitive[index]?.result === AuthorizeResult.ALLOW)
        permitted.add(name);
    });
    resources.forEach((permission, index) => {
      const decision = conditional[index];
      if (!decision || decision.result === AuthorizeResult.DENY) return;
      permitted.add(permission.name);
      if (decision.result === AuthorizeResult.CONDITIONAL) {
        limits.set(
          permission.name,
          this.#transform(permission, decision.conditions),
        );
      }
    });
    const reading = family.find(each => each.attributes.action === 'read');
    return {
      permitted,
      limits,
      sees:
        reading && !permitted.has(reading.name)
          ? NOTHING
          : reading && limits.get(reading.name),
    };
  }

  #transform(
    permission: ResourcePermission,
    conditions: Parameters<ReturnType<typeof createConditionTransformer>>[0],
  ): GpuQuotaLimit {
    const { permissionsRegistry } = this.#options;
    const ruleset =
      permission.resourceType === GPU_QUOTA_REQUEST_RESOURCE_TYPE
        ? permissionsRegistry.getPermissionRuleset(gpuQuotaRequestResourceRef)
        : permissionsRegistry.getPermissionRuleset(gpuQuotaTeamResourceRef);
    return createConditionTransformer(ruleset)(conditions);
  }
}

/** `request` of `gpu-quota.request.read`. */
function subjectOf(permission: Permission): string {
  return permission.name.split('.').slice(0, -1).join('.');
}
