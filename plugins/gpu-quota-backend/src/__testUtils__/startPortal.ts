import { actionsRegistryServiceFactory } from '@backstage/backend-defaults/alpha';
import {
  type BackendFeature,
  coreServices,
  createServiceFactory,
  type AuditorService,
  type PermissionsService,
  type PermissionsServiceRequestOptions,
  type UserInfoService,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import {
  parseEntityRef,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import type { JsonObject } from '@backstage/types';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { notificationService } from '@backstage/plugin-notifications-node';
import {
  AuthorizeResult,
  type Permission,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type { PermissionPolicy } from '@backstage/plugin-permission-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import type { Knex } from 'knex';
import request from 'supertest';
import plugin from '../index';
import { memberships, organisation } from './organisation';

/** Who calls: a user's name or ref, a service for itself or for a user, or nobody. */
export type Who =
  | string
  | { service: string }
  | { service: string; onBehalfOf: string }
  | undefined;

function header(who: Who): string {
  if (who === undefined) return mockCredentials.none.header();
  if (typeof who === 'string') {
    return mockCredentials.user.header(
      who.includes(':') ? who : `user:default/${who}`,
    );
  }
  if ('onBehalfOf' in who) {
    const actor = { subject: who.service };
    return `Bearer ${mockCredentials.user.token(who.onBehalfOf, { actor })}`;
  }
  return mockCredentials.service.header({
    onBehalfOf: mockCredentials.service(who.service),
    targetPluginId: 'gpu-quota',
  });
}

/** Groups by the catalog, whatever spelling of the user's ref a token has. */
const userInfo: UserInfoService = {
  async getUserInfo(credentials) {
    const { principal } = Object(credentials);
    const userEntityRef = String(principal.userEntityRef);
    const user = stringifyEntityRef(parseEntityRef(userEntityRef));
    return {
      userEntityRef,
      ownershipEntityRefs: [user, ...(memberships[user] ?? [])],
    };
  },
};

/** Asks a policy as the portal does: services are above it. */
function permissionsBy(policy: PermissionPolicy): PermissionsService {
  const decide = async (
    permission: Permission,
    { credentials }: PermissionsServiceRequestOptions,
  ): Promise<PolicyDecision> =>
    Object(credentials.principal).type === 'service'
      ? { result: AuthorizeResult.ALLOW }
      : await policy.handle(
          { permission },
          { credentials, info: await userInfo.getUserInfo(credentials) },
        );
  return {
    authorizeConditional: async (queries, options) =>
      await Promise.all(
        queries.map(({ permission }) => decide(permission, options)),
      ),
    authorize: async (queries, options) =>
      await Promise.all(
        queries.map(async ({ permission }) => {
          const decision = await decide(permission, options);
          if (decision.result === AuthorizeResult.CONDITIONAL) {
            throw new Error(`${permission.name} needs authorizeConditional`);
          }
          return decision;
        }),
      ),
  };
}

/** One call as the portal's auditor was told of it. */
export type Audited = {
  eventId: string;
  severityLevel?: string;
  outcome: 'begun' | 'succeeded' | 'failed';
};

function recordingAuditor(audited: Audited[]): AuditorService {
  return {
    async createEvent({ eventId, severityLevel }) {
      const event: Audited = { eventId, severityLevel, outcome: 'begun' };
      audited.push(event);
      return {
        async success() {
          event.outcome = 'succeeded';
        },
        async fail() {
          event.outcome = 'failed';
        },
      };
    },
  };
}

/** The plugin in a real backend on a real database. */
export async function startPortal(options: {
  knex: Knex;
  config?: JsonObject;
  features?: BackendFeature[];
  /** In the catalog, beside the organisation. */
  entities?: Entity[];
  permissions?: AuthorizeResult.ALLOW | AuthorizeResult.DENY;
  /** In place of `permissions`. */
  policy?: (options: { userInfo: UserInfoService }) => PermissionPolicy;
}) {
  const audited: Audited[] = [];
  const { policy } = options;
  const { server } = await startTestBackend({
    features: [
      plugin,
      ...(options.features ?? []),
      mockServices.database.factory({
        knex: options.knex,
        migrations: { skip: false },
      }),
      mockServices.rootConfig.factory({
        data: {
          gpuQuota: {
            platformGroup: 'group:default/platform',
            auditorGroup: 'group:default/audit',
            ...options.config,
          },
        },
      }),
      policy
        ? createServiceFactory({
            service: coreServices.permissions,
            deps: {},
            factory: () => permissionsBy(policy({ userInfo })),
          })
        : mockServices.permissions.factory({
            result: options.permissions ?? AuthorizeResult.ALLOW,
          }),
      createServiceFactory({
        service: coreServices.auditor,
        deps: {},
        factory: () => recordingAuditor(audited),
      }),
      actionsRegistryServiceFactory,
      catalogServiceMock.factory({
        entities: [...organisation, ...(options.entities ?? [])],
      }),
      createServiceFactory({
        service: coreServices.userInfo,
        deps: {},
        factory: () => userInfo,
      }),
      createServiceFactory({
        service: notificationService,
        deps: {},
        factory: () => ({ async send() {} }),
      }),
      createServiceFactory({
        service: signalsServiceRef,
        deps: {},
        factory: () => ({ async publish() {} }),
      }),
    ],
  });
  return {
    /** What the portal's auditor was told, oldest first. */
    audited,
    /** Calls the API as somebody. */
    call(
      who: Who,
      method: 'get' | 'post' | 'patch',
      path: string,
      sent: { body?: unknown; headers?: Record<string, string> } = {},
    ) {
      const call = request(server)
        [method](`/api/gpu-quota${path}`)
        .set('Authorization', header(who))
        .set(sent.headers ?? {});
      return sent.body === undefined ? call : call.send(Object(sent.body));
    },
  };
}
