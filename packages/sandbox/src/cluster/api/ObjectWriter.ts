import { ApiError } from './ApiError';
import type { Draft, JsonObject, KubernetesObject } from '../model/objects';
import { apiVersionOf, TYPES, type ResourceType } from '../model/resourceTypes';
import { isJsonObject, plainJsonProblem } from '../model/plainJson';
import { timestamp } from '../model/time';
import { validateObject } from '../model/validateObject';
import type { ObjectStore } from '../store/ObjectStore';
import { applyFields, recordUpdate } from '../store/serverSideApply';

/** Where a write goes and who writes. */
export type WriteTarget = {
  type: ResourceType;
  namespace?: string;
  name?: string;
  manager: string;
  dryRun?: boolean;
};

export type Written = { object: KubernetesObject; created: boolean };

/** Validates what comes from outside and turns it into writes of the store. */
export class ObjectWriter {
  readonly #store: ObjectStore;
  readonly #now: () => number;

  constructor(store: ObjectStore, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  /** Checks an object without writing it; throws the error that a write would. */
  check(target: WriteTarget, body: unknown): void {
    this.#check(target, body);
  }

  create(target: WriteTarget, body: unknown): Written {
    const draft = this.#check(target, body);
    this.#requireNamespace(target);
    if (this.#live(target, draft.metadata.name)) {
      throw ApiError.alreadyExists(target.type, draft.metadata.name);
    }
    return { object: this.#insert(target, draft), created: true };
  }

  /** Replaces the whole object (PUT). */
  replace(target: WriteTarget, body: unknown): Written {
    const draft = this.#check(target, body);
    const live = this.#live(target, draft.metadata.name);
    if (!live) {
      throw ApiError.notFound(target.type, draft.metadata.name);
    }
    const { resourceVersion } = draft.metadata;
    if (
      resourceVersion !== undefined &&
      resourceVersion !== live.metadata.resourceVersion
    ) {
      throw ApiError.conflict(
        target.type,
        live.metadata.name,
        'the object has been modified; please apply your changes to the latest version and try again',
      );
    }
    return { object: this.#overwrite(target, live, draft), created: false };
  }

  /** JSON merge patch (RFC 7396). */
  merge(target: WriteTarget, body: unknown): Written {
    const live = this.#live(target, target.name ?? '');
    if (!live) {
      throw ApiError.notFound(target.type, target.name ?? '');
    }
    const draft = this.#check(target, mergePatch(live, this.#document(body)));
    return { object: this.#overwrite(target, live, draft), created: false };
  }

  /** Server-side apply. */
  apply(target: WriteTarget, body: unknown, force: boolean): Written {
    const { status: _ignored, ...intent } = this.#check(target, body);
    this.#requireNamespace(target);
    const { type, manager } = target;
    const { name } = intent.metadata;
    const live = this.#live(target, name);
    const result = applyFields({
      live: live ?? { metadata: { name } },
      managedFields: live?.metadata.managedFields ?? [],
      intent,
      manager,
      apiVersion: apiVersionOf(type),
      time: timestamp(this.#now()),
      force,
    });
    if (result.outcome === 'conflict') {
      const causes = result.conflicts.map(conflict => ({
        reason: 'FieldManagerConflict',
        field: conflict.path,
        message: `conflict with "${conflict.manager}"`,
      }));
      throw ApiError.conflict(
        type,
        name,
        `Apply failed with ${causes.length} conflict${
          causes.length === 1 ? '' : 's'
        }: ${result.conflicts
          .map(
            ({ manager: other, path }) => `conflict with "${other}": ${path}`,
          )
          .join(', ')}`,
        causes,
      );
    }
    const merged = this.#check(target, result.object);
    merged.metadata.managedFields = result.managedFields;
    if (!live) {
      return { object: this.#insert(target, merged, true), created: true };
    }
    const next: KubernetesObject = {
      ...merged,
      apiVersion: live.apiVersion,
      kind: live.kind,
      metadata: {
        ...live.metadata,
        ...labelsAndName(merged),
        managedFields: result.managedFields,
      },
    };
    if (live.status !== undefined) {
      next.status = live.status;
    }
    return {
      object: target.dryRun ? next : this.#store.update(type, next),
      created: false,
    };
  }

  delete(target: WriteTarget): KubernetesObject {
    const { type, namespace, name = '', dryRun } = target;
    const live = this.#live(target, name);
    if (!live) {
      throw ApiError.notFound(type, name);
    }
    return dryRun ? live : this.#store.delete(type, namespace, name);
  }

  #live(target: WriteTarget, name: string): KubernetesObject | undefined {
    return this.#store.get(target.type, target.namespace, name);
  }

  #insert(
    target: WriteTarget,
    draft: Draft,
    applied = false,
  ): KubernetesObject {
    const { type, namespace, manager } = target;
    const { status: _ignored, ...desired } = draft;
    const created: Draft = {
      ...desired,
      metadata: {
        ...labelsAndName(draft),
        namespace,
        managedFields: applied
          ? draft.metadata.managedFields
          : recordUpdate({
              before: {},
              after: desired,
              managedFields: [],
              manager,
              apiVersion: apiVersionOf(type),
              time: timestamp(this.#now()),
            }),
      },
    };
    if (target.dryRun) {
      return {
        ...created,
        apiVersion: apiVersionOf(type),
        kind: type.kind,
        metadata: {
          ...created.metadata,
          uid: '',
          resourceVersion: '',
          generation: 1,
          creationTimestamp: timestamp(this.#now()),
        },
      };
    }
    return this.#store.create(type, created);
  }

  #overwrite(
    target: WriteTarget,
    live: KubernetesObject,
    draft: Draft,
  ): KubernetesObject {
    const { type, manager } = target;
    const next: KubernetesObject = {
      ...draft,
      apiVersion: live.apiVersion,
      kind: live.kind,
      metadata: { ...live.metadata, ...labelsAndName(draft) },
    };
    delete next.status;
    if (live.status !== undefined) {
      next.status = live.status;
    }
    next.metadata.managedFields = recordUpdate({
      before: live,
      after: next,
      managedFields: live.metadata.managedFields ?? [],
      manager,
      apiVersion: apiVersionOf(type),
      time: timestamp(this.#now()),
    });
    return target.dryRun ? next : this.#store.update(type, next);
  }

  #document(body: unknown): JsonObject {
    if (!isJsonObject(body)) {
      throw ApiError.badRequest('the body of the request is not an object');
    }
    const problem = plainJsonProblem(body);
    if (problem) {
      throw ApiError.badRequest(
        `the body of the request is refused: ${problem}`,
      );
    }
    return body;
  }

  /** The body as an object of the target's type, at the target's address. */
  #check(target: WriteTarget, body: unknown): Draft {
    const { type } = target;
    const document = structuredClone(this.#document(body));
    const apiVersion = document.apiVersion ?? apiVersionOf(type);
    const kind = document.kind ?? type.kind;
    if (apiVersion !== apiVersionOf(type) || kind !== type.kind) {
      throw ApiError.badRequest(
        `${String(apiVersion)}, Kind=${String(
          kind,
        )} in the body does not match ` +
          `${apiVersionOf(type)}, Kind=${type.kind} of the URL`,
      );
    }
    const given = isJsonObject(document.metadata) ? document.metadata : {};
    const metadata: JsonObject = { ...given };
    metadata.name ??= target.name;
    validateObject(type, { ...document, metadata });
    const name = String(metadata.name);
    if (target.name !== undefined && name !== target.name) {
      throw ApiError.badRequest(
        `the name of the object (${name}) does not match the name on the URL (${target.name})`,
      );
    }
    if (
      type.namespaced &&
      metadata.namespace !== undefined &&
      metadata.namespace !== target.namespace
    ) {
      throw ApiError.badRequest(
        'the namespace of the provided object does not match the namespace sent on the request',
      );
    }
    return { ...document, metadata: { ...metadata, name } };
  }

  #requireNamespace(target: WriteTarget): void {
    const { type, namespace = '' } = target;
    if (!type.namespaced) {
      return;
    }
    const exists = this.#store.get(TYPES.namespace, undefined, namespace);
    if (!exists) {
      throw ApiError.notFound(TYPES.namespace, namespace);
    }
  }
}

/** What a client may set in the metadata. */
function labelsAndName(draft: Draft) {
  const { name, labels, annotations } = draft.metadata;
  return { name, labels, annotations };
}

function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) {
    return patch;
  }
  const result: JsonObject = isJsonObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) {
      delete result[key];
    } else {
      result[key] = mergePatch(result[key], value);
    }
  }
  return result;
}
