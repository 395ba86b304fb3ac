import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../../model/objects';
import { isJsonObject } from '../../model/plainJson';
import { KustomizeError } from './KustomizeError';

/** Groups whose objects have a schema with merge keys; lists of all others are replaced as a whole. */
const BUILT_IN = ['', 'apps', 'batch'];

/** Lists that are merged by these fields of their items, by the end of their path (Kubernetes' `patchMergeKey`). */
const MERGE_KEYS: [end: string, keys: string[]][] = [
  ['.containers', ['name']],
  ['.initContainers', ['name']],
  ['.ephemeralContainers', ['name']],
  ['.env', ['name']],
  ['.volumeMounts', ['mountPath']],
  ['.volumeDevices', ['devicePath']],
  ['.volumes', ['name']],
  ['.imagePullSecrets', ['name']],
  ['.resourceClaims', ['name']],
  ['.hostAliases', ['ip']],
  ['.topologySpreadConstraints', ['topologyKey', 'whenUnsatisfiable']],
  ['s[].ports', ['containerPort', 'protocol']],
  ['spec.ports', ['port', 'protocol']],
];

const DIRECTIVE = '$patch';

function keysOf(apiVersion: string, path: string): string[] | undefined {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  return BUILT_IN.includes(group)
    ? MERGE_KEYS.find(([end]) => path.endsWith(end))?.[1]
    : undefined;
}

/** What a patch adds where there was nothing: itself, without what it would have removed. */
function added(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.filter(item => !isRemoval(item)).map(added);
  }
  if (!isJsonObject(value)) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, child]) =>
      child === null || isRemoval(child) || key === DIRECTIVE
        ? []
        : [[key, added(child)]],
    ),
  );
}

function isRemoval(item: unknown): boolean {
  return isJsonObject(item) && item[DIRECTIVE] === 'delete';
}

/** Items of the patch come first, in its order; then those that it does not speak of. */
function mergeLists(
  apiVersion: string,
  path: string,
  keys: string[],
  lists: { base: unknown[]; patch: unknown[] },
): unknown[] {
  const idOf = (item: unknown) =>
    isJsonObject(item) ? keys.map(key => item[key]) : [item];
  const same = (a: unknown) => (b: unknown) =>
    isDeepStrictEqual(idOf(a), idOf(b));
  const { base, patch } = lists;
  return [
    ...patch
      .filter(item => !isRemoval(item))
      .map(item => {
        const before = base.find(same(item));
        return before === undefined
          ? added(item)
          : merge(apiVersion, `${path}[]`, before, item);
      }),
    ...base.filter(item => !patch.some(same(item))),
  ];
}

function merge(
  apiVersion: string,
  path: string,
  base: unknown,
  patch: unknown,
): unknown {
  const keys = keysOf(apiVersion, path);
  if (keys && Array.isArray(base) && Array.isArray(patch)) {
    return mergeLists(apiVersion, path, keys, { base, patch });
  }
  if (!isJsonObject(base) || !isJsonObject(patch)) {
    return added(patch);
  }
  const { [DIRECTIVE]: directive = 'merge', ...changes } = patch;
  if (directive === 'replace') {
    return added(changes);
  }
  const unknown =
    directive === 'merge'
      ? Object.keys(changes).find(key => key.startsWith('$'))
      : `${DIRECTIVE}: ${String(directive)}`;
  if (unknown !== undefined) {
    throw new KustomizeError(
      `the sandbox does not know ${unknown} at ${
        path.slice(1) || 'the top'
      } of a patch`,
    );
  }
  const merged: JsonObject = { ...base };
  for (const [key, change] of Object.entries(changes)) {
    if (change === null || isRemoval(change)) {
      delete merged[key];
    } else if (key in merged) {
      merged[key] = merge(apiVersion, `${path}.${key}`, merged[key], change);
    } else {
      merged[key] = added(change);
    }
  }
  return merged;
}

/**
 * Applies a strategic merge patch: maps are merged, null removes, lists of Kubernetes' own types are merged by their
 * key, all other lists are replaced. Name, namespace and type stay.
 *
 * @returns nothing when the patch removes the object
 * @throws KustomizeError for a directive other than `$patch`
 */
export function strategicMerge(
  object: JsonObject,
  patch: JsonObject,
): JsonObject | undefined {
  if (isRemoval(patch)) {
    return undefined;
  }
  const { apiVersion, kind, metadata } = object;
  const merged = merge(String(apiVersion), '', object, patch);
  const fields = isJsonObject(merged) ? merged : {};
  const next = isJsonObject(fields.metadata) ? fields.metadata : {};
  const { name, namespace } = isJsonObject(metadata) ? metadata : {};
  return {
    ...fields,
    apiVersion,
    kind,
    metadata: {
      ...next,
      name,
      ...(namespace !== undefined && { namespace }),
    },
  };
}
