import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import { GpuQuotaPolicy } from './GpuQuotaPolicy';

/**
 * Makes {@link GpuQuotaPolicy} the portal's permission policy: it decides about GPU quota and permits everything else.
 *
 * @public
 */
export const permissionModuleGpuQuota = createBackendModule({
  pluginId: 'permission',
  moduleId: 'gpu-quota',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        policy: policyExtensionPoint,
        userInfo: coreServices.userInfo,
      },
      async init({ config, policy, userInfo }) {
        policy.setPolicy(GpuQuotaPolicy.fromConfig(config, { userInfo }));
      },
    });
  },
});
