import {
  ApiBlueprint,
  createFrontendPlugin,
  fetchApiRef,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import { createInferenceClient } from '@golden-path/plugin-inference-common';
import { RiPulseLine } from '@remixicon/react';
import { z } from 'zod/v4';
import { inferenceApiRef } from './api/inferenceApi';
import {
  costCard,
  endpointLayout,
  goldenPathCard,
  gpuUtilisationCard,
  latencyCard,
  ownershipCard,
  queueCard,
  rangeStrip,
} from './entityCards';
import { rootRouteRef, templateRouteRef } from './routes';

const inferenceApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: inferenceApiRef,
      deps: { fetchApi: fetchApiRef },
      factory: ({ fetchApi }) =>
        createInferenceClient({
          fetch: fetchApi.fetch,
          baseUrl: 'plugin://inference',
        }),
    }),
});

const fleetPage = PageBlueprint.makeWithOverrides({
  configSchema: {
    /** How often the list asks again; the backend's own snapshot changes about as often. */
    refreshSeconds: z.number().int().min(5).default(15),
    /** Endpoints on one page. */
    pageSize: z.number().int().min(1).max(200).default(50),
  },
  factory(originalFactory, { config }) {
    return originalFactory({
      path: '/inference',
      title: 'Inference',
      routeRef: rootRouteRef,
      loader: () =>
        import('./fleet/FleetPage').then(({ FleetPage }) => (
          <FleetPage
            refreshSeconds={config.refreshSeconds}
            pageSize={config.pageSize}
          />
        )),
    });
  },
});

/**
 * Inference endpoints: the fleet page and what an endpoint's own page shows.
 *
 * @public
 */
export const inferencePlugin = createFrontendPlugin({
  pluginId: 'inference',
  title: 'Inference',
  icon: <RiPulseLine />,
  info: { packageJson: () => import('../package.json') },
  routes: { root: rootRouteRef },
  externalRoutes: { template: templateRouteRef },
  extensions: [
    inferenceApi,
    fleetPage,
    ownershipCard,
    rangeStrip,
    gpuUtilisationCard,
    latencyCard,
    queueCard,
    costCard,
    goldenPathCard,
    endpointLayout,
  ],
});
