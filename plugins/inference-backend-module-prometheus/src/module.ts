import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { inferenceSignalSourceExtensionPoint } from '@golden-path/plugin-inference-node';
import { PrometheusClient } from './PrometheusClient';
import { PrometheusSignalSource } from './PrometheusSignalSource';
import { readPrometheusConfig } from './readPrometheusConfig';

/**
 * Takes the figures of inference endpoints from Prometheus.
 *
 * @public
 */
export const inferenceModulePrometheus = createBackendModule({
  pluginId: 'inference',
  moduleId: 'prometheus',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        logger: coreServices.logger,
        signals: inferenceSignalSourceExtensionPoint,
      },
      async init({ config, logger, signals }) {
        const prometheus = readPrometheusConfig(config);
        if (prometheus === undefined) {
          logger.info(
            'No inference.prometheus in the configuration: endpoints are shown without figures',
          );
          return;
        }
        signals.setSignalSource(
          PrometheusSignalSource.create({
            client: PrometheusClient.create(prometheus),
          }),
        );
      },
    });
  },
});
