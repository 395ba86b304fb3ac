import type {
  BackstageCredentials,
  BackstageServicePrincipal,
  BackstageUserPrincipal,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import type { Permission } from '@backstage/plugin-permission-common';
import { actorRef, type Actor } from '@golden-path/plugin-gpu-quota-common';
import type { GpuQuotaLimit } from '@golden-path/plugin-gpu-quota-node';
import type { PortalPolicy } from './PortalPolicy';

/** Who asks, with what the portal's policy permits them. */
export type Caller = {
  actor: Actor;
  /** As in records, see `actorRef`. */
  ref: string;
  /** The service that asks, for itself or for a user; nothing where a user asks themselves. */
  service?: string;
  /** Refs of the groups they are a member of. */
  groups: ReadonlySet<string>;
  /** Names of the permissions they have. */
  permitted: ReadonlySet<string>;
  /** What the policy narrows some of these permissions to, by name. */
  limits?: ReadonlyMap<string, GpuQuotaLimit>;
  /** What the policy narrows what they may see in this call to. */
  sees?: GpuQuotaLimit;
};

const GROUPS_FRESH_MS = 10_000;
const MAX_REMEMBERED = 5_000;

/** Finds out who asks. */
export class CallerResolver {
  readonly #options: {
    userInfo: UserInfoService;
    policy: PortalPolicy;
    now: () => Date;
  };
  readonly #groups = new Map<string, { at: number; refs: Set<string> }>();

  constructor(options: {
    userInfo: UserInfoService;
    policy: PortalPolicy;
    now: () => Date;
  }) {
    this.#options = options;
  }

  /**
   * @param credentials - of a user or a service
   * @param required - what the caller must be permitted
   * @param also - what else the answer says they can do
   * @throws NotAllowedError when the portal's policy does not permit it
   */
  async resolve(
    credentials: BackstageCredentials<
      BackstageUserPrincipal | BackstageServicePrincipal
    >,
    required: Permission,
    also?: Permission[],
  ): Promise<Caller> {
    const { principal } = credentials;
    const actor: Actor =
      principal.type === 'user'
        ? { type: 'user', userEntityRef: principal.userEntityRef }
        : { type: 'service', subject: principal.subject };
    const service =
      principal.type === 'user' ? principal.actor?.subject : principal.subject;
    const [granted, groups] = await Promise.all([
      this.#options.policy.ask(credentials, required, also),
      actor.type === 'user'
        ? this.#groupsOf(actorRef(actor), credentials)
        : new Set<string>(),
    ]);
    if (!granted.permitted.has(required.name)) {
      throw new NotAllowedError(
        `The portal's policy does not permit you ${required.name}`,
      );
    }
    return { actor, ref: actorRef(actor), service, groups, ...granted };
  }

  async #groupsOf(
    ref: string,
    credentials: BackstageCredentials,
  ): Promise<Set<string>> {
    const now = this.#options.now().getTime();
    const remembered = this.#groups.get(ref);
    if (remembered && now - remembered.at < GROUPS_FRESH_MS) {
      return remembered.refs;
    }
    const { ownershipEntityRefs } = await this.#options.userInfo.getUserInfo(
      credentials,
    );
    const refs = new Set(
      ownershipEntityRefs
        .map(each => each.toLocaleLowerCase('en-US'))
        .filter(each => each.startsWith('group:')),
    );
    if (this.#groups.size >= MAX_REMEMBERED) this.#groups.clear();
    this.#groups.set(ref, { at: now, refs });
    return refs;
  }
}
