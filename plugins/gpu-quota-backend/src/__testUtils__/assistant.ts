import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import type { DefinitivePolicyDecision } from '@backstage/plugin-permission-common';
import type { JsonObject } from '@backstage/types';
import type { Knex } from 'knex';
import { registerActions } from '../actions/registerActions';
import type { GpuQuotaConfig } from '../readGpuQuotaConfig';
import { CallerResolver } from '../service/Caller';
import { PortalPolicy } from '../service/PortalPolicy';
import { createHarness } from './harness';
import { CHAT, memberships } from './organisation';

/** The actions as an assistant calls them, with a person's credentials. */
export async function startAssistant(options: {
  knex: Knex;
  /** What the portal's policy says about everything. */
  result: DefinitivePolicyDecision['result'];
  config?: Partial<GpuQuotaConfig>;
}) {
  const { knex, result } = options;
  const h = await createHarness({
    knex,
    config: {
      ...options.config,
      initialGrants: [
        { team: CHAT, acceleratorClass: 'h100-80g', count: 2, reason: 'Start' },
      ],
    },
  });
  await h.applyInitialGrants();
  const registry = actionsRegistryServiceMock();
  const auditor = mockServices.auditor.mock();
  const fail = jest.fn();
  auditor.createEvent.mockResolvedValue({ success: jest.fn(), fail });
  registerActions(registry, {
    ...h,
    auth: mockServices.auth(),
    auditor,
    callers: new CallerResolver({
      policy: new PortalPolicy({
        permissions: mockServices.permissions({ result }),
        permissionsRegistry: mockServices.permissionsRegistry.mock(),
      }),
      userInfo: {
        getUserInfo: async credentials => {
          const { userEntityRef } = Object(credentials.principal);
          return {
            userEntityRef,
            ownershipEntityRefs: memberships[userEntityRef] ?? [],
          };
        },
      },
      now: () => new Date(h.clock.ms),
    }),
  });
  const as =
    (credentials: BackstageCredentials) =>
    async (name: string, input: JsonObject = {}) => {
      const { output } = await registry.invoke({
        id: `test:${name}`,
        input,
        credentials,
      });
      return Object(output);
    };
  return {
    ...h,
    registry,
    auditor,
    fail,
    as,
    user: (name: string) => as(mockCredentials.user(`user:default/${name}`)),
  };
}
