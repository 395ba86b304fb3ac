import { parseAllDocuments } from 'yaml';
import { isJsonObject, plainJsonProblem } from '../model/plainJson';
import type { JsonObject } from '../model/objects';

/** One object of a repository and where it stands. */
export type Manifest = { source: string; object: JsonObject };

export type ParsedManifests = { manifests: Manifest[]; errors: string[] };

const MAX_FILE_CHARACTERS = 1_000_000;
const IGNORED_KINDS = ['Kustomization', 'Component'];

/** The objects of a document; a `List` is taken apart. */
function objectsOf(value: unknown): unknown[] {
  return isJsonObject(value) &&
    value.kind === 'List' &&
    Array.isArray(value.items)
    ? value.items
    : [value];
}

/** The objects of one file; never throws. */
export function parseFile(path: string, text: string): ParsedManifests {
  if (text.length > MAX_FILE_CHARACTERS) {
    return {
      manifests: [],
      errors: [`${path}: is longer than ${MAX_FILE_CHARACTERS} characters`],
    };
  }
  const manifests: Manifest[] = [];
  const errors: string[] = [];
  parseAllDocuments(text).forEach((document, index) => {
    const source = index === 0 ? path : `${path} (document ${index + 1})`;
    const [problem] = document.errors;
    if (problem) {
      errors.push(`${source}: ${problem.message.split('\n')[0]}`);
      return;
    }
    let value: unknown;
    try {
      value = document.toJS();
    } catch (error) {
      // Aliases that expand too far.
      errors.push(
        `${source}: ${error instanceof Error ? error.message : error}`,
      );
      return;
    }
    for (const object of objectsOf(value)) {
      if (object === null || object === undefined) {
        continue;
      }
      const refused = plainJsonProblem(object);
      if (refused) {
        errors.push(`${source}: ${refused}`);
      } else if (
        !isJsonObject(object) ||
        typeof object.apiVersion !== 'string' ||
        typeof object.kind !== 'string'
      ) {
        errors.push(`${source}: is not an object with apiVersion and kind`);
      } else if (!IGNORED_KINDS.includes(object.kind)) {
        manifests.push({ source, object });
      }
    }
  });
  return { manifests, errors };
}
