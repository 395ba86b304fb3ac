import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { createPlanEndpointAction } from './actions/planEndpoint';
import { createReadEndpointAction } from './actions/readEndpoint';
import { createReleaseQuotaAction } from './actions/releaseQuota';
import { createReserveQuotaAction } from './actions/reserveQuota';
import { createUpgradeEndpointAction } from './actions/upgradeEndpoint';

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
        reader: coreServices.urlReader,
      },
      async init({ actions, auth, catalog, config, discovery, reader }) {
        actions.addActions(
          createPlanEndpointAction({ auth, catalog, config }),
          createReserveQuotaAction({ auth, config, discovery }),
          createReleaseQuotaAction({ auth, discovery }),
          createReadEndpointAction({ catalog, config, reader }),
          createUpgradeEndpointAction({
            config,
            integrations: ScmIntegrations.fromConfig(config),
          }),
        );
      },
    });
  },
});
