import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { scaffolderServiceRef } from '@backstage/plugin-scaffolder-node';
import {
  inferencePermissions,
  toOperatingModel,
} from '@golden-path/plugin-inference-common';
import {
  inferenceOnCallSourceExtensionPoint,
  inferenceSignalSourceExtensionPoint,
  type OnCallSource,
  type SignalSource,
} from '@golden-path/plugin-inference-node';
import { createRouter } from './createRouter';
import { readInferenceConfig } from './readInferenceConfig';
import { EndpointCatalog } from './service/EndpointCatalog';
import { EndpointService } from './service/EndpointService';
import { GoldenPathService } from './service/GoldenPathService';
import { loadOperatingModel } from './service/loadOperatingModel';
import { OnCallService } from './service/OnCallService';
import { PreviewService } from './service/PreviewService';
import { RepositoryReader } from './service/RepositoryReader';
import { SignalService } from './service/SignalService';
import { UsageService } from './service/UsageService';

/**
 * Inference endpoints as the portal sees them: what is happening, what it costs, whose incident it is, who is on
 * call.
 *
 * @public
 */
export const inferencePlugin = createBackendPlugin({
  pluginId: 'inference',
  register(env) {
    let signalSource: SignalSource | undefined;
    const onCallSources: OnCallSource[] = [];

    env.registerExtensionPoint(inferenceSignalSourceExtensionPoint, {
      setSignalSource(source) {
        if (signalSource) {
          throw new Error(
            `The inference plugin takes one signal source: '${source.id}' comes after '${signalSource.id}'`,
          );
        }
        signalSource = source;
      },
    });
    env.registerExtensionPoint(inferenceOnCallSourceExtensionPoint, {
      addOnCallSource(source) {
        if (onCallSources.some(({ id }) => id === source.id)) {
          throw new Error(
            `The inference plugin has the on-call source '${source.id}' already`,
          );
        }
        onCallSources.push(source);
      },
    });

    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scaffolder: scaffolderServiceRef,
        urlReader: coreServices.urlReader,
      },
      async init(deps) {
        const { auditor, catalog, httpAuth, logger, permissions } = deps;
        const { refreshMs, answerWithinMs, operatingModel } =
          readInferenceConfig(deps.config);
        const document = await loadOperatingModel(operatingModel);
        const now = () => Date.now();
        const shared = { logger, now, answerWithinMs };
        const endpointCatalog = EndpointCatalog.create({ catalog, logger });

        deps.permissionsRegistry.addPermissions(inferencePermissions);
        deps.httpRouter.use(
          createRouter({
            httpAuth,
            permissions,
            auditor,
            operatingModel: toOperatingModel(document),
            endpoints: EndpointService.create({
              catalog: endpointCatalog,
              signals: SignalService.create({
                ...shared,
                source: signalSource,
                refreshMs,
              }),
              onCall: OnCallService.create({
                ...shared,
                sources: onCallSources,
              }),
              operatingModel: document,
              now,
              refreshMs,
            }),
            previews: PreviewService.create({
              catalog,
              integrations: ScmIntegrations.fromConfig(deps.config),
              scaffolder: deps.scaffolder,
              urlReader: deps.urlReader,
            }),
            usage: UsageService.create({
              ...shared,
              catalog: endpointCatalog,
              source: signalSource,
            }),
            goldenPath: GoldenPathService.create({
              catalog: endpointCatalog,
              config: deps.config,
              repositories: RepositoryReader.create({
                reader: deps.urlReader,
                integrations: ScmIntegrations.fromConfig(deps.config),
                logger,
                now,
              }),
            }),
          }),
        );
      },
    });
  },
});
