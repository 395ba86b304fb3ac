import type { Manifest } from './parseFile';
import { parseManifests } from './parseManifests';
import type { ClusterContext } from '../controllers/ClusterContext';
import { namespaceDraft } from '../controllers/seedCluster';
import { ApiError } from '../api/ApiError';
import type { ObjectWriter, WriteTarget } from '../api/ObjectWriter';
import { KUBERNETES_ID, REPOSITORY, RUNNING_SINCE } from '../model/annotations';
import { isLabelValue, labelNameProblem } from '../model/names';
import type { JsonObject } from '../model/objects';
import { isJsonObject } from '../model/plainJson';
import { TYPES, typeByKind, type ResourceType } from '../model/resourceTypes';
import { timestamp } from '../model/time';

/** The state of a repository's default branch. */
export type RepositoryState = {
  owner: string;
  repo: string;
  commit: string;
  /** Text files by path; only those under `deploy/` matter. */
  files: ReadonlyMap<string, string>;
  /** Namespace of objects that name none. */
  namespaceHint?: string;
  /**
   * Milliseconds. Workloads that are new are shown as having run since then, from the moment that
   * quota admits them; for what existed before the sandbox began. Leave it out for what is to be
   * seen waiting or starting.
   */
  runningSince?: number;
};

export type SyncPhase = 'Synced' | 'Failed';

export type SyncResult = {
  phase: SyncPhase;
  message: string;
  errors: string[];
  /** `Kind namespace/name` of what the repository holds in the cluster. */
  applied: string[];
  pruned: string[];
};

type Planned = {
  source: string;
  type: ResourceType;
  namespace: string;
  name: string;
  object: JsonObject;
};

const MANAGER = 'gitops';
const WORKLOADS = ['LLMInferenceService', 'InferenceService', 'Deployment'];

/**
 * What repositories may set although it belongs to no namespace, as the allow list of a GitOps controller has it. It is
 * never pruned: everything in a namespace would go with it.
 */
function isSharedNamespace(type: ResourceType): boolean {
  return type.kind === 'Namespace';
}

function describe(planned: {
  type: ResourceType;
  namespace: string;
  name: string;
}): string {
  const { type, namespace, name } = planned;
  return type.namespaced
    ? `${type.kind} ${namespace}/${name}`
    : `${type.kind} ${name}`;
}

/**
 * Applies repositories to the cluster as a GitOps controller does. Everything is checked first: a
 * repository with an error changes nothing, what it had before keeps running.
 */
export class GitOps {
  readonly #context: ClusterContext;
  readonly #writer: ObjectWriter;

  constructor(context: ClusterContext, writer: ObjectWriter) {
    this.#context = context;
    this.#writer = writer;
  }

  sync(state: RepositoryState): SyncResult {
    const repository = `${state.owner}/${state.repo}`;
    const { manifests, errors } = parseManifests(state.files);
    const planned = manifests.flatMap(manifest => {
      try {
        return [this.#plan(manifest, state, repository)];
      } catch (error) {
        errors.push(`${manifest.source}: ${messageOf(error)}`);
        return [];
      }
    });
    errors.push(...duplicates(planned));
    const result =
      errors.length > 0
        ? this.#failed(repository, errors)
        : this.#apply(planned, state, repository);
    this.#report(state, planned[0]?.namespace, result);
    return result;
  }

  /** Turns a manifest into a write, or says why it cannot be one. */
  #plan(
    { source, object }: Manifest,
    state: RepositoryState,
    repository: string,
  ): Planned {
    const { apiVersion, kind } = object;
    const type = typeByKind(String(apiVersion), String(kind));
    if (!type) {
      throw ApiError.badRequest(
        `no matches for kind "${kind}" in version "${apiVersion}"`,
      );
    }
    if (type.writers !== 'anyone' && !isSharedNamespace(type)) {
      throw ApiError.badRequest(
        `${kind} is not for repositories to set: ${
          type.writers === 'platform'
            ? 'the platform team governs it'
            : 'the cluster writes it itself'
        }`,
      );
    }
    const metadata = isJsonObject(object.metadata) ? object.metadata : {};
    const { name } = metadata;
    const namespace = type.namespaced
      ? metadata.namespace ?? state.namespaceHint ?? 'default'
      : name;
    if (typeof name !== 'string' || typeof namespace !== 'string') {
      throw ApiError.badRequest(`${kind} has no metadata.name`);
    }
    const namespaceProblem = labelNameProblem(namespace);
    if (namespaceProblem) {
      throw ApiError.badRequest(
        `metadata.namespace "${namespace}": ${namespaceProblem}`,
      );
    }
    const annotations = isJsonObject(metadata.annotations)
      ? metadata.annotations
      : {};
    const planned: Planned = {
      source,
      type,
      namespace,
      name,
      object: {
        ...object,
        metadata: {
          ...metadata,
          ...(type.namespaced && { namespace }),
          annotations: { ...annotations, [REPOSITORY]: repository },
        },
      },
    };
    this.#writer.check(this.#target(planned), planned.object);
    const live = this.#context.store.get(type, namespace, name);
    const holder = live?.metadata.annotations?.[REPOSITORY];
    // A namespace may have been made for the objects of another repository, or by the quota service; then nobody holds it.
    const free = isSharedNamespace(type) && holder === undefined;
    if (live && holder !== repository && !free) {
      throw ApiError.badRequest(
        `${describe(planned)} exists and is managed by ${
          holder ?? 'someone else'
        }`,
      );
    }
    return planned;
  }

