import { createApiRef } from '@backstage/frontend-plugin-api';
import type { InferenceClient } from '@golden-path/plugin-inference-common';

/**
 * What the pages and cards of this plugin ask the inference backend.
 *
 * @public
 */
export type InferenceApi = Pick<
  InferenceClient,
  'listEndpoints' | 'getEndpoint' | 'getGoldenPath'
>;

/**
 * Replace it to serve the pages from elsewhere, for example in tests.
 *
 * @public
 */
export const inferenceApiRef = createApiRef<InferenceApi>().with({
  id: 'plugin.inference.client',
  pluginId: 'inference',
});
