import { randomUUID } from 'node:crypto';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import { InputError } from '@backstage/errors';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import {
  gpuQuotaSinkExtensionPoint,
  quotaClockServiceRef,
  type QuotaSink,
} from '@golden-path/plugin-gpu-quota-node';
import { registerActions } from './actions/registerActions';
import { createRouter } from './createRouter';
import { QuotaDatabase } from './database/QuotaDatabase';
import { readGpuQuotaConfig } from './readGpuQuotaConfig';
import { registerPermissions } from './registerPermissions';
import { createServices } from './service/createServices';
import { InferenceUsage } from './service/InferenceUsage';

/**
 * GPU quota of teams: requests, decisions, grants and reservations, at `/api/gpu-quota`.
 *
 * @public
 */
export const gpuQuotaPlugin = createBackendPlugin({
  pluginId: 'gpu-quota',
  register(env) {
    const sinks: QuotaSink[] = [];
    env.registerExtensionPoint(gpuQuotaSinkExtensionPoint, {
      addSink(sink) {
        if (sinks.some(other => other.id === sink.id)) {
          throw new InputError(`A quota sink '${sink.id}' was added before`);
        }
        sinks.push(sink);
      },
    });
    env.registerInit({
      deps: {
        actionsRegistry: actionsRegistryServiceRef,
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        clock: quotaClockServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        discovery: coreServices.discovery,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
        signals: signalsServiceRef,
        userInfo: coreServices.userInfo,
      },
      async init(deps) {
        const services = createServices({
          ...deps,
          config: readGpuQuotaConfig(deps.config),
          database: await QuotaDatabase.create(deps),
          sinks,
          usage: new InferenceUsage(deps),
          now: () => deps.clock.now(),
          newId: randomUUID,
        });
        registerPermissions(deps.permissionsRegistry, services);
        registerActions(deps.actionsRegistry, { ...deps, ...services });
        await services.start(deps);
        deps.httpRouter.use(createRouter({ ...deps, ...services }));
      },
    });
  },
});
