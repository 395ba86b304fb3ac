import type { JsonObject } from '@backstage/types';
import type { z as zod } from 'zod/v3';

type Z = typeof zod;

/** The inputs that say how an endpoint is run; all may be left out. */
export const deploymentInput = {
  runtime: (z: Z) =>
    z
      .enum(['vllm', 'triton'], {
        description: 'vllm for language models, triton for predictive ones',
      })
      .optional(),
  latencyProfile: (z: Z) =>
    z
      .enum(['interactive', 'standard', 'batch'], {
        description: 'How patient callers are: decides time-outs and drain',
      })
      .optional(),
  availabilityTarget: (z: Z) =>
    z
      .union([z.literal(0.99), z.literal(0.995), z.literal(0.999)], {
        description: 'Share of requests to be answered',
      })
      .optional(),
  modelLoading: (z: Z) =>
    z
      .enum(['hub', 'oci', 'pvc', 'object-storage'], {
        description: 'How weights reach the pod',
      })
      .optional(),
  modelUri: (z: Z) =>
    z
      .string({
        description:
          'oci://, s3:// or gs:// address; the name of a claim for pvc',
      })
      .optional(),
  hubToken: (z: Z) =>
    z
      .boolean({
        description:
          "Whether the hub wants the team's token; as the list of known models says where left out, and not for others",
      })
      .optional(),
  scaleToZero: (z: Z) =>
    z
      .boolean({ description: 'No replicas while nobody calls; dev only' })
      .optional(),
  businessHours: (z: Z) =>
    z
      .object(
        {
          start: z.string(),
          end: z.string(),
          timezone: z.string(),
          replicas: z
            .number({ description: 'How many; the minimum where left out' })
            .optional(),
        },
        { description: 'Weekday hours in which replicas are kept up' },
      )
      .optional(),
  interruptible: (z: Z) =>
    z
      .boolean({ description: 'May run on quota borrowed from other teams' })
      .optional(),
};

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

const record = (description: string) => (z: Z) =>
  z.custom<JsonObject>(isObject).describe(description);

/** What the skeleton needs to know about how an endpoint is run. */
export const deploymentOutput = {
  runtime: (z: Z) => z.string(),
  runtimeVersion: (z: Z) => z.string(),
  latencyProfile: (z: Z) => z.string(),
  availabilityTarget: (z: Z) => z.number(),
  modelLoading: (z: Z) => z.string(),
  scaleToZero: (z: Z) => z.boolean(),
  businessHours: (z: Z) => record('Start, end and time zone')(z).optional(),
  interruptible: (z: Z) => z.boolean(),
  allocation: (z: Z) =>
    z.string({ description: 'dra or device-plugin, as the cluster has it' }),
  claimTemplateName: (z: Z) =>
    z.string({ description: 'ResourceClaimTemplate, with dra' }).optional(),
  extendedResourceName: (z: Z) => z.string().optional(),
  modelSource: record('Where the weights come from'),
  deadlines: record('Every wait of a start, in seconds'),
  latency: record('Time-outs and drain of the latency profile'),
  scaling: (z: Z) => record('How replicas follow load')(z).optional(),
  rollout: record('How many replicas at a time'),
  scratchGiB: (z: Z) => z.number(),
  ephemeralStorageGiB: (z: Z) => z.number(),
  availabilityPercent: (z: Z) => z.number(),
  serviceName: (z: Z) => z.string(),
  servicePort: (z: Z) => z.number(),
  serverPort: (z: Z) => z.number(),
  metricsPort: (z: Z) => z.number(),
  metricsPortName: (z: Z) => z.string(),
  priorityClasses: record('By environment'),
  alerts: (z: Z) => z.array(record('A rule')(z)),
  metricNames: (z: Z) => z.array(z.string()),
  platform: record('What the manifests take for granted'),
  titleMarkdown: (z: Z) => z.string(),
  ownerMarkdown: (z: Z) => z.string(),
  repositorySecret: (z: Z) =>
    record('Credentials of a private repository')(z).optional(),
  runbookUrl: (z: Z) => z.string(),
};
