import { parseYaml } from '@golden-path/plugin-inference-node';

/** A Kubernetes object as a file has it. */
export type Manifest = Record<string, unknown> & {
  apiVersion: string;
  kind: string;
};

/** Something that is wrong, and where. */
export type Problem = {
  /** Path of the file in the repository, or of the overlay that was built. */
  path: string;
  /** Kind and name, where one object is meant. */
  object?: string;
  message: string;
};

/** Text of files by their path in the repository. */
export type Files = ReadonlyMap<string, string>;

/** The fields of an object; none of anything else. */
export function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { ...value }
    : {};
}

/** Follows fields and indices into a value. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      Array.isArray(inner) ? inner[Number(key)] : fieldsOf(inner)[key],
    value,
  );
}

/** The items of a list; none of anything else. */
export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** `Kind name`, for people. */
export function describe(manifest: Manifest): string {
  const name = at(manifest, 'metadata', 'name');
  return `${manifest.kind} ${typeof name === 'string' ? name : '(no name)'}`;
}

/** Reads the objects of a file; what is no object is a problem. */
export function readManifests(
  path: string,
  text: string,
): { manifests: Manifest[]; problems: Problem[] } {
  const manifests: Manifest[] = [];
  const problems: Problem[] = [];
  for (const document of parseYaml(text, { uniqueKeys: true })) {
    if (document.state === 'unread') {
      problems.push({ path, message: document.why });
      continue;
    }
    const value = fieldsOf(document.value);
    const { apiVersion, kind } = value;
    if (typeof apiVersion !== 'string' || typeof kind !== 'string') {
      problems.push({ path, message: 'is no object with apiVersion and kind' });
    } else {
      manifests.push({ ...value, apiVersion, kind });
    }
  }
  return { manifests, problems };
}
