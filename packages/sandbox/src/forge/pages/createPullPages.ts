import {
  AuthenticationError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import express, { type Request, type Response, type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { addressOf } from '../addressOf';
import { type Credentials, isAuthenticated } from '../credentials';
import { commitOf } from '../locate';
import { compareCommits } from '../pulls/compareCommits';
import { pullIndexOf } from '../pulls/pullIndexOf';
import { type PullRequests } from '../pulls/PullRequests';
import { restOf } from '../restOf';
import { type StoredRepository } from '../RepositoryStore';
import { type Page } from './layout';
import { renderMarkdown } from './markdown';
import {
  comparePage,
  pullPage,
  pullsPage,
  type ShownComparison,
} from './pullPages';

/** What the pages need. */
export type PullPagesOptions = {
  pulls: PullRequests;
  credentials: Credentials;
  now: () => number;
  repositoryOf: (req: Request) => Promise<StoredRepository>;
  send: (res: Response, page: Page, policy?: { form: boolean }) => void;
  /** A larger diff is not shown. */
  maxShownBytes: number;
};

/** Browsers say where a form was; another site's must not merge with the credentials that the browser remembers. */
function checkOrigin(req: Request) {
  const origin = req.get('origin');
  if (
    origin !== undefined &&
    URL.canParse(origin) &&
    new URL(origin).host === req.get('host')
  ) {
    return;
  }
  throw new NotAllowedError(
    "Merge with the button on the pull request's page, or with the API",
  );
}

/** Pages to compare branches, and to read and merge pull requests. */
export function createPullPages(options: PullPagesOptions): Router {
  const { pulls, credentials, now, repositoryOf, send } = options;
  const router = PromiseRouter();

  async function compare(
    repository: StoredRepository,
    base: string,
    head: string,
  ): Promise<ShownComparison> {
    const { diff, ...rest } = await compareCommits(repository, base, head);
    return {
      ...rest,
      diff:
        diff.length > options.maxShownBytes ? undefined : diff.toString('utf8'),
    };
  }

  router.get('/:owner/:repo/compare/*', async (req, res) => {
    const repository = await repositoryOf(req);
    const [base = '', head = '', ...more] = restOf(req).split('...');
    if (head === '' || more.length > 0) {
      throw new NotFoundError('Two branches are compared as base...head');
    }
    const comparison = await compare(
      repository,
      await commitOf(repository, base),
      await commitOf(repository, head),
    );
    const pull = (await pulls.list(repository)).find(
      p => p.state.kind === 'open' && p.base === base && p.head === head,
    );
    send(
      res,
      comparePage({ repository, base, head, comparison, pull, now: now() }),
    );
  });

  router.get('/:owner/:repo/pulls', async (req, res) => {
    const repository = await repositoryOf(req);
    const all = await pulls.list(repository);
    send(res, pullsPage({ repository, pulls: all, now: now() }));
  });

  router.get('/:owner/:repo/pulls/:index', async (req, res) => {
    const repository = await repositoryOf(req);
    const pull = await pulls.get(repository, pullIndexOf(req));
    const ability =
      pull.state.kind === 'open'
        ? await pulls.mergeability(repository, pull)
        : undefined;
    const tips = pull.state.kind === 'merged' ? pull.state : ability;
    const page = pullPage({
      repository,
      pull,
      body: renderMarkdown(pull.body, {
        repository,
        at: { branch: pull.base },
        path: 'README.md',
      }),
      ability,
      comparison:
        tips && tips.kind !== 'gone'
          ? await compare(repository, tips.baseCommit, tips.headCommit)
          : undefined,
      now: now(),
    });
    // The form's origin is sent to this forge only.
    res.set('Referrer-Policy', 'same-origin');
    send(res, page, { form: true });
  });

  router.post(
    '/:owner/:repo/pulls/:index/merge',
    (req, _res, next) => {
      if (!isAuthenticated(req.headers.authorization, credentials)) {
        throw new AuthenticationError(
          'Merging needs a user name and a password',
        );
      }
      checkOrigin(req);
      next();
    },
    express.urlencoded({ extended: false, limit: '4kb' }),
    async (req, res) => {
      const repository = await repositoryOf(req);
      const { head } = req.body;
      const { index } = await pulls.merge(repository, pullIndexOf(req), {
        ...(typeof head === 'string' && head !== '' && { headCommit: head }),
      });
      res.redirect(303, `${addressOf(repository)}/pulls/${index}`);
    },
  );

  return router;
}
