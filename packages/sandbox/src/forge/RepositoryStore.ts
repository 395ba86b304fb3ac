import { ConflictError, NotFoundError } from '@backstage/errors';
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { errorCode } from './errorCode';
import { type Git } from './git/Git';
import { GitRepository } from './git/GitRepository';
import { type Author, fastImport } from './git/fastImport';
import {
  checkOwnerName,
  checkRepositoryName,
  isOwnerName,
  isRepositoryName,
} from './names';

/** A repository of the forge. */
export type Repository = {
  owner: string;
  name: string;
  description: string;
  /** Milliseconds since 1970. */
  createdAt: number;
};

/** A repository together with where it lies and how to read it. */
export type StoredRepository = Repository & {
  gitDir: string;
  /** The folder under the forge's root, as `git http-backend` wants it. */
  folder: string;
  git: GitRepository;
};

/** What a new repository starts with. */
export type NewRepository = {
  owner: string;
  name: string;
  description?: string;
  /** The first commit; left out, the repository is empty. */
  commit?: {
    message: string;
    author: Author;
    files: Iterable<readonly [path: string, text: string]>;
  };
};

const DEFAULT_BRANCH = 'main';

/** What git does not keep for us, in a file beside its own. */
const DESCRIPTION_FILE = 'forge.json';
const descriptionSchema = z.object({
  name: z.string().refine(isRepositoryName),
  description: z.string(),
  createdAt: z.number(),
});

/** Hooks off, big pushes refused, broken objects refused, no work left running behind a push. */
const REPOSITORY_CONFIG = `[core]
	repositoryformatversion = 0
	bare = true
	hooksPath = ${process.platform === 'win32' ? 'NUL' : '/dev/null'}
[receive]
	autogc = false
	fsckObjects = true
	maxInputSize = 32m
[gc]
	auto = 0
[uploadpack]
	allowAnySHA1InWant = false
`;

/**
 * Bare repositories under one folder, `<owner>/<repository>.git`. Folders are lower case: as on Gitea, names that
 * differ in case alone are the same name.
 */
export class RepositoryStore {
  static async open(options: {
    git: Git;
    dataDir: string;
    owners: readonly string[];
    now: () => number;
  }): Promise<RepositoryStore> {
    const owners = options.owners.map(checkOwnerName);
    const store = new RepositoryStore({ ...options, owners });
    // What a crash left half made is not a repository.
    await rm(store.#staging, { recursive: true, force: true });
    await mkdir(store.#staging, { recursive: true });
    for (const owner of owners) {
      await mkdir(join(store.root, owner.toLowerCase()), { recursive: true });
    }
    return store;
  }

  /** The folder that holds every repository. */
  readonly root: string;
  readonly #staging: string;
  readonly #git: Git;
  readonly #owners: readonly string[];
  readonly #now: () => number;

  private constructor(options: {
    git: Git;
    dataDir: string;
    owners: readonly string[];
    now: () => number;
  }) {
    this.root = join(options.dataDir, 'forge');
    this.#staging = join(options.dataDir, 'forge-new');
    this.#git = options.git;
    this.#owners = options.owners;
    this.#now = options.now;
  }

  /** The owner as the forge writes it, if there is one of that name. */
  findOwner(owner: string): string | undefined {
    return this.#owners.find(o => o.toLowerCase() === owner.toLowerCase());
  }

  async find(
    owner: string,
    repo: string,
  ): Promise<StoredRepository | undefined> {
    const name = isOwnerName(owner) ? this.findOwner(owner) : undefined;
    if (!name || !isRepositoryName(repo)) return undefined;
    const folder = `${name.toLowerCase()}/${repo.toLowerCase()}.git`;
    const gitDir = join(this.root, folder);
    let content: string;
    try {
      content = await readFile(join(gitDir, DESCRIPTION_FILE), 'utf8');
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw error;
    }
    return {
      ...descriptionSchema.parse(JSON.parse(content)),
      owner: name,
      gitDir,
      folder,
      git: new GitRepository(this.#git, gitDir),
    };
  }

  /** @throws NotFoundError */
  async get(owner: string, repo: string): Promise<StoredRepository> {
    const found = await this.find(owner, repo);
    if (found) return found;
    throw new NotFoundError(`There is no repository ${owner}/${repo}`);
  }

  /** Every repository by owner and name, or one owner's. */
  async list(owner?: string): Promise<StoredRepository[]> {
    const owners = this.#owners.filter(
      o => owner === undefined || o.toLowerCase() === owner.toLowerCase(),
    );
    const found: StoredRepository[] = [];
    for (const name of [...owners].sort()) {
      const folders = await readdir(join(this.root, name.toLowerCase()));
      for (const folder of folders.sort()) {
        if (!folder.endsWith('.git')) continue;
        const repository = await this.find(
          name,
          folder.slice(0, -'.git'.length),
        );
        if (repository) found.push(repository);
      }
    }
    return found;
  }

  /**
   * Creates a repository, whole or not at all.
   *
   * @throws InputError for a name, path or author that is not allowed
   * @throws NotFoundError when the owner does not exist
   * @throws ConflictError when a repository has that name
   */
  async create(repository: NewRepository): Promise<StoredRepository> {
    const name = checkRepositoryName(repository.name);
    const owner = this.findOwner(checkOwnerName(repository.owner));
    if (!owner) {
      throw new NotFoundError(`There is no organisation ${repository.owner}`);
    }
    const taken = () =>
      new ConflictError(`The repository ${owner}/${name} exists already`);
    if (await this.find(owner, name)) throw taken();

    const at = this.#now();
    const commit = repository.commit;
    const content =
      commit && fastImport({ ...commit, branch: DEFAULT_BRANCH, at });
    const draft = await mkdtemp(join(this.#staging, 'repository-'));
    try {
      await this.#git.run(
        [
          'init',
          '--quiet',
          '--bare',
          '--template=',
          `--initial-branch=${DEFAULT_BRANCH}`,
        ],
        { gitDir: draft },
      );
      await writeFile(join(draft, 'config'), REPOSITORY_CONFIG);
      if (content) {
        await this.#git.run(['fast-import', '--quiet'], {
          gitDir: draft,
          input: content,
        });
      }
      await writeFile(
        join(draft, DESCRIPTION_FILE),
        JSON.stringify({
          name,
          description: repository.description ?? '',
          createdAt: at,
        }),
      );
      // The one step that makes it exist; it fails when somebody else was first.
      await rename(
        draft,
        join(this.root, owner.toLowerCase(), `${name.toLowerCase()}.git`),
      );
    } catch (error) {
      await rm(draft, { recursive: true, force: true });
      const code = errorCode(error);
      throw code === 'ENOTEMPTY' || code === 'EEXIST' ? taken() : error;
    }
    return this.get(owner, name);
  }
}
