import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import {
  toastApiRef,
  type ToastApiMessage,
} from '@backstage/frontend-plugin-api';
import { mockApis, renderTestApp } from '@backstage/frontend-test-utils';
import {
  catalogApiRef,
  defaultEntityPresentation,
  entityPresentationApiRef,
  entityRouteRef,
  type EntityPresentationApi,
} from '@backstage/plugin-catalog-react';
import {
  catalogApiMock,
  createTestEntityPage,
} from '@backstage/plugin-catalog-react/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { signalApiRef, type SignalApi } from '@backstage/plugin-signals-react';
import type { GpuQuotaSignal } from '@golden-path/plugin-gpu-quota-common';
import { act } from '@testing-library/react';
import { queryClient } from '../api/queryClient';
import { plugin } from '../plugin';
import { catalogEntities } from './catalogFixtures';
import { homePage } from './homePage';

/** Titles straight from the fixtures, without the loading and caching of the catalog's own presentation. */
const presentations: EntityPresentationApi = {
  forEntity: entityOrRef => {
    const ref =
      typeof entityOrRef === 'string'
        ? entityOrRef
        : stringifyEntityRef(entityOrRef);
    const entity = catalogEntities.find(
      candidate => stringifyEntityRef(candidate) === ref,
    );
    const snapshot = defaultEntityPresentation(entity ?? ref);
    return { snapshot, promise: Promise.resolve(snapshot) };
  },
};

const changed: GpuQuotaSignal = {
  action: 'changed',
  team: 'group:default/support-assist',
};

export type RenderQuotaOptions = {
  /** Where the app opens. */
  path?: string;
  /** Shows this entity's page instead. */
  entity?: Entity;
  /** What the permission policy says; allowed by default. */
  isAllowed?: boolean;
  /** Whether the signals plugin is installed. */
  hasSignals?: boolean;
};

/** Opens the plugin in an app, with its real client. */
export function renderQuota(options: RenderQuotaOptions) {
  const { path = '/', entity, isAllowed = true, hasSignals } = options;
  queryClient.clear();
  const toasts: ToastApiMessage[] = [];
  const listeners = new Set<() => void>();
  const signals: SignalApi = {
    subscribe: (_channel, onMessage) => {
      // As it arrives from the wire.
      const listener = () => onMessage(JSON.parse(JSON.stringify(changed)));
      listeners.add(listener);
      return { unsubscribe: () => listeners.delete(listener) };
    },
  };
  renderTestApp({
    features: [plugin],
    extensions: entity ? [createTestEntityPage({ entity })] : [homePage],
    mountedRoutes: entity
      ? {}
      : { '/catalog/:namespace/:kind/:name': entityRouteRef },
    initialRouteEntries: [path],
    apis: [
      [catalogApiRef, catalogApiMock({ entities: catalogEntities })],
      [entityPresentationApiRef, presentations],
      [
        toastApiRef,
        {
          post: (toast: ToastApiMessage) => {
            toasts.push(toast);
            return { close: () => {} };
          },
        },
      ],
      mockApis.permission({
        authorize: isAllowed ? AuthorizeResult.ALLOW : AuthorizeResult.DENY,
      }),
      ...(hasSignals ? [[signalApiRef, signals] as const] : []),
    ],
  });
  return {
    /** What was announced to the user. */
    toasts,
    /** The backend says that something changed. */
    signal: () =>
      act(async () => {
        for (const listener of listeners) {
          listener();
        }
      }),
  };
}
