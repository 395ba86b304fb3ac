import { isDeepStrictEqual } from 'node:util';
import { ApiError } from '../api/ApiError';
import type { Draft, KubernetesObject } from '../model/objects';
import {
  apiVersionOf,
  typeByKind,
  type ResourceType,
} from '../model/resourceTypes';
import { timestamp } from '../model/time';

export type ObjectStoreOptions = { now: () => number; newUid: () => string };

/** What of a store is kept between runs. */
export type StoreSnapshot = {
  resourceVersion: number;
  objects: KubernetesObject[];
};

type ListOptions<T> = { namespace?: string; where?: (object: T) => boolean };

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

/** A copy as JSON holds it: fields that are undefined are not there. */
function jsonCopy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}

function keyOf(
  type: ResourceType,
  namespace: string | undefined,
  name: string,
) {
  return `${type.group}/${type.plural}/${
    type.namespaced ? namespace ?? '' : ''
  }/${name}`;
}

/** Metadata that may change without the desired state changing. */
const VOLATILE = {
  resourceVersion: '',
  generation: 0,
  labels: undefined,
  annotations: undefined,
  managedFields: undefined,
  ownerReferences: undefined,
};

/** What of an object counts as a change of its desired state. */
function desiredState(object: KubernetesObject): KubernetesObject {
  const { metadata, status, ...rest } = object;
  return { ...rest, metadata: { ...metadata, ...VOLATILE } };
}

/**
 * The cluster's objects, oldest first. Objects that come out are frozen; a change goes through
 * {@link ObjectStore.update} or {@link ObjectStore.change}. A write that changes nothing leaves
 * the resource version alone.
 */
export class ObjectStore {
  readonly #options: ObjectStoreOptions;
  readonly #objects = new Map<
    string,
    { type: ResourceType; object: KubernetesObject }
  >();
  #resourceVersion = 0;

  constructor(options: ObjectStoreOptions) {
    this.#options = options;
  }

  /** Grows with every change. */
  get resourceVersion(): number {
    return this.#resourceVersion;
  }

  get<T extends KubernetesObject>(
    type: ResourceType<T>,
    namespace: string | undefined,
    name: string,
  ): T | undefined {
    const entry = this.#objects.get(keyOf(type, namespace, name));
    return entry && this.#as(type, entry.object);
  }

  list<T extends KubernetesObject>(
    type: ResourceType<T>,
    options: ListOptions<T> = {},
  ): T[] {
    const found: T[] = [];
    for (const entry of this.#objects.values()) {
      if (
        entry.type.group === type.group &&
        entry.type.plural === type.plural &&
        (options.namespace === undefined ||
          entry.object.metadata.namespace === options.namespace)
      ) {
        const object = this.#as(type, entry.object);
        if (!options.where || options.where(object)) {
          found.push(object);
        }
      }
    }
    return found;
  }

  /** Objects of every type. */
  all(): { type: ResourceType; object: KubernetesObject }[] {
    return [...this.#objects.values()];
  }

  /** @throws ApiError 409 when the name is taken. */
  create<T extends KubernetesObject>(
    type: ResourceType<T>,
    draft: Draft<T>,
  ): T {
    const { name, namespace } = draft.metadata;
    const key = keyOf(type, namespace, name);
    if (this.#objects.has(key)) {
      throw ApiError.alreadyExists(type, name);
    }
    const object: KubernetesObject = jsonCopy({
      ...draft,
      apiVersion: apiVersionOf(type),
      kind: type.kind,
      metadata: {
        ...draft.metadata,
        name,
        namespace: type.namespaced ? namespace : undefined,
        uid: this.#options.newUid(),
        resourceVersion: this.#nextVersion(),
        generation: 1,
        creationTimestamp:
          draft.metadata.creationTimestamp ?? timestamp(this.#options.now()),
      },
    });
    this.#objects.set(key, { type, object: deepFreeze(object) });
    return this.#as(type, object);
  }

  /** @throws ApiError 404 when the object is gone. */
  update<T extends KubernetesObject>(type: ResourceType<T>, next: T): T {
    const { name, namespace } = next.metadata;
    const key = keyOf(type, namespace, name);
    const current = this.#objects.get(key)?.object;
    if (!current) {
      throw ApiError.notFound(type, name);
    }
    const { uid, creationTimestamp, generation, resourceVersion } =
      current.metadata;
    const object: KubernetesObject = {
      ...jsonCopy<KubernetesObject>(next),
      apiVersion: current.apiVersion,
      kind: current.kind,
    };
    object.metadata = {
      ...object.metadata,
      uid,
      creationTimestamp,
      generation,
      resourceVersion,
    };
    if (isDeepStrictEqual(object, current)) {
      return this.#as(type, current);
    }
    if (!isDeepStrictEqual(desiredState(object), desiredState(current))) {
      object.metadata.generation = generation + 1;
    }
    object.metadata.resourceVersion = this.#nextVersion();
    this.#objects.set(key, { type, object: deepFreeze(object) });
    return this.#as(type, object);
  }

  /** Changes a copy of an object and stores it. */
  change<T extends KubernetesObject>(
    type: ResourceType<T>,
    object: T,
    edit: (copy: T) => void,
  ): T {
    const copy = structuredClone(object);
    edit(copy);
    return this.update(type, copy);
  }

  /** Removes an object with everything it owns; a namespace with everything in it. */
  delete(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
  ): KubernetesObject {
    const key = keyOf(type, namespace, name);
    const removed = this.#objects.get(key)?.object;
    if (!removed) {
      throw ApiError.notFound(type, name);
    }
    this.#objects.delete(key);
    this.#nextVersion();
    for (const { type: otherType, object } of this.all()) {
      const { metadata } = object;
      const belongs =
        metadata.ownerReferences?.some(
          owner => owner.uid === removed.metadata.uid,
        ) ||
        (type.kind === 'Namespace' && metadata.namespace === name);
      if (belongs && this.get(otherType, metadata.namespace, metadata.name)) {
        this.delete(otherType, metadata.namespace, metadata.name);
      }
    }
    return removed;
  }

  snapshot(): StoreSnapshot {
    return {
      resourceVersion: this.#resourceVersion,
      objects: this.all().map(entry => entry.object),
    };
  }

  /** Takes over the objects of an earlier run; types that are no longer served are refused. */
  restore(snapshot: StoreSnapshot): void {
    for (const object of snapshot.objects) {
      const type = typeByKind(object.apiVersion, object.kind);
      if (!type) {
        throw new Error(
          `${object.apiVersion} ${object.kind} is not a type of this cluster`,
        );
      }
      const { namespace, name } = object.metadata;
      this.#objects.set(keyOf(type, namespace, name), {
        type,
        object: deepFreeze(object),
      });
    }
    this.#resourceVersion = snapshot.resourceVersion;
  }

  /** The type parameter of a resource type says what its writers store under it. */
  #as<T extends KubernetesObject>(
    _type: ResourceType<T>,
    object: KubernetesObject,
  ): T {
    return object as T;
  }

  #nextVersion(): string {
    this.#resourceVersion += 1;
    return String(this.#resourceVersion);
  }
}
