import {
  ApiBlueprint,
  createFrontendModule,
} from '@backstage/frontend-plugin-api';
import { createDevApp } from '@backstage/frontend-dev-utils';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import scaffolderPlugin from '@backstage/plugin-scaffolder/alpha';
import plugin, { inferenceApiRef, inferenceFormFieldsModule } from '../src';
import { classEntities } from '../src/__testUtils__/classFixtures';
import {
  brokenGpu,
  endpointEntity,
  fleet,
  NOW,
} from '../src/__testUtils__/fixtures';
import { behind } from '../src/__testUtils__/goldenPathFixtures';
import { scaffolderFixtures } from './scaffolderFixtures';

/** The fixtures are written for one moment; here they are moved to now, so that ages read as in real life. */
function movedToNow<T>(value: T): T {
  const offset = Date.now() - NOW;
  return JSON.parse(JSON.stringify(value), (_key, item: unknown) =>
    typeof item === 'string' && /^\d{4}-\d{2}-\d{2}T.*Z$/.test(item)
      ? new Date(Date.parse(item) + offset).toISOString()
      : item,
  );
}

const groupEntities = ['support-assist', 'ai-platform'].map(name => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { namespace: 'default', name },
  spec: { type: 'team', children: [] },
}));

/** Answers from fixtures, so that the plugin runs without a backend. */
const inferenceFixtures = createFrontendModule({
  pluginId: 'inference',
  extensions: [
    ApiBlueprint.make({
      params: defineParams =>
        defineParams({
          api: inferenceApiRef,
          deps: {},
          factory: () => ({
            listEndpoints: async () => movedToNow(fleet),
            getEndpoint: async (_endpoint, query) =>
              movedToNow({
                ...brokenGpu,
                range: query?.range ?? brokenGpu.range,
              }),
            getGoldenPath: async () => movedToNow(behind),
          }),
        }),
    }),
  ],
});

const catalogFixtures = createFrontendModule({
  pluginId: 'catalog',
  extensions: [
    ApiBlueprint.make({
      params: defineParams =>
        defineParams({
          api: catalogApiRef,
          deps: {},
          factory: () =>
            catalogApiMock({
              entities: [endpointEntity, ...classEntities, ...groupEntities],
            }),
        }),
    }),
  ],
});

createDevApp({
  features: [
    catalogPlugin,
    catalogFixtures,
    scaffolderPlugin,
    scaffolderFixtures,
    plugin,
    inferenceFixtures,
    inferenceFormFieldsModule,
  ],
});
