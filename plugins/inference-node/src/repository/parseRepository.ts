import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';

/** Where repositories can be created: the kinds of host we have a publish action for. */
const PUBLISHERS = ['gitea', 'github', 'gitlab'] as const;
const DEFAULT_HOSTS: Partial<Record<Publisher, string>> = {
  github: 'github.com',
  gitlab: 'gitlab.com',
};

/**
 * Kind of a repository host, and the suffix of the publish action for it.
 *
 * @public
 */
export type Publisher = (typeof PUBLISHERS)[number];

/**
 * A repository on one of the hosts under `integrations`.
 *
 * @public
 */
export type Repository = {
  publisher: Publisher;
  host: string;
  owner: string;
  name: string;
  /** Where people browse it. */
  url: string;
  /**
   * Where the catalog file lies, as catalog:register resolves it against what the publish action gives: that address ends
   * with a slash for Gitea, whose branches the resolver does not know; for the others an absolute path is needed.
   */
  catalogInfoPath: string;
};

type ConfiguredHost = { publisher: Publisher; host: string; baseUrl: string };

/**
 * Hosts named under `integrations`. Read from the configuration itself: the integrations registry adds github.com and
 * others by default, with no credentials to create anything there.
 */
export function configuredHosts(config: RootConfigService): ConfiguredHost[] {
  return PUBLISHERS.flatMap(publisher =>
    (config.getOptionalConfigArray(`integrations.${publisher}`) ?? []).flatMap(
      entry => {
        const host =
          entry.getOptionalString('host') ?? DEFAULT_HOSTS[publisher];
        if (!host) {
          return [];
        }
        const baseUrl =
          publisher === 'github'
            ? undefined
            : entry.getOptionalString('baseUrl');
        return [
          {
            publisher,
            host,
            baseUrl: (baseUrl ?? `https://${host}`).replace(/\/+$/, ''),
          },
        ];
      },
    ),
  );
}

function parse(repoUrl: string): URL {
  try {
    return new URL(`https://${repoUrl}`);
  } catch {
    throw new InputError(
      `The repository '${repoUrl}' cannot be read; choose a host, an owner and a name.`,
    );
  }
}

/**
 * Reads what the repository picker gives: `host?owner=…&repo=…`.
 *
 * @throws InputError with a sentence that names the configured hosts when the host is not among them
 *
 * @public
 */
export function parseRepository(
  repoUrl: string,
  config: RootConfigService,
): Repository {
  const url = parse(repoUrl);
  const hosts = configuredHosts(config);
  const known = hosts.find(({ host }) => host === url.host);
  if (!known) {
    const names = hosts.map(({ host }) => host).join(', ');
    throw new InputError(
      `Repositories cannot be created on '${
        url.host
      }': it is not configured under integrations. ${
        names ? `Configured: ${names}.` : 'No host is.'
      }`,
    );
  }
  const owner = (url.searchParams.get('owner') ?? '').replace(/^\/|\/$/g, '');
  const name = url.searchParams.get('repo') ?? '';
  const segment = /^[A-Za-z0-9_](?:[\w.-]*[A-Za-z0-9_-])?$/;
  const owners = owner.split('/');
  if (
    !owners.every(part => segment.test(part)) ||
    (known.publisher !== 'gitlab' && owners.length > 1)
  ) {
    throw new InputError(
      `The repository's owner '${owner}' cannot be used; name an organisation or a user of ${known.host}.`,
    );
  }
  if (!segment.test(name) || name.length > 100 || /\.(git|wiki)$/.test(name)) {
    throw new InputError(
      `The repository name '${name}' cannot be used; take letters, digits, '-', '_' and '.', at most 100.`,
    );
  }
  return {
    publisher: known.publisher,
    host: known.host,
    owner,
    name,
    url: `${known.baseUrl}/${owner}/${name}`,
    catalogInfoPath:
      known.publisher === 'gitea' ? 'catalog-info.yaml' : '/catalog-info.yaml',
  };
}
