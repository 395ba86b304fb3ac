import { z } from 'zod';
import { KustomizeError } from './KustomizeError';

/** Names of the file that says how a folder is built; the first that exists counts. */
export const KUSTOMIZATION_FILES = [
  'kustomization.yaml',
  'kustomization.yml',
  'Kustomization',
];

function isExpression(text: string): boolean {
  try {
    return Boolean(new RegExp(text));
  } catch {
    // The only way to ask.
    return false;
  }
}

const strings = z.record(z.string(), z.string());

const expression = z
  .string()
  .max(200)
  .refine(isExpression, { message: 'must be a regular expression' })
  .optional();

const target = z.strictObject({
  group: expression,
  version: expression,
  kind: expression,
  name: expression,
  namespace: expression,
});

const patch = z
  .strictObject({
    path: z.string().min(1).optional(),
    patch: z.string().min(1).optional(),
    target: target.optional(),
  })
  .refine(one => (one.path === undefined) !== (one.patch === undefined), {
    message: 'exactly one of `path` and `patch` must be set',
  });

const kustomizationSchema = z.strictObject({
  apiVersion: z.literal('kustomize.config.k8s.io/v1beta1').optional(),
  kind: z.literal('Kustomization').optional(),
  metadata: z.looseObject({}).optional(),
  resources: z.array(z.string().min(1)).default([]),
  namespace: z.string().min(1).optional(),
  labels: z
    .array(
      z.strictObject({
        pairs: strings,
        includeSelectors: z.boolean().default(false),
        includeTemplates: z.boolean().default(false),
      }),
    )
    .default([]),
  commonLabels: strings.default({}),
  commonAnnotations: strings.default({}),
  patches: z.array(patch).default([]),
  images: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        newName: z.string().min(1).optional(),
        newTag: z.string().min(1).optional(),
        digest: z.string().min(1).optional(),
      }),
    )
    .default([]),
});

/** The part of a kustomization that the sandbox builds. */
export type Kustomization = z.infer<typeof kustomizationSchema>;

/** Which objects a patch is for; each field is a regular expression over the whole value. */
export type PatchTarget = z.infer<typeof target>;

/** A change of image, by the image's name. */
export type ImageChange = Kustomization['images'][number];

function fieldOf(path: PropertyKey[]): string {
  return path
    .map(part => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}

/**
 * Checks a parsed kustomization.
 *
 * @throws KustomizeError that names the file, and each field that is unknown here or wrong
 */
export function readKustomization(file: string, value: unknown): Kustomization {
  const parsed = kustomizationSchema.safeParse(value);
  if (parsed.success) {
    return parsed.data;
  }
  throw new KustomizeError(
    parsed.error.issues
      .flatMap(issue =>
        issue.code === 'unrecognized_keys'
          ? issue.keys.map(
              key =>
                `${file}: the sandbox does not know the field ${fieldOf([
                  ...issue.path,
                  key,
                ])}`,
            )
          : [`${file}: ${fieldOf(issue.path) || 'content'}: ${issue.message}`],
      )
      .join('\n'),
  );
}
