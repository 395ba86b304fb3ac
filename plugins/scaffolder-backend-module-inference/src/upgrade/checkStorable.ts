import { InputError } from '@backstage/errors';
import {
  ENDPOINT_TEMPLATE_REF,
  checkStoredSize,
  formatFieldErrors,
} from '@golden-path/plugin-inference-common';
import { parseStored } from './parseStored';

/**
 * Checks that the answers of the form, as the repository will keep them, can be read again when it is upgraded.
 *
 * @throws InputError when they are too large, or nest too deep
 */
export function checkStorable(
  name: string,
  parameters: Record<string, unknown>,
): void {
  const errors = checkStoredSize(parameters);
  if (errors.length > 0) {
    throw new InputError(
      `The endpoint cannot be planned: ${formatFieldErrors(errors)}.`,
    );
  }
  const stored = { template: ENDPOINT_TEMPLATE_REF, version: '0', parameters };
  parseStored(Buffer.from(JSON.stringify(stored)), name);
}
