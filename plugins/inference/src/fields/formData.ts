import {
  checkSizingInput,
  entityRefOf,
  formatFieldErrors,
  parseModelConfig,
  readWeightsGiB,
  SIZING_LIMITS,
  withExactWeights,
  type EndpointOptions,
  type PredictiveInput,
  type ReplicaBounds,
  type Runtime,
  type SizingInput,
} from '@golden-path/plugin-inference-common';
import { z } from 'zod/v4';

/**
 * The model as the form carries it: its publisher's id, the text of its `config.json` and, where its safetensors index
 * was given, the exact size of its weights.
 */
export type ModelValue = { id: string; config: string; weightBytes?: number };

const formSchema = z.object({
  model: z.object({
    id: z.string(),
    config: z.string().min(1),
    weightBytes: z.number().optional(),
  }),
  precision: z.enum(['auto', 'bf16', 'fp8']).default('auto'),
  kvPrecision: z.enum(['auto', 'fp8']).default('auto'),
  maxModelLength: z.number(),
  requestsPerSecond: z.number(),
  promptTokens: z.number(),
  outputTokens: z.number(),
  concurrency: z.number().optional(),
  ttftP95Ms: z.number().optional(),
  tpotP95Ms: z.number().optional(),
  minReplicas: z.number(),
  maxReplicas: z.number(),
});

const NAMES: Record<string, string> = {
  model: 'the model',
  precision: 'the precision',
  kvPrecision: 'the KV cache',
  maxModelLength: 'the maximum context length',
  requestsPerSecond: 'requests per second',
  promptTokens: 'prompt tokens',
  outputTokens: 'output tokens',
  concurrency: 'concurrency',
  ttftP95Ms: 'the time to first token',
  tpotP95Ms: 'the time per output token',
  minReplicas: 'the minimum of replicas',
  maxReplicas: 'the maximum of replicas',
};

/** What people call a field, by its key or its path in the sizing input. */
function nameOf(path: string): string {
  return NAMES[path.split('.').pop() ?? path] ?? path;
}

/** What is sized: a language model, or a predictive one. */
export type ToSize = SizingInput | PredictiveInput;

/** What the earlier steps say about the endpoint, or what is still to be filled in or corrected there. */
export type FormReading =
  | { ok: true; input: ToSize }
  | { ok: false; sentence: string };

const replicas = z.number().int().min(1).max(SIZING_LIMITS.replicas);
const predictiveSchema = z
  .object({
    model: z.object({ id: z.string().min(1), config: z.string() }),
    minReplicas: replicas,
    maxReplicas: replicas,
  })
  .refine(form => form.minReplicas <= form.maxReplicas, {
    path: ['minReplicas'],
  });

function readPredictiveInput(formData: unknown): FormReading {
  const parsed = predictiveSchema.safeParse(formData);
  const weightsGiB = parsed.success
    ? readWeightsGiB(parsed.data.model.config)
    : undefined;
  if (!parsed.success || weightsGiB === undefined) {
    const fields = parsed.success
      ? ['model']
      : parsed.error.issues.map(issue => String(issue.path[0] ?? 'model'));
    return {
      ok: false,
      sentence: `To compare accelerators, fill in or correct ${[
        ...new Set(fields),
      ]
        .map(nameOf)
        .join(', ')} in the steps before.`,
    };
  }
  const { minReplicas, maxReplicas } = parsed.data;
  return { ok: true, input: { weightsGiB, minReplicas, maxReplicas } };
}

