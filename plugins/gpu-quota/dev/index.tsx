import { InMemoryCatalogClient } from '@backstage/catalog-client/testUtils';
import { createDevApp } from '@backstage/frontend-dev-utils';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import plugin, { gpuQuotaApiRef } from '../src';
import { catalogEntities } from '../src/__testUtils__/catalogFixtures';
import { NOW } from '../src/__testUtils__/quotaFixtures';
import { InMemoryQuota } from './InMemoryQuota';

const catalog = new InMemoryCatalogClient({ entities: catalogEntities });
const quota = new InMemoryQuota({ offsetMs: Date.now() - Date.parse(NOW) });

createDevApp({
  features: [
    catalogPlugin.withOverrides({
      extensions: [
        catalogPlugin.getExtension('api:catalog').override({
          params: defineParams =>
            defineParams({
              api: catalogApiRef,
              deps: {},
              factory: () => catalog,
            }),
        }),
      ],
    }),
    plugin.withOverrides({
      extensions: [
        plugin.getExtension('api:gpu-quota').override({
          params: defineParams =>
            defineParams({
              api: gpuQuotaApiRef,
              deps: {},
              factory: () => quota,
            }),
        }),
      ],
    }),
  ],
});
