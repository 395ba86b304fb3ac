import { ApiBlueprint, fetchApiRef } from '@backstage/frontend-plugin-api';
import { createGpuQuotaClient } from '@golden-path/plugin-gpu-quota-common';
import { gpuQuotaApiRef } from './gpuQuotaApiRef';

export const gpuQuotaApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: gpuQuotaApiRef,
      deps: { fetchApi: fetchApiRef },
      factory: ({ fetchApi }) =>
        createGpuQuotaClient({
          fetch: (url, init) => fetchApi.fetch(url, init),
          baseUrl: 'plugin://gpu-quota',
        }),
    }),
});
