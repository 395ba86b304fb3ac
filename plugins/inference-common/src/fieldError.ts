import type { z } from 'zod';

/**
 * What is wrong with one field of something that came from outside.
 *
 * @public
 */
export type FieldError = {
  /** Path of the field as its author wrote it, e.g. `spec.accelerator.price.amount`. */
  path: string;
  /** What is wrong and what would be right, without the path. */
  message: string;
};

/**
 * The outcome of reading something that came from outside: the value, or every field that is wrong.
 *
 * @public
 */
export type Parsed<T> =
  | { ok: true; value: T }
  | { ok: false; errors: FieldError[] };

/**
 * Joins field errors to one sentence: `path: message; path: message`.
 *
 * @public
 */
export function formatFieldErrors(errors: FieldError[]): string {
  return errors.map(error => `${error.path}: ${error.message}`).join('; ');
}

/** A path in the notation its author would use, with keys that hold dots in brackets. */
function formatPath(prefix: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') {
      return `${text}[${key}]`;
    }
    return text ? `${text}.${String(key)}` : String(key);
  }, prefix);
}

/** @internal */
export function fieldErrorsOf(error: z.ZodError, prefix = ''): FieldError[] {
  return error.issues.map(issue => ({
    path: formatPath(prefix, issue.path),
    message:
      issue.code === 'unrecognized_keys'
        ? `unknown ${issue.keys.map(key => `'${key}'`).join(', ')}`
        : issue.message,
  }));
}
