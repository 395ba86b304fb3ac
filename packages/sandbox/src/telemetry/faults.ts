import { InputError } from '@backstage/errors';
import { z } from 'zod';

const endpoint = z
  .string()
  .max(190)
  .regex(
    /^[a-z0-9]([a-z0-9-]*[a-z0-9])?\/[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/i,
    'must be namespace/name of a catalog entity',
  );
const durationSeconds = z.number().positive().max(604_800).optional();

const faultSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('gpu-xid'),
    endpoint,
    replica: z.number().int().min(0).max(63).default(0),
    /** NVIDIA's Xid code; 48 is a double-bit ECC error. */
    xid: z.number().int().min(1).max(999).default(48),
    durationSeconds,
  }),
  z.strictObject({
    kind: z.literal('slow-node'),
    node: z.string().min(1).max(253),
    /** Speed that is left, 1 being full. */
    factor: z.number().min(0.05).max(1).default(0.4),
    durationSeconds,
  }),
  z.strictObject({
    kind: z.literal('bad-build'),
    endpoint,
    errorRatio: z.number().min(0).max(1).default(0.075),
    durationSeconds,
  }),
  z.strictObject({
    kind: z.literal('traffic-spike'),
    endpoint,
    /** Multiple of the usual traffic. */
    factor: z.number().min(1).max(50).default(3),
    durationSeconds,
  }),
]);

/**
 * What can be made to go wrong, as callers say it.
 *
 * @public
 */
export type FaultInput = z.input<typeof faultSchema>;

/**
 * A fault that was injected. Times are milliseconds since the epoch.
 *
 * @public
 */
export type Fault = z.output<typeof faultSchema> & {
  id: string;
  since: number;
  until?: number;
};

/**
 * Reads a fault from untrusted input.
 *
 * @throws InputError that names the field and what it should be.
 */
export function parseFault(
  input: unknown,
  about: { id: string; since: number },
): Fault {
  const parsed = faultSchema.safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue.path.join('.');
    throw new InputError(
      `Fault is not valid: ${field ? `${field}: ` : ''}${issue.message}`,
    );
  }
  const { durationSeconds: seconds } = parsed.data;
  return {
    ...parsed.data,
    ...about,
    ...(seconds === undefined ? {} : { until: about.since + seconds * 1000 }),
  };
}
