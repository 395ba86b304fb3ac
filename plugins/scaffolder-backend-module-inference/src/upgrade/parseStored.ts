import { InputError } from '@backstage/errors';
import {
  STORED_PARAMETERS_PATH,
  parseStoredParameters,
  type Parsed,
  type StoredParameters,
} from '@golden-path/plugin-inference-common';
import { parse } from 'yaml';

/** More is not what a form was filled in with. */
const MAX_STORED_BYTES = 128_000;

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
  if (content.length > MAX_STORED_BYTES) {
    throw new InputError(
      `${STORED_PARAMETERS_PATH} of ${whose} is too large: it may have ${
        MAX_STORED_BYTES / 1000
      } kB.`,
    );
  }
  try {
    const text = Buffer.from(content).toString('utf8');
    // Keys are not held against each other: in a map of thousands that alone takes minutes.
    const document: unknown = parse(text, { uniqueKeys: false });
    // By an alias a value can hold itself. A task is kept as JSON, which throws for that.
    JSON.stringify(document);
    return parseStoredParameters(document);
  } catch (error) {
    throw new InputError(
      `${STORED_PARAMETERS_PATH} of ${whose} is not YAML that can be read.`,
      error,
    );
  }
}
