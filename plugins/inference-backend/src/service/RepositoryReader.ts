import type {
  LoggerService,
  UrlReaderService,
} from '@backstage/backend-plugin-api';
import { getEntitySourceLocation, type Entity } from '@backstage/catalog-model';
import { toError } from '@backstage/errors';
import type { ScmIntegrationRegistry } from '@backstage/integration';
import {
  STORED_PARAMETERS_PATH,
  parseStoredParameters,
  type Parsed,
  type RepositoryStatus,
  type StoredParameters,
} from '@golden-path/plugin-inference-common';
import { parseAllDocuments } from 'yaml';
import { LastGoodCache } from './LastGoodCache';

/** What the checks look at in a repository. */
export type RepositoryContent = {
  paths: string[];
  /** Documents of `deploy/`, a base before its overlays. */
  objects: unknown[];
  /** Left out where the repository keeps none. */
  stored?: Parsed<StoredParameters>;
  /** `metadata.name` of its catalog-info.yaml. */
  name: unknown;
};

/** A repository as far as it could be read. */
export type RepositoryView = {
  status: RepositoryStatus;
  content?: RepositoryContent;
};

/** A repository is read again after this long. */
const INTERVAL_MS = 60_000;
/** The card that shows it has time; the page does not wait for it. */
const READ_WITHIN_MS = 10_000;
const MAX_REPOSITORIES = 500;
const MAX_FILE_BYTES = 128_000;
const MAX_MANIFESTS = 200;
const MAX_PATHS = 20_000;
const CATALOG_FILE = 'catalog-info.yaml';

/** Whether a file is one to look into: those of other environments' overlays are not what runs. */
function isManifest(path: string, environment: string | undefined): boolean {
  if (!/^deploy\/.+\.ya?ml$/.test(path)) {
    return false;
  }
  const overlay = /^deploy\/overlays\/([^/]+)\//.exec(path)?.[1];
  return overlay === undefined || overlay === (environment ?? overlay);
}

/**
 * Documents of a file; one that is no YAML, as a template of Helm is, has none. Keys are not held against each other: in
 * a map of thousands that alone would keep the backend busy for minutes.
 */
function documentsOf(text: string): unknown[] {
  return parseAllDocuments(text, { uniqueKeys: false }).flatMap(document => {
    if (document.errors.length > 0) return [];
    try {
      return [document.toJS() as unknown];
    } catch {
      // An alias to nothing, such as `*.yaml` without quotes, is found only now.
      return [];
    }
  });
}

function parseOrUndefined(text: string | undefined): unknown {
  if (text === undefined) {
    return undefined;
  }
  const [document] = documentsOf(text);
  return document;
}

function nameIn(document: unknown): unknown {
  return Object(Object(document).metadata).name;
}

/** Reads the repositories of endpoints with the portal's own access to its hosts, each at most once a minute. */
export class RepositoryReader {
  readonly #options: Parameters<typeof RepositoryReader.create>[0];
  readonly #cache: LastGoodCache<RepositoryContent>;

  static create(options: {
    reader: UrlReaderService;
    integrations: ScmIntegrationRegistry;
    logger: LoggerService;
    now: () => number;
  }): RepositoryReader {
    return new RepositoryReader(options);
  }

  private constructor(options: Parameters<typeof RepositoryReader.create>[0]) {
    this.#options = options;
    this.#cache = LastGoodCache.create({
      now: options.now,
      deadlineMs: READ_WITHIN_MS,
      maxEntries: MAX_REPOSITORIES,
      onError: (key, error) =>
        options.logger.warn(`The repository ${key} cannot be read`, error),
    });
  }

  /**
   * The repository that the catalog reads an endpoint from. Only hosts of `integrations` are asked, and what says that
   * it is another component is not looked at: an entity's author may write any address into its annotations.
   */
  async read(
    entity: Entity,
    environment: string | undefined,
  ): Promise<RepositoryView> {
    const location = sourceOf(entity);
    if (location?.type !== 'url') {
      return notReadable('The catalog does not read it from a repository.');
    }
    const url = location.target;
    if (!this.#options.integrations.byUrl(url)) {
      return notReadable(
        'The host of its repository is not configured under integrations.',
      );
    }
    const answer = await this.#cache.get(
      `${url} ${environment ?? ''}`,
      Math.floor(this.#options.now() / INTERVAL_MS),
      signal => this.#load(url, environment, signal),
    );
    const good = answer.state === 'ok' ? answer : answer.lastGood;
    if (good && good.value.name !== entity.metadata.name) {
      return notReadable(
        'The repository that its annotations name is that of another component.',
      );
    }
    const status = {
      url,
      ...(good && { asOf: new Date(good.asOf).toISOString() }),
    };
    return {
      status:
        answer.state === 'ok'
          ? { state: 'ok', ...status }
          : {
              state: 'error',
              ...status,
              message: `The repository could not be read: ${
                toError(answer.error).name
              }`,
            },
      ...(good && { content: good.value }),
    };
  }

  async #load(
    url: string,
    environment: string | undefined,
    signal: AbortSignal,
  ): Promise<RepositoryContent> {
    const paths: string[] = [];
    const tree = await this.#options.reader.readTree(url, {
      signal,
      // Told of every file there is, so that one request gives the names of all and the text of few.
      filter: (path, info) => {
        if (paths.length < MAX_PATHS) {
          paths.push(path);
        }
        return (
          (info?.size ?? 0) <= MAX_FILE_BYTES &&
          (path === CATALOG_FILE ||
            path === STORED_PARAMETERS_PATH ||
            isManifest(path, environment))
        );
      },
    });
    const texts = new Map<string, string>();
    for (const file of await tree.files()) {
      if (texts.size < MAX_MANIFESTS) {
        texts.set(file.path, (await file.content()).toString('utf8'));
      }
    }
    const manifests = [...texts]
      .filter(([path]) => isManifest(path, environment))
      .sort(([a], [b]) => (a < b ? -1 : 1));
    const stored = texts.get(STORED_PARAMETERS_PATH);
    return {
      paths,
      objects: manifests.flatMap(([, text]) => documentsOf(text)),
      ...(stored !== undefined && {
        stored: parseStoredParameters(parseOrUndefined(stored)),
      }),
      name: nameIn(parseOrUndefined(texts.get(CATALOG_FILE))),
    };
  }
}

function sourceOf(entity: Entity) {
  try {
    return getEntitySourceLocation(entity);
  } catch {
    // It throws where an entity has no location, or none that can be read.
    return undefined;
  }
}

function notReadable(message: string): RepositoryView {
  return { status: { state: 'not-readable', message } };
}
