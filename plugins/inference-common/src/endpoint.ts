import type { Entity } from '@backstage/catalog-model';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { z } from 'zod';
import { entityRefOf } from './entityRefOf';
import { fieldErrorsOf, type FieldError, type Parsed } from './fieldError';

/**
 * `spec.type` of a catalog Component that is an inference endpoint.
 *
 * @public
 */
export const INFERENCE_ENDPOINT_TYPE = 'inference-endpoint';

/**
 * Annotations an inference endpoint carries, by what they say.
 *
 * @public
 */
export const ENDPOINT_ANNOTATIONS = {
  acceleratorClass: 'goldenpath.dev/accelerator-class',
  acceleratorsPerReplica: 'goldenpath.dev/accelerators-per-replica',
  minReplicas: 'goldenpath.dev/min-replicas',
  maxReplicas: 'goldenpath.dev/max-replicas',
  model: 'goldenpath.dev/model',
  runtime: 'goldenpath.dev/runtime',
  environment: 'goldenpath.dev/environment',
  sloTtftP95Ms: 'goldenpath.dev/slo-ttft-p95-ms',
  sloTpotP95Ms: 'goldenpath.dev/slo-tpot-p95-ms',
  sloLatencyP95Ms: 'goldenpath.dev/slo-latency-p95-ms',
  templateVersion: 'goldenpath.dev/template-version',
  quotaReservation: 'goldenpath.dev/quota-reservation',
  modelLoadSeconds: 'goldenpath.dev/model-load-seconds',
  interruptible: 'goldenpath.dev/interruptible',
} as const;

/**
 * Annotations of other vendors that the portal reads on endpoints and groups.
 *
 * @public
 */
export const VENDOR_ANNOTATIONS = {
  pagerDutyServiceId: 'pagerduty.com/service-id',
  kubernetesId: 'backstage.io/kubernetes-id',
  kubernetesNamespace: 'backstage.io/kubernetes-namespace',
} as const;

/**
 * Annotations that a Group carries for the portal.
 *
 * @public
 */
export const GROUP_ANNOTATIONS = {
  quotaApprovers: 'goldenpath.dev/quota-approvers',
  costCentre: 'goldenpath.dev/cost-centre',
} as const;

/**
 * One model served behind one URL, as read from its catalog Component.
 *
 * @public
 */
export type InferenceEndpoint = {
  namespace: string;
  name: string;
  title: string;
  description?: string;
  /** `component:namespace/name` */
  entityRef: string;
  /** `namespace/name`, the value of the `endpoint` label on every series. */
  label: string;
  /** Entity ref of the model team. */
  owner: string;
  /** Name of the accelerator class. */
  acceleratorClass: string;
  /** `resource:namespace/name` of the accelerator class. */
  acceleratorClassRef: string;
  acceleratorsPerReplica: number;
  /** May be 0 where the endpoint scales to zero. */
  minReplicas: number;
  maxReplicas: number;
  /** Model id as its publisher writes it. */
  model?: string;
  /** `vllm`, `triton`, ... */
  runtime?: string;
  environment?: string;
  slo: { ttftP95Ms?: number; tpotP95Ms?: number; latencyP95Ms?: number };
  templateVersion?: string;
  /** Id of the quota reservation its devices were taken under. */
  quotaReservation?: string;
  /** How long a start is expected to take until the model answers. */
  modelLoadSeconds?: number;
  /** Whether it may run on devices that siblings of its team leave idle, until their owner needs them. */
  interruptible?: boolean;
  pagerDutyServiceId?: string;
  kubernetesId?: string;
  kubernetesNamespace?: string;
};

const annotation = ENDPOINT_ANNOTATIONS;

const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine(
      value => value >= min && value <= max,
      `must be a whole number from ${min} to ${max}`,
    );

const milliseconds = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,6})?$/, 'must be a number of milliseconds')
  .transform(Number)
  .refine(value => value > 0, 'must be more than 0 milliseconds');

const word = z
  .string()
  .regex(
    /^[a-z0-9][-a-z0-9.]{0,62}$/,
    'must be a short name in lower case letters, digits, - and .',
  );

const text = z.string().trim().min(1, 'must not be empty').max(500);

const annotationsSchema = z.object({
  [annotation.acceleratorClass]: z
    .string({ error: 'is missing; name the accelerator class it runs on' })
    .trim()
    .min(1, 'must name an accelerator class'),
  [annotation.acceleratorsPerReplica]: whole(1, 1024).default(1),
  [annotation.minReplicas]: whole(0, 10_000).default(1),
  [annotation.maxReplicas]: whole(1, 10_000).optional(),
  [annotation.model]: text.optional(),
  [annotation.runtime]: word.optional(),
  [annotation.environment]: word.optional(),
  [annotation.sloTtftP95Ms]: milliseconds.optional(),
  [annotation.sloTpotP95Ms]: milliseconds.optional(),
  [annotation.sloLatencyP95Ms]: milliseconds.optional(),
  [annotation.templateVersion]: text.optional(),
  [annotation.quotaReservation]: text.optional(),
  [annotation.modelLoadSeconds]: whole(1, 86_400).optional(),
  [annotation.interruptible]: z
    .enum(['true', 'false'], { error: 'must be "true" or "false"' })
    .transform(value => value === 'true')
    .optional(),
  [VENDOR_ANNOTATIONS.pagerDutyServiceId]: text.optional(),
  [VENDOR_ANNOTATIONS.kubernetesId]: text.optional(),
  [VENDOR_ANNOTATIONS.kubernetesNamespace]: text.optional(),
});

