import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import { type Author } from '../git/fastImport';
import { type KeyedLock } from '../KeyedLock';
import { commitOf } from '../locate';
import { checkBranchName } from '../names';
import { type StoredRepository } from '../RepositoryStore';
import {
  type MergedState,
  type Pull,
  readPulls,
  writePulls,
} from './PullStore';

/** What a new pull request is opened with. */
export type NewPull = Pick<Pull, 'base' | 'head' | 'title' | 'body'>;

/** What changes about a pull request; what is left out stays. */
export type PullEdit = {
  title?: string | undefined;
  body?: string | undefined;
  state?: 'open' | 'closed' | undefined;
};

/** Whether a pull request can be merged now. */
export type Mergeability =
  | { kind: 'clean'; tree: string; baseCommit: string; headCommit: string }
  /** Nothing is left to merge: the base holds every commit of the head. */
  | { kind: 'included'; baseCommit: string; headCommit: string }
  | {
      kind: 'conflicts';
      files: string[];
      baseCommit: string;
      headCommit: string;
    }
  | { kind: 'unrelated'; baseCommit: string; headCommit: string }
  /** A branch that was there when the pull request was opened. */
  | { kind: 'gone'; branch: string };

/** What the pull requests need. */
export type PullRequestsOptions = {
  /** The one that pushes hold, so that no branch moves during a merge. */
  lock: KeyedLock;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Who merges. */
  author: Author;
  /** Called before a merge is answered, as for a push. */
  onMoved: (
    repository: StoredRepository,
    branches: [name: string, commit: string][],
  ) => Promise<void>;
};

/** Why a pull request cannot be merged, in one sentence. */
export function obstacle(
  state: Exclude<Mergeability, { kind: 'clean' | 'included' }>,
): string {
  switch (state.kind) {
    case 'gone':
      return `There is no branch '${state.branch}' any more`;
    case 'unrelated':
      return 'The branches have no commit in common';
    default:
      return `The branches conflict in ${state.files.join(', ')}`;
  }
}

/** Pull requests between the branches of one repository. */
export class PullRequests {
  readonly #options: PullRequestsOptions;

  constructor(options: PullRequestsOptions) {
    this.#options = options;
  }

  /** Newest first. */
  async list(repository: StoredRepository): Promise<Pull[]> {
    return (await readPulls(repository)).reverse();
  }

  /** @throws NotFoundError */
  async get(repository: StoredRepository, index: number): Promise<Pull> {
    const pull = (await readPulls(repository)).find(p => p.index === index);
    if (pull) return pull;
    const { owner, name } = repository;
    throw new NotFoundError(
      `${owner}/${name} has no pull request with that number`,
    );
  }

