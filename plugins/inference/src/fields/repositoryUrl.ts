/** Where a repository is to be created. */
export type RepositoryPlace = { host: string; owner: string; name: string };

const NAME = /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/;
const MAX_LENGTH = 100;

/** The form that the scaffolder's publish actions take: `host?owner=…&repo=…`. */
export function formatRepositoryUrl(place: RepositoryPlace): string {
  const query = new URLSearchParams({ owner: place.owner, repo: place.name });
  return `${place.host}?${query}`;
}

/** Reads {@link formatRepositoryUrl}'s form; what is missing comes out empty. */
export function parseRepositoryUrl(value: string | undefined): RepositoryPlace {
  const [host = '', search = ''] = (value ?? '').split('?', 2);
  const query = new URLSearchParams(search);
  return {
    host,
    owner: query.get('owner') ?? '',
    name: query.get('repo') ?? '',
  };
}

/** What is wrong with a place, one sentence each; empty when it can be used. */
export function checkRepositoryPlace(
  place: RepositoryPlace,
  hosts: readonly string[],
): { host?: string; owner?: string; name?: string } {
  const badName = (what: string, text: string) => {
    if (text === '') return `Enter ${what}.`;
    return NAME.test(text) && text.length <= MAX_LENGTH
      ? undefined
      : `Use letters, digits, dots, dashes and underscores, at most ${MAX_LENGTH}.`;
  };
  const unknownHost =
    hosts.length === 0
      ? 'No repository host is configured for this portal. Ask the platform team to add one under integrations.'
      : `${
          place.host || 'No host'
        } is not configured for this portal; choose ${hosts.join(' or ')}.`;
  return {
    host: hosts.includes(place.host) ? undefined : unknownHost,
    owner: badName('the owner', place.owner),
    name: badName('a name', place.name),
  };
}
