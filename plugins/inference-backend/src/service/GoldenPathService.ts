import type {
  BackstageCredentials,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import { isError } from '@backstage/errors';
import {
  ENDPOINT_TEMPLATE_REF,
  UPGRADE_TEMPLATE_REF,
  checkAgainstPath,
  parseReleases,
  planUpgrade,
  releasesSince,
  type GoldenPath,
  type InferenceEndpoint,
  type Release,
} from '@golden-path/plugin-inference-common';
import { locateRepository } from '@golden-path/plugin-inference-node';
import type { EndpointCatalog } from './EndpointCatalog';
import type { RepositoryReader, RepositoryView } from './RepositoryReader';

type Upgrade = GoldenPath['upgrade'];

/** Why the upgrade would not find the repository, in the sentence that its task would end with. */
function whyNotLocated(
  entity: Entity,
  config: RootConfigService,
): string | undefined {
  try {
    locateRepository(entity, config);
    return undefined;
  } catch (error) {
    if (isError(error) && error.name === 'InputError') {
      return error.message;
    }
    throw error;
  }
}

/** Whether an upgrade can be started, and what is in the way. */
function upgradeOf(options: {
  entity: Entity;
  endpoint: InferenceEndpoint;
  config: RootConfigService;
  releases: Release[] | undefined;
  repository: RepositoryView;
  hasTemplate: boolean;
}): Upgrade {
  const { entity, endpoint, config, releases, repository } = options;
  const { templateVersion: version } = endpoint;
  const no = (why: string): Upgrade => ({ state: 'not-possible', why });
  if (version === undefined) {
    return no('It was not made from the template.');
  }
  if (!releases) {
    return {
      state: 'unknown',
      why: 'The releases of the template cannot be read.',
    };
  }
  if (releasesSince(releases, version).length === 0) {
    return releases[0].version === version
      ? { state: 'up-to-date' }
      : {
          state: 'unknown',
          why: `The template has no version ${version} or older one to compare with.`,
        };
  }
  const { status, content } = repository;
  if (!content) {
    return { state: 'unknown', why: status.message };
  }
  const unlocated = whyNotLocated(entity, config);
  if (unlocated !== undefined) {
    return no(unlocated);
  }
  if (!content.stored) {
    return no(
      'It was made before the answers of the form were kept, so it cannot be rendered again.',
    );
  }
  if (!content.stored.ok) {
    return no('The answers that its repository keeps cannot be read.');
  }
  const plan = planUpgrade({
    endpoint,
    stored: content.stored.value,
    templateRef: ENDPOINT_TEMPLATE_REF,
    latestVersion: releases[0].version,
  });
  if (plan.state === 'not-possible') {
    return no(plan.why);
  }
  return options.hasTemplate
    ? { state: 'available', templateRef: UPGRADE_TEMPLATE_REF }
    : no(`${UPGRADE_TEMPLATE_REF} is not in the catalog.`);
}

function readReleases(template: Entity | undefined): Release[] | undefined {
  const parsed = template && parseReleases(template);
  return parsed?.ok ? parsed.value : undefined;
}

/** Compares endpoints with the golden path. */
export class GoldenPathService {
  readonly #options: Parameters<typeof GoldenPathService.create>[0];

  static create(options: {
    catalog: EndpointCatalog;
    config: RootConfigService;
    repositories: RepositoryReader;
  }): GoldenPathService {
    return new GoldenPathService(options);
  }

  private constructor(options: Parameters<typeof GoldenPathService.create>[0]) {
    this.#options = options;
  }

  /**
   * Which version an endpoint was made from, what has changed since, and what it lacks. A repository that does not
   * answer is a state of the answer.
   *
   * @throws NotFoundError when the caller sees no such endpoint
   */
  async getGoldenPath(
    name: { namespace: string; name: string },
    credentials: BackstageCredentials,
  ): Promise<GoldenPath> {
    const { catalog, config, repositories } = this.#options;
    const { entity, endpoint } = await catalog.getEndpoint(name, credentials);
    const repository = await repositories.read(entity, endpoint.environment);
    const { content } = repository;
    const ref =
      content?.stored?.ok === true
        ? content.stored.value.template
        : ENDPOINT_TEMPLATE_REF;
    const found = await catalog.getEntities(
      [ref, UPGRADE_TEMPLATE_REF],
      credentials,
    );
    const template = found.get(ref.toLocaleLowerCase('en-US'));
    const releases = readReleases(template);
    const version = endpoint.templateVersion;
    const released = releases?.find(release => release.version === version);
    return {
      template: {
        ref,
        ...(template?.metadata.title && { title: template.metadata.title }),
        ...(releases && { latestVersion: releases[0].version }),
      },
      origin: version
        ? {
            state: 'from-template',
            version,
            ...(released && { releasedOn: released.date }),
          }
        : { state: 'not-from-template' },
      since: version && releases ? releasesSince(releases, version) : [],
      upgrade: upgradeOf({
        entity,
        endpoint,
        config,
        releases,
        repository,
        hasTemplate: found.has(UPGRADE_TEMPLATE_REF),
      }),
      repository: repository.status,
      checks: content
        ? checkAgainstPath({
            entity,
            objects: content.objects,
            paths: content.paths,
          })
        : [],
    };
  }
}
