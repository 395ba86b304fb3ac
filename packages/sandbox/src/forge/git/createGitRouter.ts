import { AuthenticationError, InputError } from '@backstage/errors';
import express, { type Request, type Response, type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { CHALLENGE, type Credentials, isAuthenticated } from '../credentials';
import { httpError } from '../httpError';
import { type KeyedLock } from '../KeyedLock';
import { checkAddress } from '../names';
import { movedBranches, readTips } from '../pushes';
import {
  type RepositoryStore,
  type StoredRepository,
} from '../RepositoryStore';
import { type Git } from './Git';
import {
  type GitService,
  httpBackend,
  type HttpBackendResponse,
} from './httpBackend';

/** What the git routes need. */
export type GitRouterOptions = {
  git: Git;
  store: RepositoryStore;
  credentials: Credentials;
  /** Held for a repository while it is pushed to. */
  lock: KeyedLock;
  /** Called once per push, before it is answered, with the branches that moved. */
  onMoved: (
    repository: StoredRepository,
    branches: [name: string, commit: string][],
  ) => Promise<void>;
  onError: (error: Error) => void;
};

const MAX_PUSH = '32mb';

function serviceOf(text: unknown): GitService {
  if (text === 'git-upload-pack' || text === 'git-receive-pack') return text;
  throw new InputError(
    'This forge speaks the smart HTTP protocol only: use git 1.6.6 or newer',
  );
}

function sendHead(res: Response, answer: HttpBackendResponse) {
  res.status(answer.status);
  for (const [name, value] of answer.headers) res.setHeader(name, value);
}

/** Git's smart HTTP protocol: anybody may read, the one account may write. */
export function createGitRouter(options: GitRouterOptions): Router {
  const { git, store, credentials, lock } = options;
  const router = PromiseRouter();

  async function repositoryOf(req: Request): Promise<StoredRepository> {
    const { owner = '', repo = '' } = req.params;
    const address = checkAddress(owner, repo.replace(/\.git$/, ''));
    return store.get(address.owner, address.repo);
  }

  function authorize(req: Request, service: GitService): string | undefined {
    const known = isAuthenticated(req.headers.authorization, credentials);
    if (service === 'git-receive-pack' && !known) {
      throw new AuthenticationError('Pushing needs a user name and a password');
    }
    return known ? credentials.username : undefined;
  }

  async function stream(res: Response, answer: HttpBackendResponse) {
    sendHead(res, answer);
    res.once('close', () => answer.abort());
    await pipeline(answer.body, res);
    await answer.finished;
  }

  const body = express.raw({ type: () => true, limit: MAX_PUSH });

  function post(service: GitService) {
    return async (req: Request, res: Response) => {
      const user = authorize(req, service);
      const repository = await repositoryOf(req);
      const request = {
        method: 'POST' as const,
        root: store.root,
        folder: repository.folder,
        endpoint: service,
        service,
        user,
        contentType: req.get('content-type'),
        protocol: req.get('git-protocol'),
        body: Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0),
      };
      if (service === 'git-upload-pack') {
        await stream(res, await httpBackend(git, request));
        return;
      }
      // Pushes to one repository are taken one after another, so that what moved is known for each.
      await lock.run(repository.folder, async () => {
        const before = await readTips(repository.git);
        const answer = await httpBackend(git, request);
        const content = await buffer(answer.body);
        await answer.finished;
        const moved = movedBranches(before, await readTips(repository.git));
        await adoptDefaultBranch(repository, moved);
        if (moved.length > 0) await options.onMoved(repository, moved);
        sendHead(res, answer);
        res.end(content);
      });
    };
  }

  router.get('/:owner/:repo/info/refs', async (req, res) => {
    const service = serviceOf(req.query.service);
    const user = authorize(req, service);
    const repository = await repositoryOf(req);
    const answer = await httpBackend(git, {
      method: 'GET',
      root: store.root,
      folder: repository.folder,
      endpoint: 'info/refs',
      service,
      user,
      protocol: req.get('git-protocol'),
      body: Buffer.alloc(0),
    });
    await stream(res, answer);
  });
  for (const service of ['git-upload-pack', 'git-receive-pack'] as const) {
    router.post(
      `/:owner/:repo/${service}`,
      // Before the body: who may not push need not send one.
      (req, _res, next) => {
        authorize(req, service);
        next();
      },
      body,
      post(service),
    );
  }

  router.use(
    /^\/[^/]+\/[^/]+\/(info\/refs|git-(upload|receive)-pack)$/,
    (
      error: unknown,
      _req: Request,
      res: Response,
      next: express.NextFunction,
    ) => {
      const { status, message } = httpError(error);
      // A client that hung up is not a failure of ours.
      if (status === 500 && !res.destroyed) {
        options.onError(new Error('A git request failed', { cause: error }));
      }
      if (res.headersSent) {
        next(error);
        return;
      }
      if (status === 401) {
        res.setHeader('WWW-Authenticate', CHALLENGE);
      }
      res.status(status).type('text/plain').send(`${message}\n`);
    },
  );
  return router;
}

/** An empty repository's first branch becomes its default, whatever it is called. */
async function adoptDefaultBranch(
  repository: StoredRepository,
  moved: [name: string, commit: string][],
) {
  const [first] = moved;
  if (!first) return;
  const current = await repository.git.defaultBranch();
  if ((await repository.git.resolve(current)) === undefined) {
    await repository.git.setDefaultBranch(first[0]);
  }
}
