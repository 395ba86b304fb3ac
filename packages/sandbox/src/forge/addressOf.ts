import { type Repository } from './RepositoryStore';

/** A place in a repository that a page or a file can be asked for. */
export type Place = {
  /** `src` shows a page, `raw` answers the bytes, `commits` lists what led there. */
  view: 'src' | 'raw' | 'commits';
  /** A branch by name, or a commit by its hash. */
  at: { branch: string } | { commit: string };
  /** Empty for the root. */
  path?: string;
};

const encodePath = (path: string) =>
  path.split('/').map(encodeURIComponent).join('/');

/** The address of a repository or of a place in it, from the forge's root, percent-encoded. */
export function addressOf(
  repository: Pick<Repository, 'owner' | 'name'>,
  place?: Place,
): string {
  const base = `/${repository.owner}/${repository.name}`;
  if (!place) return base;
  const at =
    'branch' in place.at
      ? `branch/${encodePath(place.at.branch)}`
      : `commit/${place.at.commit}`;
  const path = place.path ? `/${encodePath(place.path)}` : '';
  return `${base}/${place.view}/${at}${path}`;
}
