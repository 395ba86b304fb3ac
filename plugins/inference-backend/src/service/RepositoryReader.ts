import type {
  LoggerService,
  UrlReaderService,
} from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import { toError } from '@backstage/errors';
import type { ScmIntegrationRegistry } from '@backstage/integration';
import {
  STORED_PARAMETERS_PATH,
  catalogInfoUrlOf,
  parseStoredParameters,
  type Parsed,
  type RepositoryStatus,
  type StoredParameters,
} from '@golden-path/plugin-inference-common';
import { parseYaml } from '@golden-path/plugin-inference-node';
import { setImmediate } from 'node:timers/promises';
import { CATALOG_FILE, FileSelection, isManifest } from './FileSelection';
import { LastGoodCache } from './LastGoodCache';

/** What the checks look at in a repository. */
export type RepositoryContent = {
  paths: string[];
  /** Documents of `deploy/`, a base before its overlays. */
  objects: unknown[];
  /** Left out where the repository keeps none. */
  stored?: Parsed<StoredParameters>;
  /** Which entity it says that it is, by the `metadata.name` of its catalog-info.yaml. */
  origin: { state: 'known'; name: unknown } | { state: 'unread'; why: string };
  /** What was not looked into, in sentences. */
  gaps: string[];
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

/** Documents of a file, each in its place: undefined is one that cannot be read. */
function documentsOf(text: string): { documents: unknown[]; isWhole: boolean } {
  const parsed = parseYaml(text);
  return {
    documents: parsed.map(document =>
      document.state === 'read' ? document.value : undefined,
    ),
    isWhole: parsed.every(({ state }) => state === 'read'),
  };
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
    const catalogInfoUrl = catalogInfoUrlOf(entity);
    if (catalogInfoUrl === undefined) {
      return notReadable('The catalog does not read it from a repository.');
    }
    const host = this.#options.integrations.byUrl(catalogInfoUrl);
    if (!host) {
      return notReadable(
        'The host of its repository is not configured under integrations.',
      );
    }
    const url = host.resolveUrl({ url: './', base: catalogInfoUrl });
    const answer = await this.#cache.get(
      `${url} ${environment ?? ''}`,
      Math.floor(this.#options.now() / INTERVAL_MS),
      signal => this.#load(url, environment, signal),
    );
    const good = answer.state === 'ok' ? answer : answer.lastGood;
    const origin = good?.value.origin;
    if (origin?.state === 'unread') {
      return notReadable(
        `The repository does not say whose it is: its ${CATALOG_FILE} cannot be looked into (${origin.why}).`,
      );
    }
    if (origin && origin.name !== entity.metadata.name) {
      return notReadable(
        'The repository that its annotations name is that of another component.',
      );
    }
    const status = {
      url,
      ...(good && { asOf: new Date(good.asOf).toISOString() }),
      ...(good && good.value.gaps.length > 0 && { gaps: good.value.gaps }),
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
    const selection = FileSelection.create({ environment });
    const tree = await this.#options.reader.readTree(url, {
      signal,
      // Told of every file there is, so that one request gives the names of all and the text of few.
      filter: (path, info) => selection.takes(path, info?.size ?? 0),
    });
    const contents = new Map<string, unknown[]>();
    for (const file of await tree.files()) {
      const text = (await file.content()).toString('utf8');
      const { documents, isWhole } = documentsOf(text);
      contents.set(file.path, documents);
      if (!isWhole) {
        selection.leaveOut(file.path, 'not-yaml');
      }
      // Others are answered between two files.
      await setImmediate();
    }
    const manifests = [...contents]
      .filter(([path]) => isManifest(path, environment))
      .sort(([a], [b]) => (a < b ? -1 : 1));
    const stored = contents.get(STORED_PARAMETERS_PATH);
    const unreadStored = selection.whyUnread(STORED_PARAMETERS_PATH);
    const catalogInfo = contents.get(CATALOG_FILE)?.[0];
    const unreadOrigin = selection.whyUnread(CATALOG_FILE);
    return {
      paths: selection.paths,
      objects: manifests.flatMap(([, documents]) => documents),
      ...((stored || unreadStored) && {
        stored: parseStoredParameters(stored?.[0]),
      }),
      origin:
        unreadOrigin && catalogInfo === undefined
          ? { state: 'unread', why: unreadOrigin }
          : { state: 'known', name: nameIn(catalogInfo) },
      gaps: selection.gaps,
    };
  }
}

function notReadable(message: string): RepositoryView {
  return { status: { state: 'not-readable', message } };
}
