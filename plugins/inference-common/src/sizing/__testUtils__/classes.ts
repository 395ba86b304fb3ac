import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Entity } from '@backstage/catalog-model';
import { parseAllDocuments } from 'yaml';
import {
  parseAcceleratorClass,
  type AcceleratorClass,
} from '../../acceleratorClass';
import { formatFieldErrors } from '../../fieldError';

const platform = resolve(__dirname, '../../../../../platform');

/** Reads every document of a file the platform ships. */
export function platformDocuments(file: string): unknown[] {
  return parseAllDocuments(readFileSync(resolve(platform, file), 'utf8')).map(
    document => document.toJS(),
  );
}

/** The accelerator classes the platform ships. */
export const shippedClasses: AcceleratorClass[] = platformDocuments(
  'accelerator-classes.yaml',
).map(document => {
  const parsed = parseAcceleratorClass(document as Entity);
  if (!parsed.ok) {
    throw new Error(formatFieldErrors(parsed.errors));
  }
  return parsed.value;
});

/** One of them by name. */
export function shippedClass(name: string): AcceleratorClass {
  const found = shippedClasses.find(
    acceleratorClass => acceleratorClass.name === name,
  );
  if (!found) {
    throw new Error(`No class ${name}`);
  }
  return found;
}
