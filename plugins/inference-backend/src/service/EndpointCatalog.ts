import type {
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { InputError, NotFoundError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  formatFieldErrors,
  INFERENCE_ENDPOINT_TYPE,
  isInferenceEndpointEntity,
  parseAcceleratorClass,
  parseEndpoint,
  type AcceleratorClass,
  type InferenceEndpoint,
} from '@golden-path/plugin-inference-common';

/** Endpoints fetched from the catalog at a time. */
const PAGE = 500;
/** The catalog answers this many refs at a time. */
const REFS_AT_A_TIME = 200;

/** Accelerator classes by entity ref; one that is not in the catalog, or not well formed, is not in it. */
export type AcceleratorClasses = Map<string, AcceleratorClass>;

/** Reads endpoints from the catalog as the caller may read them. */
export class EndpointCatalog {
  readonly #catalog: CatalogService;
  readonly #logger: LoggerService;

  static create(options: {
    catalog: CatalogService;
    logger: LoggerService;
  }): EndpointCatalog {
    return new EndpointCatalog(options);
  }

  private constructor(options: Parameters<typeof EndpointCatalog.create>[0]) {
    this.#catalog = options.catalog;
    this.#logger = options.logger;
  }

  /**
   * @throws NotFoundError when the caller sees no such endpoint
   * @throws InputError when its annotations are wrong
   */
  async getEndpoint(
    name: { namespace: string; name: string },
    credentials: BackstageCredentials,
  ): Promise<{ entity: Entity; endpoint: InferenceEndpoint }> {
    const ref = stringifyEntityRef({ kind: 'component', ...name });
    const entity = await this.#catalog.getEntityByRef(ref, { credentials });
    if (entity === undefined || !isInferenceEndpointEntity(entity)) {
      throw new NotFoundError(`There is no inference endpoint '${ref}'`);
    }
    const parsed = parseEndpoint(entity);
    if (!parsed.ok) {
      throw new InputError(
        `'${ref}' is not a well-formed inference endpoint: ${formatFieldErrors(
          parsed.errors,
        )}`,
      );
    }
    return { entity, endpoint: parsed.value };
  }

  /** Every endpoint the caller sees, or of them those that a group owns. */
  async listEndpoints(
    credentials: BackstageCredentials,
    options: { owner?: string } = {},
  ): Promise<InferenceEndpoint[]> {
    const endpoints: InferenceEndpoint[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.#catalog.queryEntities(
        cursor
          ? { cursor, limit: PAGE }
          : {
              filter: {
                kind: 'component',
                'spec.type': INFERENCE_ENDPOINT_TYPE,
                ...(options.owner && { 'relations.ownedBy': options.owner }),
              },
              fields: ['kind', 'metadata', 'spec.type', 'spec.owner'],
              limit: PAGE,
            },
        { credentials },
      );
      for (const entity of page.items) {
        const parsed = parseEndpoint(entity);
        if (parsed.ok) {
          endpoints.push(parsed.value);
        } else {
          this.#logger.warn(
            `The fleet leaves out ${stringifyEntityRef(
              entity,
            )}: ${formatFieldErrors(parsed.errors)}`,
          );
        }
      }
      cursor = page.pageInfo.nextCursor;
    } while (cursor);
    return endpoints;
  }

  /** The entities behind these refs, as far as the caller sees them. */
  async getEntities(
    refs: string[],
    credentials: BackstageCredentials,
  ): Promise<Map<string, Entity>> {
    const unique = [...new Set(refs)];
    const found = new Map<string, Entity>();
    for (let from = 0; from < unique.length; from += REFS_AT_A_TIME) {
      const { items } = await this.#catalog.getEntitiesByRefs(
        { entityRefs: unique.slice(from, from + REFS_AT_A_TIME) },
        { credentials },
      );
      for (const entity of items) {
        if (entity) found.set(stringifyEntityRef(entity), entity);
      }
    }
    return found;
  }

  /** The accelerator classes among these entities. */
  classesAmong(entities: Map<string, Entity>): AcceleratorClasses {
    const classes: AcceleratorClasses = new Map();
    for (const [ref, entity] of entities) {
      const parsed = parseAcceleratorClass(entity);
      if (parsed.ok) classes.set(ref, parsed.value);
    }
    return classes;
  }
}
