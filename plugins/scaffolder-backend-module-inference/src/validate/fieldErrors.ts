import type { z } from 'zod';

/** What a schema finds wrong, each with the path of the field. */
export function fieldErrors(schema: z.ZodType, value: unknown): string[] {
  const result = schema.safeParse(value);
  return result.success
    ? []
    : result.error.issues.map(
        ({ path, message }) => `${path.join('.') || 'object'}: ${message}`,
      );
}