/** Reads the template's parameters as far as sizing needs them. */
export function readSizingInput(formData: unknown): FormReading {
  if (readOptions(formData).runtime === 'triton') {
    return readPredictiveInput(formData);
  }
  const parsed = formSchema.safeParse(formData);
  if (!parsed.success) {
    const fields = [
      ...new Set(
        parsed.error.issues.map(issue => String(issue.path[0] ?? 'model')),
      ),
    ];
    return {
      ok: false,
      sentence: `To compare accelerators, fill in ${fields
        .map(nameOf)
        .join(', ')} in the steps before.`,
    };
  }
  const { data } = parsed;
  const model = parseModelConfig(data.model.config);
  if (model.state === 'invalid') {
    return {
      ok: false,
      sentence: `The model’s config.json cannot be used: ${formatFieldErrors(
        model.errors,
      )}.`,
    };
  }
  const exact =
    model.state === 'modelled' && data.model.weightBytes !== undefined
      ? withExactWeights(model, data.model.weightBytes)
      : undefined;
  if (exact && !exact.ok) {
    return {
      ok: false,
      sentence: `The model cannot be sized: ${formatFieldErrors(
        exact.errors,
      )}.`,
    };
  }
  const input: SizingInput = {
    model: exact?.value ?? model,
    precision: data.precision,
    kvPrecision: data.kvPrecision,
    maxModelLength: data.maxModelLength,
    traffic: {
      requestsPerSecond: data.requestsPerSecond,
      promptTokens: data.promptTokens,
      outputTokens: data.outputTokens,
      ...(data.concurrency === undefined
        ? {}
        : { concurrency: data.concurrency }),
    },
    slo: {
      ...(data.ttftP95Ms === undefined ? {} : { ttftP95Ms: data.ttftP95Ms }),
      ...(data.tpotP95Ms === undefined ? {} : { tpotP95Ms: data.tpotP95Ms }),
    },
    minReplicas: data.minReplicas,
    maxReplicas: data.maxReplicas,
  };
  const errors = checkSizingInput(input);
  return errors.length > 0
    ? {
        ok: false,
        sentence: `Correct the steps before: ${errors
          .map(({ path, message }) => `${nameOf(path)} ${message}`)
          .join('; ')}.`,
      }
    : { ok: true, input };
}

/** What a repository is named after, as entered so far: a name, or the name in an entity ref. Empty before. */
export function readName(
  formData: unknown,
  { field = 'name', suffix = '' }: { field?: string; suffix?: string } = {},
): string {
  const parsed = z.record(z.string(), z.unknown()).safeParse(formData);
  const value = parsed.success ? parsed.data[field] : undefined;
  const name = typeof value === 'string' ? value.split('/').pop() : undefined;
  return name ? `${name}${suffix}` : '';
}

/** Entity ref of the owner picked in the form; undefined before, and while what is typed is none. */
export function readOwner(formData: unknown): string | undefined {
  const parsed = z.object({ owner: z.string().min(1) }).safeParse(formData);
  if (!parsed.success) {
    return undefined;
  }
  return entityRefOf(parsed.data.owner, {
    defaultKind: 'group',
    defaultNamespace: 'default',
  });
}

/** Id of the model picked so far; empty before. */
export function readModelId(formData: unknown): string {
  const parsed = z
    .object({ model: z.object({ id: z.string() }) })
    .safeParse(formData);
  return parsed.success ? parsed.data.model.id.trim() : '';
}

const optionsSchema = z.object({
  environment: z.string().optional().catch(undefined),
  runtime: z.enum(['vllm', 'triton']).optional().catch(undefined),
  modelLoading: z
    .enum(['hub', 'oci', 'pvc', 'object-storage'])
    .optional()
    .catch(undefined),
  modelUri: z.string().optional().catch(undefined),
  minReplicas: z.number().optional().catch(undefined),
  maxReplicas: z.number().optional().catch(undefined),
  scaleToZero: z.boolean().optional().catch(undefined),
  businessHours: z
    .object({
      start: z.string(),
      end: z.string(),
      timezone: z.string(),
      replicas: z.number().optional(),
    })
    .optional()
    .catch(undefined),
});

/** What the form says beyond sizing; what is missing or half entered is left out. */
export function readOptions(
  formData: unknown,
): EndpointOptions & { runtime?: Runtime } {
  const parsed = optionsSchema.safeParse(formData);
  return parsed.success ? parsed.data : {};
}

/** The bounds of replicas; while they are not filled in, those that the form begins with. */
export function readBounds(formData: unknown): ReplicaBounds {
  const {
    minReplicas = 1,
    maxReplicas = 1,
    scaleToZero,
  } = readOptions(formData);
  return { minReplicas, maxReplicas, scaleToZero };
}
