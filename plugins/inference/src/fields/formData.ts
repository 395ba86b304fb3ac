import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import {
  checkSizingInput,
  formatFieldErrors,
  parseModelConfig,
  type SizingInput,
} from '@golden-path/plugin-inference-common';
import { z } from 'zod/v4';

/** The model as the form carries it: its publisher's id and the text of its `config.json`. */
export type ModelValue = { id: string; config: string };

const formSchema = z.object({
  model: z.object({ id: z.string(), config: z.string().min(1) }),
  precision: z.enum(['auto', 'bf16', 'fp8']).default('auto'),
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

/** What the earlier steps say about the endpoint, or what is still to be filled in or corrected there. */
export type FormReading =
  | { ok: true; input: SizingInput }
  | { ok: false; sentence: string };

/** Reads the template's parameters as far as sizing needs them. */
export function readSizingInput(formData: unknown): FormReading {
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
  const input: SizingInput = {
    model,
    precision: data.precision,
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

/** Entity ref of the owner picked in the form, if one has been picked. */
export function readOwner(formData: unknown): string | undefined {
  const parsed = z.object({ owner: z.string().min(1) }).safeParse(formData);
  if (!parsed.success) {
    return undefined;
  }
  return stringifyEntityRef(
    parseEntityRef(parsed.data.owner, {
      defaultKind: 'group',
      defaultNamespace: 'default',
    }),
  );
}
