/** What a URL of the Kubernetes API points at. */
export type ResourcePath =
  | { target: 'groupVersion'; group: string; version: string }
  | {
      target: 'resource';
      group: string;
      version: string;
      plural: string;
      namespace?: string;
      name?: string;
      subresource?: string;
    };

/**
 * Reads `/api/v1/…` and `/apis/<group>/<version>/…`. Segments are decoded after splitting, so an
 * encoded slash cannot make a new segment; undefined when the path is no resource's.
 */
export function parseResourcePath(path: string): ResourcePath | undefined {
  let segments: string[];
  try {
    segments = path
      .split('/')
      .filter(segment => segment !== '')
      .map(decodeURIComponent);
  } catch {
    // A malformed escape: no object has such an address.
    return undefined;
  }
  const [root, ...rest] = segments;
  let group = '';
  if (root === 'apis') {
    group = rest.shift() ?? '';
  } else if (root !== 'api') {
    return undefined;
  }
  const version = rest.shift();
  if (!version || (root === 'apis' && !group)) {
    return undefined;
  }
  const base = { group, version };
  if (rest.length === 0) {
    return { target: 'groupVersion', ...base };
  }
  if (rest[0] === 'namespaces' && rest.length > 2) {
    const [, namespace, plural, name, subresource, ...more] = rest;
    return more.length > 0
      ? undefined
      : {
          target: 'resource',
          ...base,
          namespace,
          plural,
          name,
          subresource,
        };
  }
  const [plural, name, subresource, ...more] = rest;
  return more.length > 0
    ? undefined
    : { target: 'resource', ...base, plural, name, subresource };
}
