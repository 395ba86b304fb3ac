import type { ExtensionDefinition } from '@backstage/frontend-plugin-api';
import { renderTestApp } from '@backstage/frontend-test-utils';
import {
  catalogApiMock,
  createTestEntityPage,
} from '@backstage/plugin-catalog-react/testUtils';
import { inferenceApiRef, type InferenceApi } from '../api/inferenceApi';
import { queryClient } from '../data/queryClient';
import { hoverStore, rangeStore } from '../data/range';
import { endpointEntity, NOW } from './fixtures';

/** Stops the clock at the fixtures' moment; timers keep running. */
export function freezeTime() {
  jest.useFakeTimers({
    now: NOW,
    doNotFake: [
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'requestAnimationFrame',
      'cancelAnimationFrame',
      'requestIdleCallback',
      'cancelIdleCallback',
      'setImmediate',
      'clearImmediate',
      'setInterval',
      'clearInterval',
      'setTimeout',
      'clearTimeout',
    ],
  });
}

/** Forgets what one test left for the next. */
export function resetState() {
  jest.useRealTimers();
  queryClient.clear();
  rangeStore.set('3h');
  hoverStore.set(undefined);
}

/** Renders cards on the page of the endpoint of the fixtures. */
export function renderEndpoint(
  api: Partial<InferenceApi>,
  cards: ExtensionDefinition[],
) {
  const complete: InferenceApi = {
    listEndpoints: () =>
      Promise.reject(new Error('not asked for in this test')),
    getEndpoint: () => Promise.reject(new Error('not asked for in this test')),
    getGoldenPath: () =>
      Promise.reject(new Error('not asked for in this test')),
    ...api,
  };
  return renderTestApp({
    extensions: [createTestEntityPage({ entity: endpointEntity }), ...cards],
    apis: [
      [inferenceApiRef, complete],
      catalogApiMock({ entities: [endpointEntity] }),
    ],
  });
}