  #apply(
    planned: Planned[],
    state: RepositoryState,
    repository: string,
  ): SyncResult {
    const { store } = this.#context;
    for (const item of planned) {
      const { type, namespace } = item;
      this.#ensureNamespace(namespace);
      const written = this.#writer.apply(this.#target(item), item.object, true);
      const { runningSince } = state;
      if (
        written.created &&
        runningSince !== undefined &&
        WORKLOADS.includes(type.kind)
      ) {
        store.change(type, written.object, copy => {
          copy.metadata.annotations = {
            ...copy.metadata.annotations,
            [RUNNING_SINCE]: String(runningSince),
          };
        });
      }
    }
    const kept = new Set(planned.map(describe));
    const pruned = this.#held(repository).filter(
      item => !kept.has(describe(item)) && !isSharedNamespace(item.type),
    );
    for (const { type, namespace, name } of pruned) {
      if (store.get(type, namespace, name)) {
        store.delete(type, namespace, name);
      }
    }
    const count = planned.length;
    return {
      phase: 'Synced',
      message:
        count === 0
          ? 'deploy/ holds no objects'
          : `${count} ${count === 1 ? 'object' : 'objects'} applied`,
      errors: [],
      applied: planned.map(describe),
      pruned: pruned.map(describe),
    };
  }

  #failed(repository: string, errors: string[]): SyncResult {
    return {
      phase: 'Failed',
      message: `Nothing was changed: ${errors[0]}`,
      errors,
      applied: this.#held(repository).map(describe),
      pruned: [],
    };
  }

  /** What a repository put into the cluster. */
  #held(repository: string) {
    const status = statusName(repository.slice(repository.indexOf('/') + 1));
    return this.#context.store
      .all()
      .filter(
        ({ type, object }) =>
          object.metadata.annotations?.[REPOSITORY] === repository &&
          !(type.kind === 'ConfigMap' && object.metadata.name === status),
      )
      .map(({ type, object }) => ({
        type,
        namespace: object.metadata.namespace ?? '',
        name: object.metadata.name,
      }));
  }

  /** Leaves the outcome where the API shows it: ConfigMap `gitops-<repository>`. */
  #report(
    state: RepositoryState,
    firstNamespace: string | undefined,
    result: SyncResult,
  ): void {
    const { store, now } = this.#context;
    const { owner, repo, commit, namespaceHint } = state;
    const name = statusName(repo);
    const [previous] = store.list(TYPES.configMap, {
      where: ({ metadata }) =>
        metadata.name === name &&
        metadata.annotations?.[REPOSITORY] === `${owner}/${repo}`,
    });
    const known =
      namespaceHint ?? firstNamespace ?? previous?.metadata.namespace;
    if (known === undefined && result.errors.length === 0) {
      // A repository that has nothing to do with the cluster.
      return;
    }
    const namespace = known ?? 'default';
    if (labelNameProblem(namespace)) {
      return;
    }
    if (previous && previous.metadata.namespace !== namespace) {
      store.delete(TYPES.configMap, previous.metadata.namespace, name);
    }
    this.#ensureNamespace(namespace);
    const data = {
      repository: `${owner}/${repo}`,
      commit,
      phase: result.phase,
      message: result.message,
      errors: result.errors.join('\n'),
      objects: result.applied.join('\n'),
      syncedAt: timestamp(now()),
    };
    const metadata = {
      name,
      namespace,
      labels: {
        'app.kubernetes.io/managed-by': MANAGER,
        ...(isLabelValue(repo) && { [KUBERNETES_ID]: repo }),
      },
      annotations: { [REPOSITORY]: `${owner}/${repo}` },
    };
    const current = store.get(TYPES.configMap, namespace, name);
    if (current) {
      store.change(TYPES.configMap, current, copy => {
        copy.data = data;
      });
    } else {
      store.create(TYPES.configMap, { metadata, data });
    }
  }

  #ensureNamespace(name: string): void {
    const { store } = this.#context;
    if (!store.get(TYPES.namespace, undefined, name)) {
      store.create(TYPES.namespace, namespaceDraft(name));
    }
  }

  #target({ type, namespace, name }: Planned): WriteTarget {
    return { type, namespace, name, manager: MANAGER };
  }
}

function messageOf(error: unknown): string {
  if (error instanceof ApiError) {
    return error.message;
  }
  throw error;
}

const STATUS_PREFIX = 'gitops-';

/** The status object's name; a repository's name may hold what an object's may not. */
function statusName(repo: string): string {
  const name = repo
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-')
    .replace(/^[.-]+|[.-]+$/g, '');
  return `${STATUS_PREFIX}${name || 'repository'}`;
}

function duplicates(planned: Planned[]): string[] {
  const seen = new Set<string>();
  return planned.flatMap(item => {
    const description = describe(item);
    const isRepeated = seen.has(description);
    seen.add(description);
    return isRepeated
      ? [`${item.source}: ${description} is there more than once`]
      : [];
  });
}
