import { addressOf, type Place } from '../addressOf';
import { type Repository } from '../RepositoryStore';
import { type Crumb } from './layout';

/** The way from a repository's root to a path. */
export function pathCrumbs(
  repository: Pick<Repository, 'owner' | 'name'>,
  at: Place['at'],
  path: string,
): Crumb[] {
  const segments = path.split('/');
  return segments.map((text, i) => ({
    text,
    address: addressOf(repository, {
      view: 'src',
      at,
      path: segments.slice(0, i + 1).join('/'),
    }),
  }));
}
