import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { inferenceOnCallSourceExtensionPoint } from '@golden-path/plugin-inference-node';
import { PagerDutyClient } from './PagerDutyClient';
import { PagerDutyOnCallSource } from './PagerDutyOnCallSource';
import { readPagerDutyConfig } from './readPagerDutyConfig';

/**
 * Takes who is on call for inference endpoints from PagerDuty.
 *
 * @public
 */
export const inferenceModulePagerDuty = createBackendModule({
  pluginId: 'inference',
  moduleId: 'pagerduty',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        logger: coreServices.logger,
        onCall: inferenceOnCallSourceExtensionPoint,
      },
      async init({ config, logger, onCall }) {
        const pagerDuty = readPagerDutyConfig(config);
        if (pagerDuty === undefined) {
          logger.info(
            'No inference.pagerduty in the configuration: PagerDuty is not asked who is on call',
          );
          return;
        }
        onCall.addOnCallSource(
          PagerDutyOnCallSource.create({
            client: PagerDutyClient.create({
              config: pagerDuty,
              now: () => Date.now(),
            }),
            logger,
          }),
        );
      },
    });
  },
});
