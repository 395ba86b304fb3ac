import { InputError } from '@backstage/errors';
import { type Request, type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { z } from 'zod';
import { pullIndexOf } from '../pulls/pullIndexOf';
import { type PullRequests } from '../pulls/PullRequests';
import { type Pull } from '../pulls/PullStore';
import { type StoredRepository } from '../RepositoryStore';
import { pullJson } from './pullJson';
import { bodyOf, pageOf, Unprocessable, writing } from './requests';

/** What the routes need. */
export type PullRoutesOptions = {
  baseUrl: string;
  pulls: PullRequests;
  repositoryOf: (req: Request) => Promise<StoredRepository>;
};

const titleSchema = z.string().trim().min(1).max(255);
const textSchema = z.string().max(50_000);

const newPullSchema = z.object({
  base: z.string().min(1),
  head: z.string().min(1),
  title: titleSchema,
  body: textSchema.default(''),
});

const editSchema = z.object({
  title: titleSchema.optional(),
  body: textSchema.optional(),
  state: z.enum(['open', 'closed']).optional(),
});

const mergeSchema = z.object({
  Do: z.literal('merge', 'this forge makes merge commits only'),
  MergeTitleField: z.string().max(1_000).optional(),
  MergeMessageField: z.string().max(50_000).optional(),
  head_commit_id: z.string().optional(),
});

const stateSchema = z.enum(['open', 'closed', 'all']).default('open');

/** Pull requests in Gitea's REST API: list, open, read, edit, merge. */
export function createPullRoutes(options: PullRoutesOptions): Router {
  const { baseUrl, pulls, repositoryOf } = options;
  const router = PromiseRouter();

  const describe = async (repository: StoredRepository, pull: Pull) =>
    pullJson(
      baseUrl,
      repository,
      pull,
      pull.state.kind === 'open'
        ? await pulls.mergeability(repository, pull)
        : undefined,
    );

  router.get('/repos/:owner/:repo/pulls', async (req, res) => {
    const { page, limit } = pageOf(req);
    const state = stateSchema.safeParse(req.query.state);
    if (!state.success) {
      throw new InputError("The state is 'open', 'closed' or 'all'");
    }
    const repository = await repositoryOf(req);
    const found = (await pulls.list(repository)).filter(
      pull =>
        state.data === 'all' ||
        (state.data === 'open') === (pull.state.kind === 'open'),
    );
    res.set('X-Total-Count', String(found.length));
    res.json(
      await Promise.all(
        found
          .slice((page - 1) * limit, page * limit)
          .map(pull => describe(repository, pull)),
      ),
    );
  });

  router.post(
    '/repos/:owner/:repo/pulls',
    ...writing('Opening a pull request'),
    async (req, res) => {
      const repository = await repositoryOf(req);
      const body = bodyOf(req, newPullSchema);
      try {
        const made = await pulls.create(repository, body);
        res.status(201).json(await describe(repository, made));
      } catch (error) {
        throw error instanceof InputError
          ? new Unprocessable(error.message, { cause: error })
          : error;
      }
    },
  );

  router.get('/repos/:owner/:repo/pulls/:index', async (req, res) => {
    const repository = await repositoryOf(req);
    const pull = await pulls.get(repository, pullIndexOf(req));
    res.json(await describe(repository, pull));
  });

  router.patch(
    '/repos/:owner/:repo/pulls/:index',
    ...writing('Editing a pull request'),
    async (req, res) => {
      const repository = await repositoryOf(req);
      const index = pullIndexOf(req);
      const edited = await pulls.edit(
        repository,
        index,
        bodyOf(req, editSchema),
      );
      // As Gitea has it: 201 for an edit, too.
      res.status(201).json(await describe(repository, edited));
    },
  );

  router.post(
    '/repos/:owner/:repo/pulls/:index/merge',
    ...writing('Merging'),
    async (req, res) => {
      const repository = await repositoryOf(req);
      const index = pullIndexOf(req);
      const body = bodyOf(req, mergeSchema);
      const message = [body.MergeTitleField, body.MergeMessageField]
        .filter(Boolean)
        .join('\n\n');
      await pulls.merge(repository, index, {
        ...(message && { message }),
        ...(body.head_commit_id && { headCommit: body.head_commit_id }),
      });
      res.status(200).end();
    },
  );

  return router;
}
