import { NotFoundError } from '@backstage/errors';
import { type TreeEntry } from './git/GitRepository';
import { checkFilePath, isBranchName } from './names';
import { type StoredRepository } from './RepositoryStore';

/** The commit that a reference names. @throws NotFoundError */
export async function commitOf(
  repository: StoredRepository,
  ref: string,
): Promise<string> {
  const commit = await repository.git.resolve(ref);
  if (commit) return commit;
  const { owner, name } = repository;
  throw new NotFoundError(
    isBranchName(ref)
      ? `${owner}/${name} has no branch, tag or commit '${ref}'`
      : `${owner}/${name} has no such branch, tag or commit`,
  );
}

/** What lies at a path of a commit; the root is a folder. @throws NotFoundError */
export async function entryAt(
  repository: StoredRepository,
  commit: string,
  path: string,
): Promise<TreeEntry> {
  if (path === '') {
    return { path: '', name: '', type: 'dir', sha: commit, size: 0 };
  }
  const entry = await repository.git.entry(commit, checkFilePath(path));
  if (entry) return entry;
  throw new NotFoundError(
    `${repository.owner}/${repository.name} has no file or folder '${path}' there`,
  );
}

/**
 * Splits `feature/new-model/deploy/endpoint.yaml` into a branch and a path: branch names may hold slashes, so the
 * longest branch that exists wins.
 *
 * @throws NotFoundError when no branch matches
 */
export async function splitBranchAndPath(
  repository: StoredRepository,
  text: string,
): Promise<{ branch: string; commit: string; path: string }> {
  const branches = await repository.git.branches();
  const [match] = branches
    .filter(({ name }) => text === name || text.startsWith(`${name}/`))
    .sort((a, b) => b.name.length - a.name.length);
  if (!match) {
    const { owner, name } = repository;
    throw new NotFoundError(`${owner}/${name} has no such branch`);
  }
  return {
    branch: match.name,
    commit: match.commit,
    path: text.slice(match.name.length + 1).replace(/\/$/, ''),
  };
}
