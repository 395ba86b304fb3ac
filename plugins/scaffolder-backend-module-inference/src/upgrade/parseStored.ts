import { InputError } from '@backstage/errors';
import {
  MAX_STORED_PARAMETERS_BYTES,
  STORED_PARAMETERS_PATH,
  parseStoredParameters,
  type Parsed,
  type StoredParameters,
} from '@golden-path/plugin-inference-common';
import { parseYaml } from '@golden-path/plugin-inference-node';

/**
 * Reads the stored parameters from their file, which whoever writes to the repository can fill with anything.
 *
 * @param whose - what the file belongs to, for the sentence
 * @throws InputError when it is too large, or no YAML that can be read: by its syntax, its depth, or its aliases
 */
export function parseStored(
  content: Uint8Array,
  whose: string,
): Parsed<StoredParameters> {
  if (content.length > MAX_STORED_PARAMETERS_BYTES) {
    throw new InputError(
      `${STORED_PARAMETERS_PATH} of ${whose} is too large: it may have ${
        MAX_STORED_PARAMETERS_BYTES / 1000
      } kB.`,
    );
  }
  const [document] = parseYaml(Buffer.from(content).toString('utf8'));
  if (document?.state === 'unread') {
    throw new InputError(
      `${STORED_PARAMETERS_PATH} of ${whose} is not YAML that can be read (${document.why}).`,
    );
  }
  return parseStoredParameters(document?.value);
}
