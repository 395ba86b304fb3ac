import { isError } from '@backstage/errors';
import { type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { ORGANISATION } from '../seed/organisation';
import { type Credentials } from './credentials';
import { createGitRouter } from './git/createGitRouter';
import { type Author } from './git/fastImport';
import { Git } from './git/Git';
import { createGiteaRouter } from './gitea/createGiteaRouter';
import { KeyedLock } from './KeyedLock';
import { commitOf } from './locate';
import { createBrowseRouter } from './pages/createBrowseRouter';
import { PullRequests } from './pulls/PullRequests';
import { announce, type PushListener, readTips } from './pushes';
import {
  type NewRepository,
  type Repository,
  RepositoryStore,
  type StoredRepository,
} from './RepositoryStore';

/** Options of {@link createForge}. */
export type ForgeOptions = {
  /** The repositories lie in `forge/` below this folder. */
  dataDir: string;
  /** Where browsers and Backstage find the forge. */
  baseUrl: string;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Who may create repositories and push. */
  credentials: Credentials;
  /** Told about every push, and once about each branch that exists when the forge starts. */
  onPush: PushListener;
  /** Told about what failed on the forge's side. Default: one line on standard error. */
  onError?: (error: Error) => void;
  /** Who owns repositories. Default: the sandbox's organisation. */
  organisations?: readonly string[];
  /** Where git is looked for. Default: the PATH. */
  searchPath?: string;
};

/** A running forge. Whoever listens mounts {@link Forge.router} at the root, on loopback. */
export type Forge = {
  router: Router;
  /**
   * Creates a repository with one commit on `main`.
   *
   * @throws InputError for a name, path or author that is not allowed
   * @throws NotFoundError when the owner does not exist
   * @throws ConflictError when a repository has that name
   */
  createRepository(
    owner: string,
    repo: string,
    files: Iterable<readonly [path: string, text: string]>,
    commit: { message: string; author: Author; description?: string },
  ): Promise<void>;
  /** By owner and name. */
  listRepositories(): Promise<Repository[]>;
  /**
   * The text files of a branch by path.
   *
   * @throws NotFoundError when there is no such repository or branch
   */
  readFiles(
    owner: string,
    repo: string,
    branch: string,
  ): Promise<Map<string, string>>;
  hasRepository(owner: string, repo: string): Promise<boolean>;
};

function causes(error: unknown): string {
  if (!isError(error)) return String(error);
  return error.cause === undefined
    ? error.message
    : `${error.message}: ${causes(error.cause)}`;
}

/**
 * The sandbox's git forge: git over smart HTTP, the part of Gitea's API that Backstage uses, and pages to browse.
 *
 * @throws Error with one sentence when git is missing
 */
export async function createForge(options: ForgeOptions): Promise<Forge> {
  const { now, credentials, onPush } = options;
  const baseUrl = options.baseUrl.replace(/\/+$/, '');
  const onError =
    options.onError ??
    (error => process.stderr.write(`forge: ${causes(error)}\n`));
  const git = await Git.locate(options.searchPath);
  const store = await RepositoryStore.open({
    git,
    dataDir: options.dataDir,
    owners: options.organisations ?? [ORGANISATION],
    now,
  });

  const tell = (
    repository: StoredRepository,
    branches: Iterable<readonly [string, string]>,
  ) => announce({ repository, branches, onPush, onError });

  const create = async (repository: NewRepository) => {
    const made = await store.create(repository);
    await tell(made, await readTips(made.git));
    return made;
  };

  for (const repository of await store.list()) {
    await tell(repository, await readTips(repository.git));
  }

  const lock = new KeyedLock();
  const pulls = new PullRequests({
    lock,
    now,
    author: {
      name: credentials.username,
      email: `${credentials.username}@localhost`,
    },
    onMoved: tell,
  });
  const shared = { store, baseUrl, credentials, pulls, onError };
  const router = PromiseRouter();
  router.use('/api/v1', createGiteaRouter({ ...shared, create }));
  router.use(
    createGitRouter({ git, store, credentials, lock, onMoved: tell, onError }),
  );
  router.use(createBrowseRouter({ ...shared, now }));

  return {
    router,
    async createRepository(owner, name, files, { description, ...commit }) {
      await create({
        owner,
        name,
        ...(description !== undefined && { description }),
        commit: { ...commit, files },
      });
    },
    async listRepositories() {
      return (await store.list()).map(
        ({ owner, name, description, createdAt }) => ({
          owner,
          name,
          description,
          createdAt,
        }),
      );
    },
    async readFiles(owner, repo, branch) {
      const repository = await store.get(owner, repo);
      return repository.git.textFiles(await commitOf(repository, branch));
    },
    async hasRepository(owner, repo) {
      return (await store.find(owner, repo)) !== undefined;
    },
  };
}
