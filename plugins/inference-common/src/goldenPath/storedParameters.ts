import { z } from 'zod';
import { fieldErrorsOf, type FieldError, type Parsed } from '../fieldError';

/**
 * Where an endpoint's repository keeps what its template was asked for.
 *
 * @public
 */
export const STORED_PARAMETERS_PATH = '.goldenpath/parameters.yaml';

/**
 * How large that file may be. More is not what a form was filled in with.
 *
 * @public
 */
export const MAX_STORED_PARAMETERS_BYTES = 128_000;

/** More than its comment, the template and its version take. */
const FRAME_BYTES = 1_000;

/**
 * How large that file becomes at most: each answer is a line of JSON, in which text of many quotes and line breaks grows.
 *
 * @param parameters - the answers of the form; those that are undefined are not kept
 *
 * @public
 */
export function storedParametersBytes(
  parameters: Record<string, unknown>,
): number {
  const lines = Object.entries(parameters)
    .filter(([, value]) => value !== undefined)
    .map(
      ([name, value]) =>
        `  ${JSON.stringify(name)}: ${JSON.stringify(value)}\n`,
    );
  return FRAME_BYTES + new Blob(lines).size;
}

/**
 * Checks that answers could be read again from that file: an endpoint of which they cannot could never be upgraded. The
 * form and the server say the same.
 *
 * @returns the one answer that can be so large: the model's `config.json`
 *
 * @public
 */
export function checkStoredSize(
  parameters: Record<string, unknown>,
): FieldError[] {
  const kilobytes = Math.ceil(storedParametersBytes(parameters) / 1000);
  const most = MAX_STORED_PARAMETERS_BYTES / 1000;
  return kilobytes <= most
    ? []
    : [
        {
          path: 'config.json',
          message: `is too large: with it the answers of the form take ${kilobytes} kB in the endpoint's repository, which keeps ${most} kB at most to be upgraded from. Leave out indentation, and what is not about the model's shape, such as the names of its labels`,
        },
      ];
}

const storedParametersSchema = z.object({
  template: z
    .string()
    .regex(
      /^template:[\w.-]+\/[\w.-]+$/,
      'must be a template such as template:default/inference-endpoint',
    ),
  version: z.string().min(1).max(63),
  parameters: z.record(z.string(), z.json()),
});

/**
 * What a repository was rendered from: enough to render it again.
 *
 * @public
 */
export type StoredParameters = z.infer<typeof storedParametersSchema>;

/**
 * Reads the stored parameters of a repository from their parsed YAML. Only the frame is checked: the template's own
 * steps check each parameter, as they do for the form.
 *
 * @returns the parameters, or every field that is wrong with its path
 *
 * @public
 */
export function parseStoredParameters(
  document: unknown,
): Parsed<StoredParameters> {
  const parsed = storedParametersSchema.safeParse(document);
  return parsed.success
    ? { ok: true, value: parsed.data }
    : { ok: false, errors: fieldErrorsOf(parsed.error) };
}
