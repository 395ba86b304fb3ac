import { InputError, NotFoundError } from '@backstage/errors';
import {
  type NextFunction,
  type Request,
  type Response,
  type Router,
} from 'express';
import PromiseRouter from 'express-promise-router';
import { addressOf, type Place } from '../addressOf';
import { decodeText } from '../git/decodeText';
import { type TreeEntry } from '../git/GitRepository';
import { CHALLENGE, type Credentials } from '../credentials';
import { httpError } from '../httpError';
import { commitOf, entryAt, splitBranchAndPath } from '../locate';
import { checkAddress, isOwnerName } from '../names';
import { type PullRequests } from '../pulls/PullRequests';
import { restOf } from '../restOf';
import {
  type RepositoryStore,
  type StoredRepository,
} from '../RepositoryStore';
import { createPullPages } from './createPullPages';
import { commitPage, commitsPage } from './commitPages';
import { errorPage } from './errorPage';
import { filePage, type FileView } from './filePage';
import { layout, type Page, STYLE_ADDRESS } from './layout';
import { renderMarkdown } from './markdown';
import { repositoriesPage } from './repositoriesPage';
import { STYLE } from './style';
import { emptyRepositoryPage, treePage } from './treePage';

/** What the pages need. */
export type BrowseRouterOptions = {
  store: RepositoryStore;
  baseUrl: string;
  credentials: Credentials;
  pulls: PullRequests;
  now: () => number;
  onError: (error: Error) => void;
};

const COMMITS_PER_PAGE = 30;
const MAX_SHOWN_BYTES = 512 * 1024;
const README = /^readme\.md$/i;
const MARKDOWN = /\.(md|markdown)$/i;

/** No script runs, nothing is fetched from elsewhere, nobody frames it. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'";

function send(res: Response, page: Page, { status = 200, form = false } = {}) {
  const forms = `form-action ${form ? "'self'" : "'none'"}`;
  res.status(status).set('Content-Security-Policy', `${PAGE_POLICY}; ${forms}`);
  res.type('html').send(layout(page));
}

/** Where in a repository a `src`, `raw` or `commits` address points. */
type Target = {
  repository: StoredRepository;
  at: Place['at'];
  commit: string;
  path: string;
};

