import { z } from 'zod';
import { ApiError, type StatusCause } from '../api/ApiError';
import {
  isLabelKey,
  isLabelValue,
  labelNameProblem,
  objectNameProblem,
} from './names';
import { parseQuantity } from './quantity';
import { KUEUE_SCHEMAS } from './kueueSchemas';
import type { ResourceType } from './resourceTypes';

/** The most devices that one request may ask for; Kubernetes' own limit. */
export const MAX_DEVICES_PER_REQUEST = 32;

const quantity = z
  .union([z.string(), z.number()])
  .refine(value => (parseQuantity(value) ?? -1) >= 0, {
    message: 'must be a quantity of at least 0',
  });

const container = z.looseObject({
  name: z.string().refine(name => labelNameProblem(name) === undefined, {
    message: 'must be a lowercase RFC 1123 label',
  }),
  image: z.string().min(1).optional(),
  resources: z
    .looseObject({
      requests: z.record(z.string(), quantity).optional(),
      limits: z.record(z.string(), quantity).optional(),
    })
    .optional(),
});

const podClaim = z
  .looseObject({
    name: z.string().refine(name => labelNameProblem(name) === undefined, {
      message: 'must be a lowercase RFC 1123 label',
    }),
    resourceClaimTemplateName: z.string().min(1).optional(),
    resourceClaimName: z.string().min(1).optional(),
  })
  .refine(
    claim =>
      (claim.resourceClaimTemplateName === undefined) !==
      (claim.resourceClaimName === undefined),
    {
      message:
        'exactly one of `resourceClaimName` and `resourceClaimTemplateName` must be set',
    },
  );

const podSpec = z.looseObject({
  containers: z.array(container).min(1),
  resourceClaims: z.array(podClaim).optional(),
  nodeSelector: z.record(z.string(), z.string()).optional(),
});

const partialPodSpec = podSpec.partial({ containers: true });
const replicas = z.number().int().min(0);

const labels = z.record(z.string(), z.string());

const deviceSubRequest = z.looseObject({
  name: z.string().optional(),
  deviceClassName: z.string().min(1),
  allocationMode: z.enum(['ExactCount', 'All']).optional(),
  count: z.number().int().min(1).max(MAX_DEVICES_PER_REQUEST).optional(),
});

const deviceRequest = z
  .looseObject({
    name: z.string().min(1),
    exactly: deviceSubRequest.optional(),
    firstAvailable: z.array(deviceSubRequest).min(1).max(8).optional(),
  })
  .refine(
    request =>
      (request.exactly === undefined) !==
      (request.firstAvailable === undefined),
    { message: 'exactly one of `exactly` and `firstAvailable` must be set' },
  );

const claimTemplate = z.looseObject({
  spec: z.looseObject({
    spec: z.looseObject({
      devices: z.looseObject({ requests: z.array(deviceRequest).max(32) }),
    }),
  }),
});

const deviceClass = z.looseObject({
  spec: z
    .looseObject({
      selectors: z
        .array(
          z.looseObject({
            cel: z.looseObject({ expression: z.string().min(1) }),
          }),
        )
        .max(32)
        .optional(),
      extendedResourceName: z
        .string()
        .refine(name => name.includes('/') && isLabelKey(name), {
          message: 'must be the name of an extended resource, with its domain',
        })
        .optional(),
    })
    .optional(),
});

const resourceQuota = z.looseObject({
  spec: z
    .looseObject({
      hard: z
        .record(z.string(), quantity)
        .superRefine((hard, context) => {
          for (const [key, value] of Object.entries(hard)) {
            const counted =
              key.endsWith('.deviceclass.resource.k8s.io/devices') ||
              key.startsWith('count/') ||
              key.endsWith('/gpu');
            if (counted && !Number.isInteger(parseQuantity(value))) {
              context.addIssue({
                code: 'custom',
                path: [key],
                message: 'must be an integer',
              });
            }
          }
        })
        .optional(),
    })
    .optional(),
});

const deployment = z
  .looseObject({
    spec: z.looseObject({
      replicas: replicas.optional(),
      progressDeadlineSeconds: z.number().int().min(1).optional(),
      selector: z.looseObject({ matchLabels: labels }),
      template: z.looseObject({
        metadata: z
          .looseObject({
            labels: labels.optional(),
            annotations: labels.optional(),
          })
          .optional(),
        spec: podSpec,
      }),
    }),
  })
  .superRefine(({ spec }, context) => {
    const podLabels = spec.template.metadata?.labels ?? {};
    const selects = Object.entries(spec.selector.matchLabels).every(
      ([key, value]) => podLabels[key] === value,
    );
    if (!selects) {
      context.addIssue({
        code: 'custom',
        path: ['spec', 'template', 'metadata', 'labels'],
        message: '`selector` does not match template `labels`',
      });
    }
    spec.template.spec.containers.forEach((one, index) => {
      if (one.image === undefined) {
        context.addIssue({
          code: 'custom',
          path: ['spec', 'template', 'spec', 'containers', index, 'image'],
          message: 'Required value',
        });
      }
    });
  });

