import { isDeepStrictEqual } from 'node:util';
import type { JsonObject, ManagedFieldsEntry } from '../model/objects';

/**
 * Kubernetes' server-side apply over plain JSON. A field is a leaf: a scalar, or a list, which is
 * owned as a whole (as lists of custom resources are).
 */

type Path = string[];

/** Fields that the server sets; nobody owns them. */
const SERVER_SET = new Set([
  'apiVersion',
  'kind',
  'status',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'metadata.resourceVersion',
  'metadata.generation',
  'metadata.creationTimestamp',
  'metadata.managedFields',
  'metadata.selfLink',
]);

export type FieldConflict = { path: string; manager: string };

export type ApplyResult =
  | { outcome: 'conflict'; conflicts: FieldConflict[] }
  | {
      outcome: 'merged';
      object: JsonObject;
      managedFields: ManagedFieldsEntry[];
    };

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const keyOf = (path: Path) => JSON.stringify(path);

function leaves(object: JsonObject, prefix: Path = []): Map<string, Path> {
  const found = new Map<string, Path>();
  for (const [key, value] of Object.entries(object)) {
    const path = [...prefix, key];
    if (value === undefined || SERVER_SET.has(path.join('.'))) {
      continue;
    }
    if (isObject(value) && Object.keys(value).length > 0) {
      leaves(value, path).forEach((leaf, leafKey) => found.set(leafKey, leaf));
    } else {
      found.set(keyOf(path), path);
    }
  }
  return found;
}

function fieldsV1(paths: Iterable<Path>): JsonObject {
  const root: JsonObject = {};
  for (const path of paths) {
    let node = root;
    for (const key of path) {
      const next = node[`f:${key}`];
      const child: JsonObject = isObject(next) ? next : {};
      node[`f:${key}`] = child;
      node = child;
    }
  }
  return root;
}

function ownedPaths(fields: JsonObject, prefix: Path = []): Map<string, Path> {
  const found = new Map<string, Path>();
  for (const [key, value] of Object.entries(fields)) {
    const path = [...prefix, key.slice(2)];
    if (isObject(value) && Object.keys(value).length > 0) {
      ownedPaths(value, path).forEach((leaf, id) => found.set(id, leaf));
    } else {
      found.set(keyOf(path), path);
    }
  }
  return found;
}

function read(object: JsonObject, path: Path): unknown {
  let value: unknown = object;
  for (const key of path) {
    value = isObject(value) ? value[key] : undefined;
  }
  return value;
}

function write(object: JsonObject, path: Path, value: unknown): void {
  let node = object;
  for (const key of path.slice(0, -1)) {
    const next = node[key];
    const child: JsonObject = isObject(next) ? next : {};
    node[key] = child;
    node = child;
  }
  const last = path[path.length - 1];
  const isEmptyMap = isObject(value) && Object.keys(value).length === 0;
  if (!(isEmptyMap && isObject(node[last]))) {
    node[last] = value;
  }
}

/** Removes a field and the maps that it leaves empty, down to the top level. */
function remove(object: JsonObject, path: Path): void {
  const parent = read(object, path.slice(0, -1));
  if (!isObject(parent)) {
    return;
  }
  delete parent[path[path.length - 1]];
  if (path.length > 2 && Object.keys(parent).length === 0) {
    remove(object, path.slice(0, -1));
  }
}

function entryOf(
  manager: string,
  operation: ManagedFieldsEntry['operation'],
  apiVersion: string,
  time: string,
  paths: Map<string, Path>,
): ManagedFieldsEntry {
  return {
    manager,
    operation,
    apiVersion,
    time,
    fieldsType: 'FieldsV1',
    fieldsV1: fieldsV1(paths.values()),
  };
}

/** Takes paths away from every entry; entries that own nothing more disappear. */
function without(
  entries: ManagedFieldsEntry[],
  taken: Map<string, Path>,
): ManagedFieldsEntry[] {
  return entries.flatMap(entry => {
    const owned = ownedPaths(entry.fieldsV1);
    const kept = new Map([...owned].filter(([key]) => !taken.has(key)));
    if (kept.size === owned.size) {
      return [entry];
    }
    return kept.size === 0
      ? []
      : [{ ...entry, fieldsV1: fieldsV1(kept.values()) }];
  });
}

/** Applies one manager's intent to a live object (an empty one when there is none yet). */
export function applyFields(options: {
  live: JsonObject;
  managedFields: ManagedFieldsEntry[];
  intent: JsonObject;
  manager: string;
  apiVersion: string;
  time: string;
  force: boolean;
}): ApplyResult {
  const { live, managedFields, intent, manager, apiVersion, time } = options;
  const wanted = leaves(intent);
  const isMine = (entry: ManagedFieldsEntry) =>
    entry.manager === manager && entry.operation === 'Apply';
  const mine = managedFields.find(isMine);
  const others = managedFields.filter(entry => !isMine(entry));

  const changed = new Map(
    [...wanted].filter(
      ([, path]) => !isDeepStrictEqual(read(live, path), read(intent, path)),
    ),
  );
  const conflicts = others.flatMap(entry =>
    [...ownedPaths(entry.fieldsV1)]
      .filter(([key]) => changed.has(key))
      .map(([, path]) => ({
        path: `.${path.join('.')}`,
        manager: entry.manager,
      })),
  );
  if (conflicts.length > 0 && !options.force) {
    return { outcome: 'conflict', conflicts };
  }

  const remaining = without(others, changed);
  const stillOwned = new Set(
    remaining.flatMap(entry => [...ownedPaths(entry.fieldsV1).keys()]),
  );
  const object = structuredClone(live);
  for (const [key, path] of mine ? ownedPaths(mine.fieldsV1) : []) {
    if (!wanted.has(key) && !stillOwned.has(key)) {
      remove(object, path);
    }
  }
  for (const path of wanted.values()) {
    write(object, path, structuredClone(read(intent, path)));
  }

  const entry = entryOf(manager, 'Apply', apiVersion, time, wanted);
  const unchanged = mine && isDeepStrictEqual(mine.fieldsV1, entry.fieldsV1);
  return {
    outcome: 'merged',
    object,
    managedFields: [...remaining, unchanged ? mine : entry],
  };
}

/** Records that a manager wrote an object other than by apply: what changed is its own now. */
export function recordUpdate(options: {
  before: JsonObject;
  after: JsonObject;
  managedFields: ManagedFieldsEntry[];
  manager: string;
  apiVersion: string;
  time: string;
}): ManagedFieldsEntry[] {
  const { before, after, managedFields, manager, apiVersion, time } = options;
  const now = leaves(after);
  const changed = new Map(
    [...now].filter(
      ([, path]) => !isDeepStrictEqual(read(before, path), read(after, path)),
    ),
  );
  const gone = new Map([...leaves(before)].filter(([key]) => !now.has(key)));
  if (changed.size === 0 && gone.size === 0) {
    return managedFields;
  }
  const isMine = (entry: ManagedFieldsEntry) =>
    entry.manager === manager && entry.operation === 'Update';
  const mine = managedFields.find(isMine);
  const others = without(
    managedFields.filter(entry => !isMine(entry)),
    new Map([...changed, ...gone]),
  );
  const owned = new Map([
    ...[...(mine ? ownedPaths(mine.fieldsV1) : [])].filter(
      ([key]) => !gone.has(key),
    ),
    ...changed,
  ]);
  return owned.size === 0
    ? others
    : [...others, entryOf(manager, 'Update', apiVersion, time, owned)];
}