/**
 * Whether a catalog entity is an inference endpoint, well formed or not.
 *
 * @public
 */
export function isInferenceEndpointEntity(entity: Entity): boolean {
  return (
    entity.kind.toLocaleLowerCase('en-US') === 'component' &&
    entity.spec?.type === INFERENCE_ENDPOINT_TYPE
  );
}

/**
 * The value of the `endpoint` label for a catalog entity: `namespace/name`.
 *
 * @public
 */
export function endpointLabel(entity: {
  metadata: { namespace?: string; name: string };
}): string {
  return `${entity.metadata.namespace ?? 'default'}/${entity.metadata.name}`;
}

function classRefOf(value: string): string | undefined {
  const ref = entityRefOf(value, {
    defaultKind: 'resource',
    defaultNamespace: 'default',
  });
  return ref?.startsWith('resource:') ? ref : undefined;
}

function present<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}

/**
 * Reads an inference endpoint from its catalog Component.
 *
 * @remarks
 * Left out, `accelerators-per-replica` and `min-replicas` are 1 and `max-replicas` is `min-replicas` (at least 1).
 *
 * @returns the endpoint, or every field that is wrong with its path in the entity
 *
 * @public
 */
export function parseEndpoint(entity: Entity): Parsed<InferenceEndpoint> {
  if (!isInferenceEndpointEntity(entity)) {
    return {
      ok: false,
      errors: [
        {
          path: 'spec.type',
          message: `must be '${INFERENCE_ENDPOINT_TYPE}' on a Component`,
        },
      ],
    };
  }
  const errors: FieldError[] = [];
  const namespace = entity.metadata.namespace ?? 'default';
  const owner = entityRefOf(entity.spec?.owner, {
    defaultKind: 'group',
    defaultNamespace: namespace,
  });
  if (owner === undefined) {
    errors.push({
      path: 'spec.owner',
      message: 'must be the group that owns the model',
    });
  }
  const parsed = annotationsSchema.safeParse(entity.metadata.annotations ?? {});
  if (!parsed.success) {
    errors.push(...fieldErrorsOf(parsed.error, 'metadata.annotations'));
    return { ok: false, errors };
  }
  const values = parsed.data;
  const minReplicas = values[annotation.minReplicas];
  const maxReplicas =
    values[annotation.maxReplicas] ?? Math.max(1, minReplicas);
  if (maxReplicas < minReplicas) {
    errors.push({
      path: `metadata.annotations.${annotation.maxReplicas}`,
      message: `must not be less than ${annotation.minReplicas} (${minReplicas})`,
    });
  }
  const acceleratorClassRef = classRefOf(values[annotation.acceleratorClass]);
  if (acceleratorClassRef === undefined) {
    errors.push({
      path: `metadata.annotations.${annotation.acceleratorClass}`,
      message: `must name an accelerator class (a Resource), not '${
        values[annotation.acceleratorClass]
      }'`,
    });
  }
  if (
    errors.length > 0 ||
    acceleratorClassRef === undefined ||
    owner === undefined
  ) {
    return { ok: false, errors };
  }
  return {
    ok: true,
    value: {
      namespace,
      name: entity.metadata.name,
      title: entity.metadata.title ?? entity.metadata.name,
      entityRef: stringifyEntityRef(entity),
      label: endpointLabel(entity),
      owner,
      acceleratorClass: parseEntityRef(acceleratorClassRef).name,
      acceleratorClassRef,
      acceleratorsPerReplica: values[annotation.acceleratorsPerReplica],
      minReplicas,
      maxReplicas,
      slo: present({
        ttftP95Ms: values[annotation.sloTtftP95Ms],
        tpotP95Ms: values[annotation.sloTpotP95Ms],
        latencyP95Ms: values[annotation.sloLatencyP95Ms],
      }),
      ...present({
        description: entity.metadata.description,
        model: values[annotation.model],
        runtime: values[annotation.runtime],
        environment: values[annotation.environment],
        templateVersion: values[annotation.templateVersion],
        quotaReservation: values[annotation.quotaReservation],
        modelLoadSeconds: values[annotation.modelLoadSeconds],
        interruptible: values[annotation.interruptible],
        pagerDutyServiceId: values[VENDOR_ANNOTATIONS.pagerDutyServiceId],
        kubernetesId: values[VENDOR_ANNOTATIONS.kubernetesId],
        kubernetesNamespace: values[VENDOR_ANNOTATIONS.kubernetesNamespace],
      }),
    },
  };
}
