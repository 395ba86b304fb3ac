import type {
  BackstageCredentials,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type { Config } from '@backstage/config';
import {
  AuthorizeResult,
  isResourcePermission,
  type Permission,
  type PermissionCondition,
  type PermissionCriteria,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import {
  GPU_QUOTA_REQUEST_RESOURCE_TYPE,
  GPU_QUOTA_TEAM_RESOURCE_TYPE,
} from '@golden-path/plugin-gpu-quota-common';
import {
  createGpuQuotaRequestConditionalDecision,
  createGpuQuotaTeamConditionalDecision,
  gpuQuotaRequestConditions as request,
  gpuQuotaTeamConditions as team,
} from '@golden-path/plugin-gpu-quota-node';

/** Options of {@link GpuQuotaPolicy}. @public */
export type GpuQuotaPolicyOptions = {
  userInfo: UserInfoService;
  /** Entity ref of the group that sees every team and decides the `platform` stage. */
  platformGroup?: string;
  /** Entity ref of the group that reads everything and changes nothing. */
  auditorGroup?: string;
  /** Decides about everything that is not GPU quota; everything is permitted when left out. */
  otherwise?: PermissionPolicy;
};

const ALLOW = { result: AuthorizeResult.ALLOW } as const;
const DENY = { result: AuthorizeResult.DENY } as const;

type Person = { ref: string; groups: string[] };

/**
 * Who may do what with GPU quota: an auditor reads everything and changes nothing, whatever else they are; the platform
 * team reads everything; everybody else reads what belongs to their teams and to those they lead, and the requests they
 * made; approvers decide at their stage and never on their own request.
 *
 * The gpu-quota backend holds to the same rules by itself, so a portal without this policy is no less safe: what it
 * adds is the auditor's read-only hand, and answers for those who ask the permission framework, such as pages.
 *
 * @public
 */
export class GpuQuotaPolicy implements PermissionPolicy {
  /** Reads `gpuQuota.platformGroup` and `gpuQuota.auditorGroup`. */
  static fromConfig(
    config: Config,
    options: Pick<GpuQuotaPolicyOptions, 'userInfo' | 'otherwise'>,
  ): GpuQuotaPolicy {
    return new GpuQuotaPolicy({
      ...options,
      platformGroup: config.getOptionalString('gpuQuota.platformGroup'),
      auditorGroup: config.getOptionalString('gpuQuota.auditorGroup'),
    });
  }

  readonly #options: GpuQuotaPolicyOptions;
  readonly #platformGroup: string | undefined;
  readonly #auditorGroup: string | undefined;
  readonly #people = new WeakMap<BackstageCredentials, Promise<Person>>();

  constructor(options: GpuQuotaPolicyOptions) {
    this.#options = options;
    this.#platformGroup =
      options.platformGroup && groupRef(options.platformGroup);
    this.#auditorGroup = options.auditorGroup && groupRef(options.auditorGroup);
  }

  async handle(
    query: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    const { permission } = query;
    if (!permission.name.startsWith('gpu-quota.')) {
      return (await this.#options.otherwise?.handle(query, user)) ?? ALLOW;
    }
    if (!user) return DENY;
    return this.#decide(permission, await this.#who(user.credentials));
  }

  /** Asked once for all the permissions of one question, which come with the same credentials. */
  #who(credentials: BackstageCredentials): Promise<Person> {
    const asked = this.#people.get(credentials);
    if (asked) return asked;
    const asking = this.#options.userInfo.getUserInfo(credentials).then(
      (info): Person => ({
        ref: canonical(info.userEntityRef),
        groups: info.ownershipEntityRefs
          .map(canonical)
          .filter(ref => ref.startsWith('group:')),
      }),
    );
    this.#people.set(credentials, asking);
    return asking;
  }

  #decide(permission: Permission, person: Person): PolicyDecision {
    const { groups } = person;
    const reads = permission.attributes.action === 'read';
    if (this.#auditorGroup && groups.includes(this.#auditorGroup)) {
      return reads ? ALLOW : DENY;
    }
    const isPlatform =
      this.#platformGroup !== undefined && groups.includes(this.#platformGroup);
    if (isPlatform && reads) return ALLOW;

    if (isResourcePermission(permission, GPU_QUOTA_REQUEST_RESOURCE_TYPE)) {
      return createGpuQuotaRequestConditionalDecision(
        permission,
        reads
          ? {
              anyOf: [
                request.isTeamMember({ groups }),
                request.isTeamLead({ groups }),
                request.isRequester({ users: [person.ref] }),
              ],
            }
          : {
              allOf: [
                { not: request.isRequester({ users: [person.ref] }) },
                decidesStage(groups, isPlatform),
              ],
            },
      );
    }
    if (isResourcePermission(permission, GPU_QUOTA_TEAM_RESOURCE_TYPE)) {
      return createGpuQuotaTeamConditionalDecision(permission, {
        anyOf: [team.isTeamMember({ groups }), team.isTeamLead({ groups })],
      });
    }
    // For which team is the backend's question: it knows whose members may ask.
    return ALLOW;
  }
}

type RequestCriteria = PermissionCriteria<
  PermissionCondition<typeof GPU_QUOTA_REQUEST_RESOURCE_TYPE>
>;

function decidesStage(groups: string[], isPlatform: boolean): RequestCriteria {
  const asLead: RequestCriteria = {
    allOf: [
      request.waitsOnStage({ stages: ['lead'] }),
      request.isTeamLead({ groups }),
    ],
  };
  return isPlatform
    ? { anyOf: [asLead, request.waitsOnStage({ stages: ['platform'] })] }
    : asLead;
}

function canonical(ref: string): string {
  return ref.toLocaleLowerCase('en-US');
}

function groupRef(ref: string): string {
  return stringifyEntityRef(
    parseEntityRef(ref, { defaultKind: 'group', defaultNamespace: 'default' }),
  );
}
