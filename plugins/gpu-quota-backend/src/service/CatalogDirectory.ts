import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { ForwardedError, ServiceUnavailableError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  ACCELERATOR_CLASS_TYPE,
  entityRefOf,
  formatFieldErrors,
  INFERENCE_ENDPOINT_TYPE,
  parseAcceleratorClass,
  parseEndpoint,
  type AcceleratorClass,
  type InferenceEndpoint,
} from '@golden-path/plugin-inference-common';
import { Organisation } from './Organisation';

/** What the catalog says about teams and accelerator classes, as of one moment. */
export type DirectorySnapshot = {
  organisation: Organisation;
  /** By name. */
  classes: ReadonlyMap<string, AcceleratorClass>;
};

/** What the catalog has under an endpoint's ref. */
export type CatalogEndpoint = {
  /** Ref of who owns it; nothing where the entity names nobody. */
  owner?: string;
  /** Nothing where the entity is held wrongly. */
  endpoint?: InferenceEndpoint;
};

const FRESH_MS = 10_000;
/** A name that is not known may be new: look again, but not more often than this. */
const RECHECK_MS = 1_000;
/** While the catalog does not answer, what it last said is good for this long. */
const USABLE_MS = 5 * 60_000;
const REF_BATCH = 200;
const ENDPOINT_FIELDS = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.annotations',
  'spec.type',
  'spec.owner',
];

/** Teams and accelerator classes from the catalog, read together and kept for ten seconds. */
export class CatalogDirectory {
  readonly #options: {
    auth: AuthService;
    catalog: CatalogService;
    logger: LoggerService;
    platformGroup?: string;
    auditorGroup?: string;
    now: () => Date;
  };
  #last: { at: number; snapshot: DirectorySnapshot } | undefined;
  #loading: Promise<DirectorySnapshot> | undefined;

  constructor(options: {
    auth: AuthService;
    catalog: CatalogService;
    logger: LoggerService;
    platformGroup?: string;
    auditorGroup?: string;
    now: () => Date;
  }) {
    this.#options = options;
  }

  /**
   * @param knows - a snapshot that does not satisfy this is read again, for what was added a moment ago
   * @throws ServiceUnavailableError when the catalog does not answer and never did, or not for minutes
   */
  async get(
    knows: (snapshot: DirectorySnapshot) => boolean = () => true,
  ): Promise<DirectorySnapshot> {
    const age = this.#last
      ? this.#options.now().getTime() - this.#last.at
      : Infinity;
    if (this.#last && age < FRESH_MS) {
      if (age < RECHECK_MS || knows(this.#last.snapshot)) {
        return this.#last.snapshot;
      }
    }
    this.#loading ??= this.#load().finally(() => {
      this.#loading = undefined;
    });
    try {
      return await this.#loading;
    } catch (error) {
      if (this.#last && age < USABLE_MS) {
        this.#options.logger.warn(
          `The catalog did not answer; using what it said ${Math.round(
            age / 1000,
          )} s ago`,
          new ForwardedError('Reading teams and classes failed', error),
        );
        return this.#last.snapshot;
      }
      throw new ServiceUnavailableError(
        'The catalog does not answer, so teams and accelerator classes cannot be checked; try again in a moment',
        error,
      );
    }
  }

  /**
   * Ref of who owns an endpoint. Nothing where the catalog has no such endpoint, and where it does not answer: the
   * reservation is compared with the catalog again before it becomes active.
   */
  async ownerOf(ref: string): Promise<string | undefined> {
    try {
      return (await this.existing([ref])).get(ref)?.owner;
    } catch (error) {
      this.#options.logger.warn(
        `The catalog did not say who owns ${ref}`,
        new ForwardedError('Reading an endpoint failed', error),
      );
      return undefined;
    }
  }

  /** Those of these endpoints that the catalog has now, by ref. */
  async existing(refs: string[]): Promise<Map<string, CatalogEndpoint>> {
    const credentials = await this.#options.auth.getOwnServiceCredentials();
    const found = new Map<string, CatalogEndpoint>();
    for (let start = 0; start < refs.length; start += REF_BATCH) {
      const entityRefs = refs.slice(start, start + REF_BATCH);
      const { items } = await this.#options.catalog.getEntitiesByRefs(
        { entityRefs, fields: ENDPOINT_FIELDS },
        { credentials },
      );
      items.forEach((entity, index) => {
        if (!entity) return;
        const parsed = parseEndpoint(entity);
        found.set(entityRefs[index], {
          owner: entityRefOf(entity.spec?.owner, {
            defaultKind: 'group',
            defaultNamespace: entity.metadata.namespace ?? 'default',
          }),
          endpoint: parsed.ok ? parsed.value : undefined,
        });
      });
    }
    return found;
  }

  /** The catalog's inference endpoints, a page at a time; those it holds wrongly are left out. */
  async *endpoints(): AsyncGenerator<InferenceEndpoint[]> {
    const { auth, catalog } = this.#options;
    let cursor: string | undefined;
    do {
      const credentials = await auth.getOwnServiceCredentials();
      const page = await catalog.queryEntities(
        cursor
          ? { cursor, fields: ENDPOINT_FIELDS, limit: REF_BATCH }
          : {
              filter: {
                kind: 'Component',
                'spec.type': INFERENCE_ENDPOINT_TYPE,
              },
              fields: ENDPOINT_FIELDS,
              limit: REF_BATCH,
            },
        { credentials },
      );
      yield page.items
        .map(parseEndpoint)
        .flatMap(parsed => (parsed.ok ? [parsed.value] : []));
      cursor = page.pageInfo.nextCursor;
    } while (cursor);
  }

  async #load(): Promise<DirectorySnapshot> {
    const { auth, catalog, platformGroup, auditorGroup, now } = this.#options;
    const credentials = await auth.getOwnServiceCredentials();
    const [groups, resources] = await Promise.all([
      catalog.getEntities(
        {
          filter: { kind: 'Group' },
          fields: [
            'kind',
            'metadata.name',
            'metadata.namespace',
            'metadata.annotations',
            'spec.parent',
          ],
        },
        { credentials },
      ),
      catalog.getEntities(
        {
          filter: {
            kind: 'Resource',
            'spec.type': ACCELERATOR_CLASS_TYPE,
            'metadata.namespace': 'default',
          },
        },
        { credentials },
      ),
    ]);
    const classes = new Map<string, AcceleratorClass>();
    for (const entity of resources.items) {
      const parsed = parseAcceleratorClass(entity);
      if (parsed.ok) classes.set(parsed.value.name, parsed.value);
      else {
        this.#options.logger.warn(
          `Accelerator class ${
            entity.metadata.name
          } is left out: ${formatFieldErrors(parsed.errors)}`,
        );
      }
    }
    const snapshot = {
      organisation: Organisation.fromEntities(
        groups.items,
        platformGroup,
        auditorGroup,
      ),
      classes,
    };
    this.#last = { at: now().getTime(), snapshot };
    return snapshot;
  }
}
