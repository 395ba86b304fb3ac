import { z } from 'zod';
import { fieldErrors } from './fieldErrors';
import { at, fieldsOf, listOf, type Manifest } from './manifest';

/*
 * KServe publishes no package of schemas: these are the fields of its API types (v0.20) that the template writes, by
 * hand. Unknown fields are refused, because the API server would drop them without a word. Pods in it are checked as
 * Pods.
 */

const text = z.string().min(1);
const texts = z.record(z.string(), z.string());
const count = z.number().int().min(0);
const atLeastOne = z.number().int().min(1);
const countOrShare = z.union([count, z.string().regex(/^\d{1,3}%$/)]);
const reference = z.strictObject({ name: text });
const pod = z.looseObject({});

const metadata = z.looseObject({
  name: text,
  labels: texts.optional(),
  annotations: texts.optional(),
});

const llmInferenceService = z.strictObject({
  apiVersion: z.literal('serving.kserve.io/v1alpha2'),
  kind: z.literal('LLMInferenceService'),
  metadata,
  spec: z
    .strictObject({
      model: z.strictObject({
        uri: z
          .string()
          .regex(
            /^(hf|s3|pvc|oci):\/\/\S+$/,
            'must be an address KServe loads',
          ),
        name: text,
      }),
      storageInitializer: z.strictObject({ enabled: z.boolean() }).optional(),
      replicas: count.optional(),
      scaling: z.looseObject({ maxReplicas: atLeastOne }).optional(),
      parallelism: z.strictObject({ tensor: atLeastOne }).optional(),
      rolloutStrategy: z
        .strictObject({ maxUnavailable: countOrShare, maxSurge: countOrShare })
        .refine(
          ({ maxUnavailable, maxSurge }) =>
            maxUnavailable !== 0 || maxSurge !== 0,
          'maxUnavailable and maxSurge must not both be 0',
        )
        .optional(),
      labels: texts.optional(),
      annotations: texts.optional(),
      router: z
        .strictObject({
          route: z
            .strictObject({
              http: z
                .strictObject({ refs: z.array(reference).optional() })
                .optional(),
            })
            .optional(),
          gateway: z
            .strictObject({
              refs: z
                .array(z.strictObject({ name: text, namespace: text }))
                .optional(),
            })
            .optional(),
          scheduler: z.looseObject({}).optional(),
        })
        .optional(),
      template: pod.refine(
        ({ containers }) =>
          listOf(containers).some(one => at(one, 'name') === 'main'),
        'must have a container main, the one that KServe merges with',
      ),
    })
    .refine(
      spec => spec.replicas === undefined || spec.scaling === undefined,
      'replicas and scaling exclude each other',
    ),
});

/** Fields of a predictor beside those of a Pod and of its container. */
const predictorFields = {
  minReplicas: count,
  maxReplicas: atLeastOne,
  timeout: atLeastOne.optional(),
  deploymentStrategy: z.looseObject({ type: text }).optional(),
  labels: texts.optional(),
  annotations: texts.optional(),
};
/** Fields of a predictor's model beside those of a container. */
const modelFields = {
  modelFormat: z.strictObject({ name: text, version: text.optional() }),
  runtime: text.optional(),
  runtimeVersion: text.optional(),
  protocolVersion: z.enum(['v1', 'v2', 'grpc-v2']).optional(),
  storageUri: z
    .string()
    .regex(/^(hf|s3|gs|pvc|oci):\/\/\S+$/, 'must be an address KServe loads'),
};

const inferenceService = z.strictObject({
  apiVersion: z.literal('serving.kserve.io/v1beta1'),
  kind: z.literal('InferenceService'),
  metadata,
  spec: z.strictObject({
    predictor: z
      .looseObject({ ...predictorFields, model: z.looseObject(modelFields) })
      .refine(
        ({ minReplicas, maxReplicas }) => minReplicas <= maxReplicas,
        'minReplicas must not be more than maxReplicas',
      ),
  }),
});

function without(value: unknown, fields: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fieldsOf(value)).filter(([key]) => !(key in fields)),
  );
}

/** What is wrong with one of KServe's objects; undefined for other kinds. */
export function kserveProblems(manifest: Manifest): string[] | undefined {
  switch (manifest.kind) {
    case 'LLMInferenceService':
      return fieldErrors(llmInferenceService, manifest);
    case 'InferenceService':
      return fieldErrors(inferenceService, manifest);
    default:
      return undefined;
  }
}

/** The pod that KServe would make of its object; undefined for other kinds. */
export function servingPod(manifest: Manifest): Manifest | undefined {
  const podOf = (spec: Record<string, unknown>): Manifest => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: at(manifest, 'metadata', 'name') },
    spec,
  });
  if (manifest.kind === 'LLMInferenceService') {
    return podOf(fieldsOf(at(manifest, 'spec', 'template')));
  }
  if (manifest.kind === 'InferenceService') {
    const predictor = at(manifest, 'spec', 'predictor');
    return podOf({
      ...without(predictor, { ...predictorFields, model: true }),
      containers: [
        {
          name: 'kserve-container',
          ...without(at(predictor, 'model'), modelFields),
        },
      ],
    });
  }
  return undefined;
}
