import { InputError, NotFoundError } from '@backstage/errors';
import {
  type NextFunction,
  type Request,
  type Response,
  type Router,
} from 'express';
import PromiseRouter from 'express-promise-router';
import { z } from 'zod';
import { CHALLENGE, type Credentials, isAuthenticated } from '../credentials';
import { httpError } from '../httpError';
import { commitOf, entryAt } from '../locate';
import { checkAddress, isOwnerName } from '../names';
import { type PullRequests } from '../pulls/PullRequests';
import { restOf } from '../restOf';
import {
  type NewRepository,
  type RepositoryStore,
  type StoredRepository,
} from '../RepositoryStore';
import {
  branchJson,
  commitJson,
  contentsJson,
  organisationJson,
  repositoryJson,
} from './giteaJson';
import { createPullRoutes } from './createPullRoutes';
import { bodyOf, pageOf, Unprocessable, writing } from './requests';
import { sendArchive } from './sendArchive';

/** What the API routes need. */
export type GiteaRouterOptions = {
  store: RepositoryStore;
  /** Where browsers find the forge, without a slash at the end. */
  baseUrl: string;
  credentials: Credentials;
  pulls: PullRequests;
  create: (repository: NewRepository) => Promise<StoredRepository>;
  onError: (error: Error) => void;
};

const newRepositorySchema = z.object({
  name: z.string().min(1),
  description: z.string().max(2048).optional(),
  private: z.boolean().optional(),
  auto_init: z.boolean().optional(),
});

function refOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The part of Gitea's REST API that Backstage's Gitea integration, URL reader and `publish:gitea` use. */
export function createGiteaRouter(options: GiteaRouterOptions): Router {
  const { store, baseUrl, credentials } = options;
  const router = PromiseRouter();

  const repositoryOf = (req: Request): Promise<StoredRepository> => {
    const address = checkAddress(req.params.owner ?? '', req.params.repo ?? '');
    return store.get(address.owner, address.repo);
  };

  const ownerOf = (req: Request): string => {
    const text = req.params.org ?? '';
    const owner = isOwnerName(text) ? store.findOwner(text) : undefined;
    if (owner) return owner;
    throw new NotFoundError('There is no such organisation');
  };

  const describe = async (repository: StoredRepository) => {
    const defaultBranch = await repository.git.defaultBranch();
    const commit = await repository.git.resolve(defaultBranch);
    return repositoryJson(baseUrl, repository, {
      defaultBranch,
      empty: commit === undefined,
    });
  };

  // Wrong credentials are refused even where none are needed, so that a bad configuration shows itself.
  router.use((req, res, next) => {
    res.locals.known = isAuthenticated(req.headers.authorization, credentials);
    next();
  });

  router.get('/orgs/:org', async (req, res) => {
    res.json(organisationJson(baseUrl, ownerOf(req)));
  });

  router.get('/orgs/:org/repos', async (req, res) => {
    const { page, limit } = pageOf(req);
    const all = await store.list(ownerOf(req));
    const some = all.slice((page - 1) * limit, page * limit);
    res.set('X-Total-Count', String(all.length));
    res.json(await Promise.all(some.map(describe)));
  });

  router.post(
    '/orgs/:org/repos',
    ...writing('Creating a repository'),
    async (req, res) => {
      const owner = ownerOf(req);
      const body = bodyOf(req, newRepositorySchema);
      if (body.private) {
        throw new Unprocessable(
          'This forge keeps public repositories only: leave private out, or false',
        );
      }
      const { name, description = '' } = body;
      const start = body.auto_init && {
        message: 'Initial commit',
        author: { name: owner, email: `${credentials.username}@localhost` },
        files: [['README.md', `# ${name}\n\n${description}\n`]] as const,
      };
      try {
        const made = await options.create({
          owner,
          name,
          description,
          ...(start && { commit: start }),
        });
        res.status(201).json(await describe(made));
      } catch (error) {
        throw error instanceof InputError
          ? new Unprocessable(error.message, { cause: error })
          : error;
      }
    },
  );

  router.get('/repos/:owner/:repo', async (req, res) => {
    res.json(await describe(await repositoryOf(req)));
  });

  router.get(
    ['/repos/:owner/:repo/contents', '/repos/:owner/:repo/contents/*'],
    async (req, res) => {
      const repository = await repositoryOf(req);
      const ref =
        refOf(req.query.ref) ?? (await repository.git.defaultBranch());
      const commit = await commitOf(repository, ref);
      const path = restOf(req).replace(/\/$/, '');
      const entry = await entryAt(repository, commit, path);
      if (entry.type === 'dir') {
        const entries = await repository.git.list(commit, path);
        res.set('ETag', `"${commit}"`);
        res.json(
          entries.map(e =>
            contentsJson(baseUrl, repository, e, { ref, commit }),
          ),
        );
        return;
      }
      const [last] = await repository.git.log(commit, { limit: 1, path });
      res.set('ETag', `"${entry.sha}"`);
      if (last)
        res.set('Last-Modified', new Date(last.committer.at).toUTCString());
      const content =
        entry.type === 'submodule'
          ? undefined
          : await repository.git.blob(entry.sha);
      res.json({
        ...contentsJson(baseUrl, repository, entry, { ref, commit, content }),
        last_commit_sha: last?.sha ?? null,
      });
    },
  );

  router.get('/repos/:owner/:repo/archive/*', async (req, res) => {
    await sendArchive(res, await repositoryOf(req), restOf(req));
  });

  router.get('/repos/:owner/:repo/git/commits/*', async (req, res) => {
    const repository = await repositoryOf(req);
    const sha = await commitOf(repository, restOf(req));
    const [commit] = await repository.git.log(sha, { limit: 1 });
    if (!commit) throw new NotFoundError('There is no such commit');
    res.json(commitJson(baseUrl, repository, commit));
  });

  router.get('/repos/:owner/:repo/commits', async (req, res) => {
    const { page, limit } = pageOf(req);
    const repository = await repositoryOf(req);
    const ref = refOf(req.query.sha) ?? (await repository.git.defaultBranch());
    const sha = await commitOf(repository, ref);
    const commits = await repository.git.log(sha, {
      limit,
      skip: (page - 1) * limit,
    });
    res.set('X-Total-Count', String(await repository.git.countCommits(sha)));
    res.json(commits.map(commit => commitJson(baseUrl, repository, commit)));
  });

  router.get('/repos/:owner/:repo/branches', async (req, res) => {
    const { git } = await repositoryOf(req);
    const branches = await git.branches();
    res.json(
      await Promise.all(
        branches.map(async branch =>
          branchJson(branch, (await git.log(branch.commit, { limit: 1 }))[0]),
        ),
      ),
    );
  });

  router.get('/repos/:owner/:repo/branches/*', async (req, res) => {
    const { git } = await repositoryOf(req);
    const name = restOf(req);
    const branch = (await git.branches()).find(b => b.name === name);
    if (!branch) throw new NotFoundError('There is no such branch');
    res.json(
      branchJson(branch, (await git.log(branch.commit, { limit: 1 }))[0]),
    );
  });

  router.use(createPullRoutes({ ...options, repositoryOf }));

  router.use(() => {
    throw new NotFoundError("The target couldn't be found.");
  });

  router.use(
    (error: unknown, _req: Request, res: Response, next: NextFunction) => {
      const { status, message } = httpError(error);
      if (status === 500 && !res.destroyed) {
        options.onError(new Error('An API request failed', { cause: error }));
      }
      if (res.headersSent) {
        next(error);
        return;
      }
      for (const name of ['ETag', 'Content-Disposition'])
        res.removeHeader(name);
      if (status === 401) res.set('WWW-Authenticate', CHALLENGE);
      res.status(status).json({
        ...(status === 404 && { errors: null }),
        message,
        url: `${baseUrl}/api/swagger`,
      });
    },
  );
  return router;
}
