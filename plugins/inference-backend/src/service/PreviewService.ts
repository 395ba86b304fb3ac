import {
  ANNOTATION_LOCATION,
  ANNOTATION_SOURCE_LOCATION,
  parseLocationRef,
  type Entity,
} from '@backstage/catalog-model';
import type {
  BackstageCredentials,
  UrlReaderService,
} from '@backstage/backend-plugin-api';
import {
  InputError,
  isError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import type { ScmIntegrations } from '@backstage/integration';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { TemplateEntityV1beta3 } from '@backstage/plugin-scaffolder-common';
import {
  fetchContents,
  serializeDirectoryContents,
  type ScaffolderService,
} from '@backstage/plugin-scaffolder-node';
import type { JsonObject } from '@backstage/types';
import {
  INFERENCE_ENDPOINT_TYPE,
  type PreviewRequest,
  type RepositoryPreview,
} from '@golden-path/plugin-inference-common';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type PreviewServiceOptions = {
  catalog: CatalogService;
  integrations: ScmIntegrations;
  scaffolder: ScaffolderService;
  urlReader: UrlReaderService;
};

/** Where a template lies, as the scaffolder itself finds it. */
function baseUrlOf(template: Entity): string {
  const { annotations } = template.metadata;
  const location =
    annotations?.[ANNOTATION_SOURCE_LOCATION] ??
    annotations?.[ANNOTATION_LOCATION];
  const { type, target } = parseLocationRef(location ?? 'unknown:');
  if (type === 'url') {
    return target;
  }
  if (type === 'file') {
    return `file://${target}`;
  }
  throw new InputError(
    `The template '${template.metadata.name}' lies nowhere that files can be read from`,
  );
}

function isTemplate(entity: Entity): entity is TemplateEntityV1beta3 {
  return (
    entity.kind === 'Template' && entity.spec?.type === INFERENCE_ENDPOINT_TYPE
  );
}

/** The text of a file; undefined for one that is none. */
function textOf(base64Content: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(
      Buffer.from(base64Content, 'base64'),
    );
  } catch {
    return undefined;
  }
}

/** The scaffolder's refusal as our own, with the sentence it was given; anything else is not the caller's to mend. */
function refusalOf(error: unknown): unknown {
  if (!isError(error) || !isError(error.cause)) {
    return error;
  }
  switch (error.statusCode) {
    case 400:
    case 409:
      return new InputError(error.cause.message);
    case 403:
      return new NotAllowedError(
        'You may not preview repositories (permissions scaffolder.task.create and scaffolder.template.dry-run)',
      );
    default:
      return error;
  }
}

/**
 * Shows a repository before it is created.
 *
 * @remarks
 * The scaffolder's own dry run renders it, as the caller and from the template that the catalog holds, so the preview is
 * what the task will write. Only its reservation has no number yet.
 */
export class PreviewService {
  readonly #options: PreviewServiceOptions;

  static create(options: PreviewServiceOptions): PreviewService {
    return new PreviewService(options);
  }

  private constructor(options: PreviewServiceOptions) {
    this.#options = options;
  }

  /**
   * @throws NotFoundError when the caller sees no such template of inference endpoints
   * @throws InputError with the sentence that the task would fail with
   */
  async preview(
    request: PreviewRequest,
    credentials: BackstageCredentials,
  ): Promise<RepositoryPreview> {
    const { catalog, scaffolder } = this.#options;
    const template = await catalog.getEntityByRef(request.template, {
      credentials,
    });
    if (!template || !isTemplate(template)) {
      throw new NotFoundError(
        `There is no template of inference endpoints '${request.template}'`,
      );
    }
    const directoryContents = await this.#readFolder(baseUrlOf(template));
    try {
      const { directoryContents: files } = await scaffolder.dryRun(
        {
          template,
          values: request.values as JsonObject,
          directoryContents,
        },
        { credentials },
      );
      return {
        files: files
          .map(({ path, base64Content }) => {
            const content = textOf(base64Content);
            return content === undefined ? { path } : { path, content };
          })
          .sort((a, b) => (a.path < b.path ? -1 : 1)),
      };
    } catch (error) {
      throw refusalOf(error);
    }
  }

  /** Everything beside a template's file, as the scaffolder fetches it for a task. */
  async #readFolder(baseUrl: string) {
    const { integrations, urlReader } = this.#options;
    const folder = await mkdtemp(join(tmpdir(), 'template-'));
    try {
      await fetchContents({
        reader: urlReader,
        integrations,
        baseUrl,
        fetchUrl: '.',
        outputPath: folder,
      });
      const files = await serializeDirectoryContents(folder);
      return files.map(({ path, content }) => ({
        path,
        base64Content: content.toString('base64'),
      }));
    } finally {
      await rm(folder, { recursive: true });
    }
  }
}
