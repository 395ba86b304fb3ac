import type {
  AuthService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { hoursOfUpgrade } from '@golden-path/plugin-inference-common';
import { parseRepository } from '@golden-path/plugin-inference-node';
import { requireTenancy } from '../onboarding/tenancies';
import {
  checkEndpointName,
  checkNamespace,
  readTitle,
} from '../plan/checkEndpointName';
import { composePlan } from '../plan/composePlan';
import { readPlatformSettings } from '../plan/platformSettings';
import {
  checkNameIsFree,
  readAcceleratorClasses,
  readOwningTeam,
} from '../plan/readCatalog';
import { checkStorable } from '../upgrade/checkStorable';
import { examples } from './planEndpoint.examples';
import { deploymentInput, deploymentOutput } from './planEndpoint.schema';

/** What {@link createPlanEndpointAction} needs. @public */
export type PlanEndpointActionOptions = {
  auth: AuthService;
  catalog: CatalogService;
  config: RootConfigService;
};

/**
 * Creates `inference:endpoint:plan`: sizes an endpoint on the server and gives what its manifests need.
 *
 * @remarks
 * Refuses, with a sentence that says what to change: a model that does not fit the class, a class that is gone, a name
 * that is taken or that Kubernetes would not take, replicas below 1, a repository host that is not configured.
 *
 * @public
 */
export function createPlanEndpointAction(options: PlanEndpointActionOptions) {
  const { auth, catalog, config } = options;
  return createTemplateAction({
    id: 'inference:endpoint:plan',
    description:
      'Sizes an inference endpoint against an accelerator class of the catalog, and refuses what does not fit',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        name: z =>
          z.string({ description: 'Name of the endpoint, a DNS label' }),
        title: z => z.string({ description: 'Name for people' }).optional(),
        owner: z => z.string({ description: 'Entity ref of the owning group' }),
        environment: z =>
          z.enum(['dev', 'prod'], { description: 'Where it will run' }),
        model: z =>
          z.object(
            {
              id: z.string({
                description: 'Id of the model as its publisher writes it',
              }),
              config: z
                .union([z.string(), z.record(z.unknown())], {
                  description:
                    'config.json as text or object; may be left out for known models',
                })
                .optional(),
              weightBytes: z
                .number({
                  description:
                    'Exact size of the weights, from the safetensors index',
                })
                .optional(),
            },
            { description: 'The model to serve' },
          ),
        precision: z =>
          z
            .enum(['auto', 'bf16', 'fp8'], {
              description: 'What weights are held in; auto as published',
            })
            .optional(),
        kvPrecision: z =>
          z
            .enum(['auto', 'fp8'], {
              description: 'What the KV cache is held in; auto is 16 bits',
            })
            .optional(),
        maxModelLength: z =>
          z.number({
            description: 'Longest prompt plus answer, in tokens',
          }),
        requestsPerSecond: z =>
          z.number({ description: 'Rate at the busiest hour' }),
        promptTokens: z =>
          z.number({ description: 'Tokens of a typical prompt' }),
        outputTokens: z =>
          z.number({ description: 'Tokens of a typical answer' }),
        concurrency: z =>
          z
            .number({ description: 'Requests at once, over all replicas' })
            .optional(),
        ttftP95Ms: z =>
          z
            .number({ description: 'Target for the time to first token, p95' })
            .optional(),
        tpotP95Ms: z =>
          z
            .number({
              description: 'Target for the time per output token, p95',
            })
            .optional(),
        minReplicas: z => z.number({ description: 'At least 1' }),
        maxReplicas: z =>
          z.number({ description: 'Quota is reserved for so many' }),
        acceleratorClass: z =>
          z.string({ description: 'Name of the accelerator class' }),
        repoUrl: z =>
          z.string({ description: "Repository as 'host?owner=…&repo=…'" }),
        ...deploymentInput,
        upgradeOf: z =>
          z
            .string({
              description:
                'Entity ref of the endpoint that is planned again; its own name is not taken',
            })
            .optional(),
      },
      output: {
        name: z => z.string(),
        title: z => z.string(),
        endpointRef: z =>
          z.string({ description: 'Entity ref the endpoint will have' }),
        owner: z => z.string({ description: 'Entity ref of the owning group' }),
        ownerTitle: z => z.string(),
        namespace: z =>
          z.string({
            description: 'Kubernetes namespace, the name of the team',
          }),
        environment: z => z.string(),
        lifecycle: z => z.string(),
        pagerDutyServiceId: z => z.string().optional(),
        precision: z => z.string(),
        ttftP95Ms: z => z.number().optional(),
        tpotP95Ms: z => z.number().optional(),
        modelId: z => z.string(),
        modelUri: z => z.string(),
        parametersText: z => z.string().optional(),
        acceleratorClass: z => z.string(),
        acceleratorClassTitle: z => z.string(),
        deviceClassName: z => z.string({ description: 'DRA DeviceClass' }),
        devicesPerReplica: z => z.number(),
        tensorParallel: z => z.number(),
        image: z => z.string(),
        args: z => z.array(z.string(), { description: "vLLM's arguments" }),
        cpuCores: z => z.number(),
        memoryGiB: z => z.number(),
        sharedMemoryGiB: z => z.number(),
        weightsGiB: z => z.number({ description: 'As held by the devices' }),
        checkpointGiB: z =>
          z.number({ description: 'As published, and as downloaded' }),
        maxModelLength: z => z.number().optional(),
        kvTokens: z =>
          z.number({ description: 'Tokens in the KV cache' }).optional(),
        concurrency: z =>
          z
            .number({ description: 'Requests of full length per replica' })
            .optional(),
        minReplicas: z => z.number(),
        maxReplicas: z => z.number(),
        replicas: z => z.number({ description: 'Replicas to start with' }),
        reservedDevices: z =>
          z.number({ description: 'Maximum of replicas times devices' }),
        modelLoadSeconds: z => z.number(),
        startupPeriodSeconds: z => z.number(),
        startupFailureThreshold: z => z.number(),
        monthlyCost: z => z.string({ description: 'Text, accelerators only' }),
        sizing: z => z.object({ verdict: z.string(), sentence: z.string() }),
        assumption: z => z.string(),
        publisher: z =>
          z.enum(['gitea', 'github', 'gitlab'], {
            description: 'Suffix of the publish action to run',
          }),
        repoHost: z => z.string(),
        repoOwner: z => z.string(),
        repoName: z => z.string(),
        repositoryUrl: z => z.string(),
        catalogInfoPath: z => z.string(),
        ...deploymentOutput,
      },
    },
    async handler(ctx) {
      const { input, logger } = ctx;
      checkEndpointName(input.name);
      const { upgradeOf: _endpoint, ...answers } = input;
      checkStorable(input.name, answers);
      const title = readTitle(input.title, input.name);
      const repository = parseRepository(input.repoUrl, config);
      const platform = readPlatformSettings(config);
      const credentials = await ctx.getInitiatorCredentials();

      const team = await requireTenancy({
        catalog,
        credentials,
        config,
        team: await readOwningTeam({
          catalog,
          credentials,
          owner: input.owner,
        }),
      });
      checkNamespace(team.name);
      // As the portal itself: a name is taken even when the initiator may not see by whom. In a checkpoint, because a
      // task that is run again finds its own entity.
      await ctx.checkpoint({
        key: `inference.endpoint.name.${input.name}`,
        fn: async () => {
          if (input.upgradeOf !== `component:default/${input.name}`) {
            await checkNameIsFree({
              catalog,
              credentials: await auth.getOwnServiceCredentials(),
              name: input.name,
            });
          }
          return input.name;
        },
      });

      const classes = await readAcceleratorClasses({
        catalog,
        credentials,
        logger,
      });
      const plan = composePlan({
        name: input.name,
        title,
        environment: input.environment,
        request: {
          ...input,
          precision: input.precision ?? 'auto',
          businessHours: input.upgradeOf
            ? hoursOfUpgrade(input.businessHours, input)
            : input.businessHours,
        },
        classes,
        team,
        repository,
        platform,
        portalUrl: config.getOptionalString('app.baseUrl')?.replace(/\/+$/, ''),
      });
      logger.info(`${plan.acceleratorClass}: ${plan.sizing.sentence}`);
      logger.info(`Accelerators cost ${plan.monthlyCost}`);
      logger.info(
        `A replica has ${plan.deadlines.startDeadlineSeconds} s from being created to being ready`,
      );
      for (const [name, value] of Object.entries(plan)) {
        if (value !== undefined) {
          ctx.output(name as keyof typeof plan, value);
        }
      }
    },
  });
}