  /**
   * Opens a pull request.
   *
   * @throws InputError for names that cannot be branches, or when there is nothing to merge
   * @throws NotFoundError when a branch does not exist
   * @throws ConflictError when one is open for the same branches
   */
  async create(
    repository: StoredRepository,
    pull: NewPull,
  ): Promise<Pull & { state: { kind: 'open' } }> {
    const { git, folder } = repository;
    const branches = new Set((await git.branches()).map(({ name }) => name));
    for (const branch of [pull.base, pull.head].map(checkBranchName)) {
      if (!branches.has(branch)) {
        throw new NotFoundError(`There is no branch '${branch}'`);
      }
    }
    const base = await commitOf(repository, pull.base);
    const head = await commitOf(repository, pull.head);
    if ((await git.countCommits(head, base)) === 0) {
      throw new InputError(
        `'${pull.head}' has no commit that '${pull.base}' lacks`,
      );
    }
    return this.#options.lock.run(folder, async () => {
      const pulls = await readPulls(repository);
      checkOnlyOne(pulls, pull);
      const made = {
        ...pull,
        index: pulls.length + 1,
        createdAt: this.#options.now(),
        state: { kind: 'open' as const },
      };
      await writePulls(repository, [...pulls, made]);
      return made;
    });
  }

  /**
   * Changes what a pull request says, closes it, or opens it again.
   *
   * @throws ConflictError when it is merged and to be closed or opened, or one is open for the same branches
   */
  async edit(
    repository: StoredRepository,
    index: number,
    { title, body, state }: PullEdit,
  ): Promise<Pull> {
    const { lock, now } = this.#options;
    return lock.run(repository.folder, async () => {
      const pull = await this.get(repository, index);
      const edited = {
        ...pull,
        ...(title !== undefined && { title }),
        ...(body !== undefined && { body }),
      };
      const pulls = await readPulls(repository);
      if (state !== undefined && state !== pull.state.kind) {
        if (pull.state.kind === 'merged') {
          throw new ConflictError(`Pull request ${index} is merged already`);
        }
        if (state === 'open') {
          checkOnlyOne(pulls, pull);
        }
        edited.state =
          state === 'open' ? { kind: state } : { kind: state, at: now() };
      }
      await writePulls(
        repository,
        pulls.map(p => (p.index === index ? edited : p)),
      );
      return edited;
    });
  }

  /** Whether an open pull request can be merged now. */
  async mergeability(
    { git }: StoredRepository,
    { base, head }: Pull,
  ): Promise<Mergeability> {
    const tips = new Map(
      (await git.branches()).map(({ name, commit }) => [name, commit]),
    );
    const baseCommit = tips.get(base);
    const headCommit = tips.get(head);
    if (!baseCommit) return { kind: 'gone', branch: base };
    if (!headCommit) return { kind: 'gone', branch: head };
    const commits = { baseCommit, headCommit };
    const parted = await git.mergeBase(baseCommit, headCommit);
    if (parted === undefined) return { kind: 'unrelated', ...commits };
    if (parted === headCommit) return { kind: 'included', ...commits };
    const outcome = await git.merge({ base: baseCommit, head: headCommit });
    return { ...outcome, ...commits };
  }

  /**
   * Merges a pull request with a merge commit, and tells the listener as a push would.
   *
   * @throws ConflictError when it is merged already or closed, cannot be merged, or its head is not `headCommit`
   */
  async merge(
    repository: StoredRepository,
    index: number,
    options: { message?: string; headCommit?: string } = {},
  ): Promise<Pull & { state: MergedState }> {
    const { lock, now, author, onMoved } = this.#options;
    return lock.run(repository.folder, async () => {
      const pull = await this.get(repository, index);
      if (pull.state.kind === 'merged') {
        throw new ConflictError(`Pull request ${index} is merged already`);
      }
      if (pull.state.kind === 'closed') {
        throw new ConflictError(`Pull request ${index} is closed`);
      }
      const ability = await this.mergeability(repository, pull);
      if (ability.kind !== 'clean' && ability.kind !== 'included') {
        throw new ConflictError(obstacle(ability));
      }
      const { baseCommit, headCommit } = ability;
      if (options.headCommit && options.headCommit !== headCommit) {
        throw new ConflictError(`'${pull.head}' has moved meanwhile`);
      }
      const at = now();
      const commit =
        ability.kind === 'included'
          ? baseCommit
          : await repository.git.commitMerge(pull.base, {
              tree: ability.tree,
              parents: [baseCommit, headCommit],
              message: options.message ?? mergeMessage(pull),
              author,
              at,
            });
      const merged = {
        ...pull,
        state: { kind: 'merged' as const, at, commit, baseCommit, headCommit },
      };
      const pulls = await readPulls(repository);
      await writePulls(
        repository,
        pulls.map(p => (p.index === index ? merged : p)),
      );
      if (commit !== baseCommit) {
        await onMoved(repository, [[pull.base, commit]]);
      }
      return merged;
    });
  }
}

function checkOnlyOne(
  pulls: Pull[],
  { base, head }: Pick<Pull, 'base' | 'head'>,
) {
  const same = pulls.find(
    p => p.state.kind === 'open' && p.base === base && p.head === head,
  );
  if (same) {
    throw new ConflictError(
      `Pull request ${same.index} is open for the same branches`,
    );
  }
}

function mergeMessage({ title, index, base, head }: Pull): string {
  return `Merge pull request '${title}' (#${index}) from ${head} into ${base}\n`;
}
