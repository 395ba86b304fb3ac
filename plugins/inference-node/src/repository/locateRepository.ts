import type { RootConfigService } from '@backstage/backend-plugin-api';
import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import { catalogInfoUrlOf } from '@golden-path/plugin-inference-common';
import {
  configuredHosts,
  parseRepository,
  type Repository,
} from './parseRepository';

/**
 * A repository that exists, with the branch the catalog reads.
 *
 * @public
 */
export type LocatedRepository = Repository & {
  /** As the plan takes it: `host?owner=…&repo=…`. */
  repoUrl: string;
  branch: string;
  /** Where the catalog reads `catalog-info.yaml`. */
  catalogInfoUrl: string;
};

/**
 * How each kind of host writes the address of the file, from the host's own address on. What follows the first slash is a
 * folder to the portal's readers, so a branch with a slash in its name is none that they read.
 */
const ADDRESSES = {
  gitea:
    /^(?<owner>[^/]+)\/(?<repo>[^/]+)\/src\/branch\/(?<branch>[^/]+)\/catalog-info\.yaml$/,
  github:
    /^(?<owner>[^/]+)\/(?<repo>[^/]+)\/(?:blob|tree)\/(?<branch>[^/]+)\/catalog-info\.yaml$/,
  gitlab:
    /^(?<owner>.+)\/(?<repo>[^/]+)\/-\/(?:blob|tree)\/(?<branch>[^/]+)\/catalog-info\.yaml$/,
} as const;

function unreadable(entity: Entity, why: string): InputError {
  return new InputError(
    `The repository of ${stringifyEntityRef(entity)} cannot be used: ${why}.`,
  );
}

/**
 * Finds the repository of an endpoint from where the catalog reads it. Only hosts named under `integrations` count:
 * an entity's author can write any address into its annotations.
 *
 * @throws InputError with a sentence when there is none that can be used
 *
 * @public
 */
export function locateRepository(
  entity: Entity,
  config: RootConfigService,
): LocatedRepository {
  const target = catalogInfoUrlOf(entity);
  if (target === undefined) {
    throw unreadable(entity, 'the catalog does not read it from a repository');
  }
  const known = configuredHosts(config).find(({ baseUrl }) =>
    target.startsWith(`${baseUrl}/`),
  );
  if (!known) {
    throw unreadable(
      entity,
      `its host is not configured under integrations (${target.slice(0, 200)})`,
    );
  }
  const found = ADDRESSES[known.publisher].exec(
    target.slice(known.baseUrl.length + 1),
  );
  if (!found?.groups || !isBranchName(found.groups.branch)) {
    throw unreadable(
      entity,
      'its catalog-info.yaml does not lie at the root of a branch without a slash in its name',
    );
  }
  const { owner, repo, branch } = found.groups;
  const repoUrl = `${known.host}?${new URLSearchParams({ owner, repo })}`;
  return {
    ...parseRepository(repoUrl, config),
    repoUrl,
    branch,
    catalogInfoUrl: target,
  };
}

/**
 * The part of git's rules for names that keeps a branch harmless on every host.
 *
 * @public
 */
export function isBranchName(name: string): boolean {
  return (
    /^[A-Za-z0-9][\w./-]{0,199}$/.test(name) &&
    !/\.\.|\/\/|\/$|\.$|\.lock$/.test(name)
  );
}
