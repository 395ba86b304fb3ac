import type { FieldError } from './fieldError';
import { checkHoursReplicas } from './hoursReplicas';

/**
 * What serves the model: vLLM for language models, Triton for predictive models in ONNX.
 *
 * @public
 */
export type Runtime = 'vllm' | 'triton';

/**
 * Who waits for an answer; it decides time-outs of mesh and route, drain and termination grace.
 *
 * @public
 */
export type LatencyProfile = 'interactive' | 'standard' | 'batch';

/**
 * How weights reach the pod.
 *
 * @public
 */
export type ModelLoading = 'hub' | 'oci' | 'pvc' | 'object-storage';

/**
 * Hours from Monday to Friday in which replicas are kept up although nobody asks.
 *
 * @public
 */
export type BusinessHours = {
  /** `HH:MM` */
  start: string;
  /** `HH:MM` */
  end: string;
  /** IANA name, such as `Europe/Berlin`. */
  timezone: string;
  /** How many; the minimum where left out. */
  replicas?: number;
};

/**
 * Shares of good requests that an endpoint may promise.
 *
 * @public
 */
export const AVAILABILITY_TARGETS = [0.99, 0.995, 0.999] as const;

/**
 * What an endpoint is given beyond its sizing. What is left out has its default: a model from the hub, served by vLLM
 * at all hours.
 *
 * @public
 */
export type EndpointOptions = {
  environment?: string;
  modelLoading?: ModelLoading;
  modelUri?: string;
  availabilityTarget?: number;
  scaleToZero?: boolean;
  businessHours?: BusinessHours;
  minReplicas?: number;
  maxReplicas?: number;
};

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;
const IANA_ZONE = /^(UTC|[A-Za-z_]+(\/[A-Za-z0-9_+-]+)+)$/;
const MAX_URI_LENGTH = 500;

const MODEL_URIS: Record<
  Exclude<ModelLoading, 'hub'>,
  { pattern: RegExp; rule: string }
> = {
  oci: {
    // By tag or digest: without one, nobody knows what runs
    pattern:
      /^oci:\/\/[a-z0-9][\w.-]*(:\d{1,5})?(\/[\w.-]+)+(:\w[\w.-]{0,127}|@sha256:[0-9a-f]{64})$/,
    rule: "must be an image with its tag or digest, such as 'oci://registry.example/models/chat:1.2.0'",
  },
  pvc: {
    pattern: /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
    rule: "must be the name of a PersistentVolumeClaim in the team's namespace, such as 'model-cache'",
  },
  'object-storage': {
    pattern: /^(s3|gs):\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/[\w.=/-]+$/,
    rule: "must be a bucket and a path, such as 's3://models/chat' or 'gs://models/chat'",
  },
};

function isTimezone(name: string): boolean {
  if (!IANA_ZONE.test(name)) {
    return false;
  }
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

/**
 * Checks where weights come from.
 *
 * @returns what is wrong with `modelUri`; a volume may be left for the endpoint to make, and the hub needs none
 *
 * @public
 */
export function checkModelSource(
  modelLoading: ModelLoading,
  modelUri: string | undefined,
): FieldError[] {
  const uri = modelUri ?? '';
  if (modelLoading === 'hub') {
    return uri === ''
      ? []
      : [
          {
            path: 'modelUri',
            message: 'must be empty for a model from the hub',
          },
        ];
  }
  if (modelLoading === 'pvc' && uri === '') {
    return [];
  }
  const { pattern, rule } = MODEL_URIS[modelLoading];
  return uri.length <= MAX_URI_LENGTH &&
    pattern.test(uri) &&
    !uri.includes('..')
    ? []
    : [{ path: 'modelUri', message: rule }];
}

/**
 * Checks business hours.
 *
 * @returns what is wrong, by the path of the part
 *
 * @public
 */
export function checkBusinessHours(
  hours: Partial<BusinessHours>,
): FieldError[] {
  const errors: FieldError[] = [];
  for (const part of ['start', 'end'] as const) {
    if (!CLOCK.test(hours[part] ?? '')) {
      errors.push({
        path: `businessHours.${part}`,
        message: "must be a time of day such as '08:00'",
      });
    }
  }
  // HH:MM compares as text. Hours over midnight would go on from Friday evening to Monday morning.
  if (errors.length === 0 && (hours.end ?? '') <= (hours.start ?? '')) {
    errors.push({
      path: 'businessHours.end',
      message: 'must be after the start, on the same day',
    });
  }
  if (!isTimezone(hours.timezone ?? '')) {
    errors.push({
      path: 'businessHours.timezone',
      message: "must be a time zone such as 'Europe/Berlin'",
    });
  }
  return errors;
}

/** Checks hours and their replicas; bounds that are none are somebody else's to refuse. */
function checkHours(
  hours: BusinessHours,
  options: EndpointOptions,
): FieldError[] {
  const { minReplicas = 0, maxReplicas = 0, scaleToZero } = options;
  const errors = checkBusinessHours(hours);
  return errors.length > 0 || minReplicas < 1 || minReplicas > maxReplicas
    ? errors
    : checkHoursReplicas(hours, { minReplicas, maxReplicas, scaleToZero });
}

/**
 * Checks whether replicas may go down to none.
 *
 * @public
 */
export function checkScaleToZero(options: EndpointOptions): FieldError[] {
  return options.scaleToZero && options.environment === 'prod'
    ? [
        {
          path: 'scaleToZero',
          message:
            'must be off in production: a first request would wait until a model is loaded',
        },
      ]
    : [];
}

/**
 * Checks everything in {@link EndpointOptions}. The form and the server say the same.
 *
 * @returns every field that is wrong; paths are the template's parameter names
 *
 * @public
 */
export function checkEndpointOptions(options: EndpointOptions): FieldError[] {
  const { availabilityTarget, businessHours, modelLoading = 'hub' } = options;
  const knownTarget =
    availabilityTarget === undefined ||
    AVAILABILITY_TARGETS.some(target => target === availabilityTarget);
  return [
    ...checkModelSource(modelLoading, options.modelUri),
    ...(knownTarget
      ? []
      : [
          {
            path: 'availabilityTarget',
            message: `must be one of ${AVAILABILITY_TARGETS.join(', ')}`,
          },
        ]),
    ...checkScaleToZero(options),
    ...(businessHours ? checkHours(businessHours, options) : []),
  ];
}
