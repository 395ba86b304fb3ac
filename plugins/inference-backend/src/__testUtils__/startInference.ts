import {
  createBackendModule,
  createServiceFactory,
  type BackstageCredentials,
  type UrlReaderService,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  inferenceOnCallSourceExtensionPoint,
  inferenceSignalSourceExtensionPoint,
} from '@golden-path/plugin-inference-node';
import { resolve } from 'node:path';
import request from 'supertest';
import inferencePlugin from '../index';
import { acceleratorClass, endpointEntity, groupEntity } from './entities';
import { FakeOnCallSource } from './FakeOnCallSource';
import { FakeSignalSource } from './FakeSignalSource';

/** The operating model that the repository ships. */
export const MODEL = resolve(
  __dirname,
  '../../../../platform/operating-model.yaml',
);
const entities: Entity[] = [
  acceleratorClass,
  groupEntity('support', 'PSUPPORT'),
  groupEntity('search'),
  groupEntity('ai-platform', 'PPLATFORM'),
  endpointEntity('chat'),
  endpointEntity('broken', { annotations: { 'accelerator-class': 'gone' } }),
  endpointEntity('search', { owner: 'search' }),
  endpointEntity('malformed', { annotations: { 'max-replicas': 'many' } }),
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { namespace: 'default', name: 'website' },
    spec: { type: 'website', lifecycle: 'production', owner: 'support' },
  },
];

/** A catalog that shows what `isVisible` says to whom. */
export function catalogFor(
  isVisible: (entity: Entity, credentials: BackstageCredentials) => boolean,
  more: Entity[] = [],
) {
  const as = (credentials: BackstageCredentials) =>
    catalogServiceMock({
      entities: [...entities, ...more].filter(entity =>
        isVisible(entity, credentials),
      ),
    });
  return createServiceFactory({
    service: catalogServiceRef,
    deps: {},
    factory: () => ({
      ...catalogServiceMock.mock(),
      getEntityByRef: (ref, options) =>
        as(options.credentials).getEntityByRef(ref, options),
      getEntitiesByRefs: (query, options) =>
        as(options.credentials).getEntitiesByRefs(query, options),
      queryEntities: (query, options) =>
        as(options.credentials).queryEntities(query, options),
    }),
  });
}

/** The plugin in a real backend, with sources and a catalog that a test controls. */
export async function start(
  options: {
    inference?: Record<string, unknown>;
    sources?: boolean;
    permission?: AuthorizeResult.ALLOW | AuthorizeResult.DENY;
    catalog?: ReturnType<typeof catalogFor>;
    urlReader?: UrlReaderService;
    integrations?: Record<string, { host: string }[]>;
  } = {},
) {
  const signals = new FakeSignalSource();
  const onCall = new FakeOnCallSource();
  const sources = createBackendModule({
    pluginId: 'inference',
    moduleId: 'fakes',
    register(env) {
      env.registerInit({
        deps: {
          signalPoint: inferenceSignalSourceExtensionPoint,
          onCallPoint: inferenceOnCallSourceExtensionPoint,
        },
        async init({ signalPoint, onCallPoint }) {
          signalPoint.setSignalSource(signals);
          onCallPoint.addOnCallSource(onCall);
        },
      });
    },
  });
  const { server } = await startTestBackend({
    features: [
      inferencePlugin,
      ...(options.sources === false ? [] : [sources]),
      options.catalog ?? catalogFor(() => true),
      mockServices.permissions.factory({
        result: options.permission ?? AuthorizeResult.ALLOW,
      }),
      ...(options.urlReader
        ? [mockServices.urlReader.mock(options.urlReader).factory]
        : []),
      mockServices.rootConfig.factory({
        data: {
          ...(options.integrations && { integrations: options.integrations }),
          inference: {
            answerWithinMilliseconds: 100,
            operatingModel: { file: MODEL },
            ...options.inference,
          },
        },
      }),
    ],
  });
  const get = (path: string) => request(server).get(`/api/inference${path}`);
  return { signals, onCall, get };
}
