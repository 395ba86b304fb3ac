import { createApiRef } from '@backstage/frontend-plugin-api';
import type { GpuQuotaClient } from '@golden-path/plugin-gpu-quota-common';

/**
 * The gpu-quota API, in the browser. Rejects with the server's own sentence.
 *
 * @public
 */
export const gpuQuotaApiRef = createApiRef<GpuQuotaClient>().with({
  id: 'plugin.gpu-quota.client',
  pluginId: 'gpu-quota',
});
