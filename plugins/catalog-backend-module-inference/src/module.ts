import { createBackendModule } from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { InferenceEntityProcessor } from './InferenceEntityProcessor';

/**
 * Teaches the catalog about inference endpoints and accelerator classes.
 *
 * @public
 */
export const catalogModuleInference = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'inference',
  register(reg) {
    reg.registerInit({
      deps: { catalog: catalogProcessingExtensionPoint },
      async init({ catalog }) {
        catalog.addProcessor(new InferenceEntityProcessor());
      },
    });
  },
});
