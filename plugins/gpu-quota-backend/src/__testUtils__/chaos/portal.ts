import { createBackend } from '@backstage/backend-defaults';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { notificationService } from '@backstage/plugin-notifications-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import plugin from '../../index';
import { memberships, organisation, siblings } from '../organisation';
import { existingEndpoints } from './scene';

/**
 * The backend under test, a process of its own: the plugin with Backstage's own database, HTTP, scheduler and
 * lifecycle. Who calls is taken from the call; the catalog is a fixture; notifications go to the test's receiver.
 */
async function main(): Promise<void> {
  const { receiverUrl, config } = JSON.parse(process.argv[2] ?? '{}');
  const backend = createBackend();
  backend.add(plugin);
  backend.add(mockServices.rootConfig.factory({ data: config }));
  backend.add(mockServices.auth.factory());
  backend.add(mockServices.httpAuth.factory());
  backend.add(mockServices.permissions.factory());
  backend.add(
    catalogServiceMock.factory({
      entities: [...organisation, ...siblings, ...existingEndpoints],
    }),
  );
  backend.add(
    createServiceFactory({
      service: coreServices.userInfo,
      deps: {},
      factory: () => ({
        async getUserInfo(credentials) {
          const userEntityRef = String(
            Object(credentials.principal).userEntityRef,
          );
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
  );
  backend.add(
    createServiceFactory({
      service: notificationService,
      deps: {},
      factory: () => ({
        async send(message) {
          const response = await fetch(receiverUrl, {
            method: 'POST',
            body: JSON.stringify(message),
          });
          if (!response.ok) {
            throw new Error(`The receiver answered ${response.status}`);
          }
        },
      }),
    }),
  );
  backend.add(
    createServiceFactory({
      service: signalsServiceRef,
      deps: {},
      factory: () => ({ async publish() {} }),
    }),
  );
  await backend.start();
}

main().catch(error => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exit(1);
});
