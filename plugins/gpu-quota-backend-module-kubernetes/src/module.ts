import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { gpuQuotaSinkExtensionPoint } from '@golden-path/plugin-gpu-quota-node';
import { KubernetesQuotaSink } from './KubernetesQuotaSink';
import { readClusters } from './readClusters';

/**
 * Enforces granted quota in Kubernetes clusters: a ResourceQuota per team and cluster, and Kueue's queues where there are.
 *
 * @public
 */
export const gpuQuotaModuleKubernetes = createBackendModule({
  pluginId: 'gpu-quota',
  moduleId: 'kubernetes',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        logger: coreServices.logger,
        sinks: gpuQuotaSinkExtensionPoint,
      },
      async init({ config, logger, sinks }) {
        for (const cluster of readClusters(config)) {
          if (cluster.skipTLSVerify) {
            logger.warn(
              `Cluster ${cluster.name}: its certificate is not verified (skipTLSVerify)`,
            );
          }
          sinks.addSink(new KubernetesQuotaSink(cluster, logger));
        }
      },
    });
  },
});
