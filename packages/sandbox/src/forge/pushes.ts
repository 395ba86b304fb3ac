import { type GitRepository } from './git/GitRepository';
import { type StoredRepository } from './RepositoryStore';

/** A branch of a repository has a new commit. */
export type PushEvent = {
  owner: string;
  repo: string;
  branch: string;
  /** Full hash. */
  commit: string;
  /** Every text file of that commit by path. */
  files: ReadonlyMap<string, string>;
};

/** Is told about every push. A push is answered after this has settled. */
export type PushListener = (event: PushEvent) => void | Promise<void>;

/** Where branches point. */
export type Tips = ReadonlyMap<string, string>;

/** Where the branches of a repository point now. */
export async function readTips(git: GitRepository): Promise<Tips> {
  const branches = await git.branches();
  return new Map(branches.map(({ name, commit }) => [name, commit]));
}

/** Branches that are new, or point elsewhere than before. A deleted branch is not a push. */
export function movedBranches(before: Tips, after: Tips): [string, string][] {
  return [...after].filter(([name, commit]) => before.get(name) !== commit);
}

/**
 * Tells the listener about branches. A listener that fails does not undo the push, and does not keep the others
 * from being told: its error goes to `onError`.
 */
export async function announce(options: {
  repository: StoredRepository;
  branches: Iterable<readonly [name: string, commit: string]>;
  onPush: PushListener;
  onError: (error: Error) => void;
}): Promise<void> {
  const { owner, name: repo, git } = options.repository;
  for (const [branch, commit] of options.branches) {
    try {
      const files = await git.textFiles(commit);
      await options.onPush({ owner, repo, branch, commit, files });
    } catch (error) {
      options.onError(
        new Error(`A push to ${owner}/${repo} (${branch}) was not handled`, {
          cause: error,
        }),
      );
    }
  }
}