/** Pages to look at the repositories, and the raw files. */
export function createBrowseRouter(options: BrowseRouterOptions): Router {
  const { store, baseUrl, now } = options;
  const router = PromiseRouter();

  const repositoryOf = (req: Request): Promise<StoredRepository> => {
    const address = checkAddress(req.params.owner ?? '', req.params.repo ?? '');
    return store.get(address.owner, address.repo);
  };

  const cloneUrl = (repository: StoredRepository) =>
    `${baseUrl}${addressOf(repository)}.git`;

  async function targetOf(req: Request): Promise<Target> {
    const repository = await repositoryOf(req);
    const rest = restOf(req);
    if (req.params.kind === 'branch') {
      const { branch, commit, path } = await splitBranchAndPath(
        repository,
        rest.replace(/\/$/, ''),
      );
      return { repository, at: { branch }, commit, path };
    }
    const [sha = '', ...path] = rest.split('/');
    const commit = await commitOf(repository, sha);
    return {
      repository,
      at: { commit },
      commit,
      path: path.join('/').replace(/\/$/, ''),
    };
  }

  async function readmeOf(target: Target, entries: TreeEntry[]) {
    const entry = entries.find(e => e.type === 'file' && README.test(e.name));
    if (!entry || entry.size > MAX_SHOWN_BYTES) return undefined;
    const text = decodeText(await target.repository.git.blob(entry.sha));
    if (text === undefined) return undefined;
    const content = renderMarkdown(text, { ...target, path: entry.path });
    return { name: entry.name, content };
  }

  async function tree(target: Target): Promise<Page> {
    const { repository, commit, path } = target;
    const { git } = repository;
    const entries = await git.list(commit, path);
    const [latest] = await git.log(commit, { limit: 1, path });
    const readme = await readmeOf(target, entries);
    return treePage({
      ...target,
      entries,
      branches: await git.branches(),
      latest,
      commits: await git.countCommits(commit),
      pulls: (await options.pulls.list(repository)).length,
      ...(readme && { readme }),
      cloneUrl: cloneUrl(repository),
      now: now(),
    });
  }

  async function contentOf(
    target: Target,
    entry: TreeEntry,
    source: boolean,
  ): Promise<FileView['content']> {
    if (entry.type === 'submodule') return { kind: 'binary' };
    if (entry.size > MAX_SHOWN_BYTES) return { kind: 'too-large' };
    const text = decodeText(await target.repository.git.blob(entry.sha));
    if (text === undefined) return { kind: 'binary' };
    const rendering = MARKDOWN.test(entry.name);
    return rendering && !source
      ? { kind: 'rendered', markup: renderMarkdown(text, target) }
      : { kind: 'source', text, rendering };
  }

  router.use((_req, res, next) => {
    res.set({
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
    });
    next();
  });

  router.get(STYLE_ADDRESS, (_req, res) => {
    res.type('css').set('Cache-Control', 'max-age=300').send(STYLE);
  });

  router.get(['/', '/:owner'], async (req, res) => {
    const text = req.params.owner;
    const owner =
      text === undefined
        ? undefined
        : isOwnerName(text) && store.findOwner(text);
    if (text !== undefined && !owner)
      throw new NotFoundError('There is no such owner');
    const found = await store.list(owner || undefined);
    const repositories = await Promise.all(
      found.map(async repository => {
        const tip = await repository.git.resolve(
          await repository.git.defaultBranch(),
        );
        const [latest] = tip ? await repository.git.log(tip, { limit: 1 }) : [];
        return {
          ...repository,
          ...(latest && { updatedAt: latest.committer.at }),
        };
      }),
    );
    send(
      res,
      repositoriesPage({ ...(owner && { owner }), repositories, now: now() }),
    );
  });

  router.get('/:owner/:repo', async (req, res) => {
    const { owner = '', repo = '' } = req.params;
    if (repo.endsWith('.git')) {
      const address = checkAddress(owner, repo.slice(0, -'.git'.length));
      const named = await store.get(address.owner, address.repo);
      res.redirect(addressOf(named));
      return;
    }
    const repository = await repositoryOf(req);
    const branch = await repository.git.defaultBranch();
    const commit = await repository.git.resolve(branch);
    send(
      res,
      commit
        ? await tree({ repository, at: { branch }, commit, path: '' })
        : emptyRepositoryPage(repository, branch, cloneUrl(repository)),
    );
  });

  router.get('/:owner/:repo/src/:kind(branch|commit)/*', async (req, res) => {
    const target = await targetOf(req);
    const entry = await entryAt(target.repository, target.commit, target.path);
    if (entry.type === 'dir') {
      send(res, await tree(target));
      return;
    }
    const content = await contentOf(
      target,
      entry,
      req.query.display === 'source',
    );
    const branches = await target.repository.git.branches();
    send(res, filePage({ ...target, entry, branches, content }));
  });

  router.get('/:owner/:repo/raw/:kind(branch|commit)/*', async (req, res) => {
    const { repository, commit, path } = await targetOf(req);
    const entry = await entryAt(repository, commit, path);
    if (entry.type !== 'file')
      throw new NotFoundError('There is no file at this path');
    const bytes = await repository.git.blob(entry.sha);
    // Whatever the file says it is, a browser must not run it.
    res.set('Content-Security-Policy', "default-src 'none'; sandbox");
    res.set('ETag', `"${entry.sha}"`);
    res.type(
      decodeText(bytes) === undefined
        ? 'application/octet-stream'
        : 'text/plain; charset=utf-8',
    );
    res.send(bytes);
  });

  // Where the catalog's "edit" leads: files are changed by pushing, so show the file.
  router.get('/:owner/:repo/_edit/*', async (req, res) => {
    const repository = await repositoryOf(req);
    const { branch, path } = await splitBranchAndPath(repository, restOf(req));
    res.redirect(addressOf(repository, { view: 'src', at: { branch }, path }));
  });

  router.get(
    '/:owner/:repo/commits/:kind(branch|commit)/*',
    async (req, res) => {
      const { repository, at, commit } = await targetOf(req);
      const page = Number(req.query.page ?? 1);
      if (!Number.isInteger(page) || page < 1 || page > 100_000) {
        throw new InputError('The page is a whole number from 1');
      }
      const total = await repository.git.countCommits(commit);
      const commits = await repository.git.log(commit, {
        limit: COMMITS_PER_PAGE,
        skip: (page - 1) * COMMITS_PER_PAGE,
      });
      if (commits.length === 0)
        throw new NotFoundError('There are no more commits');
      const pages = Math.ceil(total / COMMITS_PER_PAGE);
      send(
        res,
        commitsPage({
          repository,
          at,
          commits,
          total,
          page,
          pages,
          now: now(),
        }),
      );
    },
  );

  router.get('/:owner/:repo/commit/:sha', async (req, res) => {
    const repository = await repositoryOf(req);
    const sha = await commitOf(repository, req.params.sha ?? '');
    const [commit] = await repository.git.log(sha, { limit: 1 });
    if (!commit) throw new NotFoundError('There is no such commit');
    const bytes = await repository.git.diff(sha);
    const diff =
      bytes.length > MAX_SHOWN_BYTES ? undefined : bytes.toString('utf8');
    send(res, commitPage({ repository, commit, diff, now: now() }));
  });

  router.use(
    createPullPages({
      ...options,
      repositoryOf,
      send,
      maxShownBytes: MAX_SHOWN_BYTES,
    }),
  );

  router.use(() => {
    throw new NotFoundError('There is no such page');
  });

  router.use(
    (error: unknown, _req: Request, res: Response, next: NextFunction) => {
      const known = httpError(error);
      if (known.status === 500 && !res.destroyed) {
        options.onError(
          new Error('A page could not be shown', { cause: error }),
        );
      }
      if (res.headersSent) {
        next(error);
        return;
      }
      if (known.status === 401) res.set('WWW-Authenticate', CHALLENGE);
      send(res, errorPage(known), { status: known.status });
    },
  );
  return router;
}
