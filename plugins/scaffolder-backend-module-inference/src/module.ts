import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { createCheckTeamAction } from './actions/checkTeam';
import { createPlanEndpointAction } from './actions/planEndpoint';
import { createReadEndpointAction } from './actions/readEndpoint';
import { createReleaseQuotaAction } from './actions/releaseQuota';
import { createRequestQuotaAction } from './actions/requestQuota';
import { createReserveQuotaAction } from './actions/reserveQuota';
import { createValidateEndpointAction } from './actions/validateEndpoint';
import { createUpgradeEndpointAction } from './actions/upgradeEndpoint';

/**
 * Actions for templates that create inference endpoints and onboard teams.
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
          createCheckTeamAction({ auth, catalog, config, discovery }),
          createRequestQuotaAction({ auth, config, discovery }),
          createValidateEndpointAction(),
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
