import {
  type BackendFeature,
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { notificationService } from '@backstage/plugin-notifications-node';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import type { Knex } from 'knex';
import request from 'supertest';
import plugin from '../index';
import { memberships, organisation } from './organisation';

/** Who calls: a user's name, a service, or nobody. */
export type Who = string | { service: string } | undefined;

function header(who: Who): string {
  if (who === undefined) return mockCredentials.none.header();
  return typeof who === 'string'
    ? mockCredentials.user.header(`user:default/${who}`)
    : mockCredentials.service.header({
        onBehalfOf: mockCredentials.service(who.service),
        targetPluginId: 'gpu-quota',
      });
}

/** The plugin in a real backend on a real database. */
export async function startPortal(options: {
  knex: Knex;
  config?: JsonObject;
  features?: BackendFeature[];
  permissions?: AuthorizeResult.ALLOW | AuthorizeResult.DENY;
}) {
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
            ...options.config,
          },
        },
      }),
      mockServices.permissions.factory({
        result: options.permissions ?? AuthorizeResult.ALLOW,
      }),
      catalogServiceMock.factory({ entities: organisation }),
      createServiceFactory({
        service: coreServices.userInfo,
        deps: {},
        factory: () => ({
          async getUserInfo(credentials) {
            const { principal } = Object(credentials);
            const userEntityRef = String(principal.userEntityRef);
            return {
              userEntityRef,
              ownershipEntityRefs: [
                userEntityRef,
                ...(memberships[userEntityRef] ?? []),
              ],
            };
          },
        }),
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
