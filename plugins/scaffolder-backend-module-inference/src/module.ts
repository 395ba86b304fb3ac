import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { createPlanEndpointAction } from './actions/planEndpoint';
import { createReleaseQuotaAction } from './actions/releaseQuota';
import { createReserveQuotaAction } from './actions/reserveQuota';
import { createValidateEndpointAction } from './actions/validateEndpoint';

/**
 * Actions for templates that create inference endpoints.
 *
 * @public
 */
export const scaffolderModuleInference = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'inference',
  register(reg) {
    reg.registerInit({
      deps: {
        actions: scaffolderActionsExtensionPoint,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
      },
      async init({ actions, auth, catalog, config, discovery }) {
        actions.addActions(
          createPlanEndpointAction({ auth, catalog, config }),
          createReserveQuotaAction({ auth, config, discovery }),
          createReleaseQuotaAction({ auth, discovery }),
          createValidateEndpointAction(),
        );
      },
    });
  },
});
