import type { Parsed } from '../fieldError';

/** Longer text is no file that describes a model. */
const MAX_TEXT_LENGTH = 1_000_000;

/**
 * Reads pasted or uploaded JSON that must be an object.
 *
 * @param input - its text, or the object itself
 * @param file - what people call the file
 * @param expected - what the object would be, for the message
 * @param maxLength - characters that are read at most
 */
export function readJsonObject(
  input: unknown,
  file: string,
  expected: string,
  maxLength: number = MAX_TEXT_LENGTH,
): Parsed<Record<string, unknown>> {
  const failure = (message: string) => ({
    ok: false as const,
    errors: [{ path: file, message }],
  });
  let value = input;
  if (typeof input === 'string') {
    if (input.length > maxLength) {
      return failure(
        `is longer than ${Math.round(maxLength / 1e6)} million characters`,
      );
    }
    try {
      value = JSON.parse(input);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return failure(`is not JSON: ${why}`);
    }
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { ok: true, value: { ...value } }
    : failure(`must be a JSON object, ${expected}`);
}