/** The part of KServe's LLMInferenceService that the sandbox acts on. */
export const llmInferenceServiceSchema = z.looseObject({
  spec: z
    .looseObject({
      model: z.looseObject({
        uri: z.string().min(1),
        name: z.string().min(1).optional(),
      }),
      replicas: replicas.optional(),
      scaling: z
        .looseObject({
          minReplicas: replicas.optional(),
          maxReplicas: replicas.optional(),
        })
        .optional(),
      labels: labels.optional(),
      annotations: labels.optional(),
      template: partialPodSpec.optional(),
      router: z
        .looseObject({
          route: z.looseObject({}).optional(),
          gateway: z.looseObject({}).optional(),
          scheduler: z.looseObject({}).optional(),
        })
        .optional(),
    })
    .refine(spec => spec.replicas === undefined || spec.scaling === undefined, {
      message: '`replicas` and `scaling` are mutually exclusive',
    }),
});

/** The part of KServe's InferenceService that the sandbox acts on. */
export const inferenceServiceSchema = z.looseObject({
  spec: z.looseObject({
    predictor: z.looseObject({
      minReplicas: replicas.optional(),
      maxReplicas: replicas.optional(),
      labels: labels.optional(),
      annotations: labels.optional(),
      model: container
        .partial({ name: true })
        .extend({
          storageUri: z.string().optional(),
          runtime: z.string().optional(),
          runtimeVersion: z.string().optional(),
        })
        .optional(),
      containers: z.array(container).optional(),
      resourceClaims: z.array(podClaim).optional(),
      nodeSelector: z.record(z.string(), z.string()).optional(),
    }),
  }),
});

const scaledObject = z.looseObject({
  spec: z
    .looseObject({
      scaleTargetRef: z.looseObject({
        kind: z.string().optional(),
        name: z.string().min(1),
      }),
      minReplicaCount: replicas.optional(),
      maxReplicaCount: replicas.optional(),
    })
    .refine(
      ({ minReplicaCount = 0, maxReplicaCount = 100 }) =>
        minReplicaCount <= maxReplicaCount,
      { message: '`minReplicaCount` must not exceed `maxReplicaCount`' },
    ),
});

const SPEC_SCHEMAS: Record<string, z.ZodType> = {
  Deployment: deployment,
  ResourceQuota: resourceQuota,
  ResourceClaimTemplate: claimTemplate,
  LLMInferenceService: llmInferenceServiceSchema,
  InferenceService: inferenceServiceSchema,
  DeviceClass: deviceClass,
  ScaledObject: scaledObject,
  ...KUEUE_SCHEMAS,
};

const metadataSchema = z.looseObject({
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    labels: labels.optional(),
    annotations: labels.optional(),
    finalizers: z.array(z.string()).max(0).optional(),
  }),
});

function causesOf(error: z.ZodError): StatusCause[] {
  return error.issues.map(issue => ({
    reason: 'FieldValueInvalid',
    field: issue.path
      .map(part =>
        typeof part === 'number' ? `[${part}]` : `.${String(part)}`,
      )
      .join('')
      .replace(/^\./, ''),
    message: `Invalid value: ${issue.message}`,
  }));
}

/**
 * Checks an object's metadata and, for the kinds that the sandbox acts on, its spec.
 * @throws ApiError 422 that names each field and what is wrong with it.
 */
export function validateObject(
  type: ResourceType,
  object: Record<string, unknown>,
): void {
  const parsed = metadataSchema.safeParse(object);
  if (!parsed.success) {
    throw ApiError.invalid(type, '', causesOf(parsed.error));
  }
  const { name, namespace, labels: set = {} } = parsed.data.metadata;
  const causes: StatusCause[] = [];
  const problem =
    type.kind === 'Namespace' || type.kind === 'Service'
      ? labelNameProblem(name)
      : objectNameProblem(name);
  if (problem) {
    causes.push({
      reason: 'FieldValueInvalid',
      field: 'metadata.name',
      message: `Invalid value: "${name}": ${problem}`,
    });
  }
  const namespaceProblem =
    type.namespaced && namespace !== undefined
      ? labelNameProblem(namespace)
      : undefined;
  if (namespaceProblem) {
    causes.push({
      reason: 'FieldValueInvalid',
      field: 'metadata.namespace',
      message: `Invalid value: "${namespace}": ${namespaceProblem}`,
    });
  }
  for (const [key, value] of Object.entries(set)) {
    if (!isLabelKey(key) || !isLabelValue(value)) {
      causes.push({
        reason: 'FieldValueInvalid',
        field: 'metadata.labels',
        message: `Invalid value: "${key}=${value}": a label is an optional DNS prefix and a name of at most 63 letters, digits, '-', '_' or '.'`,
      });
    }
  }
  const spec = SPEC_SCHEMAS[type.kind]?.safeParse(object);
  if (spec && !spec.success) {
    causes.push(...causesOf(spec.error));
  }
  if (causes.length > 0) {
    throw ApiError.invalid(type, name, causes);
  }
}
