import { ForwardedError } from '@backstage/errors';
import {
  parseOperatingModel,
  type OperatingModelDocument,
} from '@golden-path/plugin-inference-common';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parse } from 'yaml';

/**
 * Reads the operating model and puts the configured platform team in it.
 *
 * @throws an error that names the file, and the path of the wrong field in it
 */
export async function loadOperatingModel(options: {
  file: string;
  platformOwnerRef?: string;
}): Promise<OperatingModelDocument> {
  const file = resolve(options.file);
  try {
    const document = parseOperatingModel(parse(await readFile(file, 'utf8')));
    return {
      ...document,
      parties: document.parties.map(row =>
        row.party === 'platform' && options.platformOwnerRef
          ? { ...row, ownerRef: options.platformOwnerRef }
          : row,
      ),
    };
  } catch (error) {
    throw new ForwardedError(
      `The operating model ${file} (config inference.operatingModel.file) cannot be used`,
      error,
    );
  }
}
