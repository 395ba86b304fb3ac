import { z } from 'zod';
import { fieldErrorsOf, type Parsed } from '../fieldError';

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
