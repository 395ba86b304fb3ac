import { InputError } from '@backstage/errors';
import { z } from 'zod';

const name = /^[A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?$/;
const qualifiedName =
  /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?$/;

const tolerations = z.array(
  z
    .strictObject({
      /** Left out: every taint, with `Exists`. */
      key: z
        .string()
        .regex(qualifiedName, 'must be the key of a taint')
        .optional(),
      /** `Equal` where left out, as in Kubernetes. */
      operator: z.enum(['Exists', 'Equal']).optional(),
      value: z.string().regex(name, 'must be the value of a taint').optional(),
      /** Left out: every effect. */
      effect: z
        .enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute'])
        .optional(),
      /** How long a pod stays on a node that gets the taint; for ever where left out. */
      tolerationSeconds: z.number().int().min(0).optional(),
    })
    .refine(({ key, operator }) => key !== undefined || operator === 'Exists', {
      path: ['key'],
      message: 'must be there, unless operator is Exists',
    })
    .refine(
      ({ value, operator }) => value === undefined || operator !== 'Exists',
      { path: ['value'], message: 'must be left out where operator is Exists' },
    )
    .refine(
      ({ tolerationSeconds, effect }) =>
        tolerationSeconds === undefined || effect === 'NoExecute',
      { path: ['tolerationSeconds'], message: 'needs the effect NoExecute' },
    ),
);

/** A taint that pods tolerate, in Kubernetes' own form. */
export type Toleration = z.infer<typeof tolerations>[number];

/**
 * Reads a list of tolerations from configuration; none where there is no list.
 *
 * @param value - what the configuration has
 * @param key - under which key, for messages
 * @throws InputError that names every field which is wrong
 */
export function readTolerations(value: unknown, key: string): Toleration[] {
  const parsed = tolerations.safeParse(value ?? []);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => {
      const steps = path.map(step =>
        typeof step === 'number' ? `[${step}]` : `.${String(step)}`,
      );
      return `${key}${steps.join('')}: ${message}`;
    });
    throw new InputError(problems.join('; '));
  }
  return parsed.data;
}
