import { InputError, ResponseError } from '@backstage/errors';
import {
  DefaultGithubCredentialsProvider,
  getGitLabRequestOptions,
  getGiteaRequestOptions,
  type ScmIntegrationRegistry,
} from '@backstage/integration';
import type { Repository } from '@golden-path/plugin-inference-node';

/** A pull request, or what its host calls so. */
export type PullRequest = { number: number; url: string; title: string };

/** What is to be merged into what, and what is said about it. */
export type NewPullRequest = {
  head: string;
  base: string;
  title: string;
  body: string;
};

type NewText = Pick<NewPullRequest, 'title' | 'body'>;

/** One repository at its host, with the credentials that `integrations` has for it. */
export type RepositoryHost = {
  /** Where git finds it. */
  cloneUrl: string;
  /** What git signs in with. */
  auth: { username: string; password: string } | undefined;
  /** The open pull request from one branch into another, if there is one. */
  findOpen(branches: {
    head: string;
    base: string;
  }): Promise<PullRequest | undefined>;
  open(request: NewPullRequest): Promise<PullRequest>;
  /** Replaces what an open pull request says. One that its title marks as a draft stays one. */
  update(pull: PullRequest, text: NewText): Promise<PullRequest>;
};

type Call = (
  path: string,
  init?: { method: 'POST' | 'PATCH' | 'PUT'; body: object },
) => Promise<unknown>;

/** How long a host may take to answer. */
const TIMEOUT_MS = 30_000;

/** Asks a host's API. Redirects are refused: the credentials are for the configured address. */
function caller(
  baseUrl: string,
  headers: Record<string, string>,
  signal: AbortSignal | undefined,
): Call {
  return async (path, init) => {
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(`${baseUrl}${path}`, {
      method: init?.method ?? 'GET',
      headers: {
        Accept: 'application/json',
        ...headers,
        ...(init && { 'Content-Type': 'application/json' }),
      },
      ...(init && { body: JSON.stringify(init.body) }),
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    if (response.status >= 300 && response.status < 400) {
      throw new InputError(
        `${
          new URL(baseUrl).host
        } redirects its API to another address, which is not followed; correct its address under integrations.`,
      );
    }
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response.json();
  };
}

function field(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>(
    (found, key) =>
      typeof found === 'object' && found !== null
        ? Object(found)[key]
        : undefined,
    value,
  );
}

function readPull(answer: unknown, number: string, url: string): PullRequest {
  const found = {
    number: field(answer, number),
    url: field(answer, url),
    title: field(answer, 'title'),
  };
  if (
    typeof found.number !== 'number' ||
    typeof found.url !== 'string' ||
    typeof found.title !== 'string'
  ) {
    throw new Error('The host answered something that is no pull request');
  }
  return { number: found.number, url: found.url, title: found.title };
}

/** GitLab and Gitea keep it in the title whether a pull request is a draft. */
function retitled({ title }: PullRequest, wanted: string): string {
  const [mark] =
    /^(?:(?:draft|wip):|[[(](?:draft|wip)[\])])/i.exec(title) ?? [];
  return mark ? `${mark} ${wanted}` : wanted;
}

function listOf(answer: unknown): unknown[] {
  if (!Array.isArray(answer)) {
    throw new Error('The host answered something that is no list');
  }
  return answer;
}

/** More open pull requests than this are not looked through. */
const MAX_PAGES = 100;

/**
 * Looks for one item in a list that comes in pages. How many a page holds is up to the host, so that only an empty one
 * is the last.
 *
 * @throws InputError when there is no end to them
 */
async function findInPages(
  call: Call,
  path: string,
  query: Record<string, string>,
  matches: (item: unknown) => boolean,
): Promise<unknown> {
  for (let page = 1; page <= MAX_PAGES; page++) {
    const asked = new URLSearchParams({ ...query, page: String(page) });
    const items = listOf(await call(`${path}?${asked}`));
    if (items.length === 0) {
      return undefined;
    }
    const found = items.find(matches);
    if (found !== undefined) {
      return found;
    }
  }
  throw new InputError(
    `Among the ${MAX_PAGES} pages of open pull requests that were read there is none for this branch; close some.`,
  );
}

/** Gitea and GitHub share the shape of pull requests. */
function pullsOf(call: Call, repository: Repository) {
  const fullName = `${repository.owner}/${repository.name}`.toLowerCase();
  const path = `/repos/${encodeURIComponent(
    repository.owner,
  )}/${encodeURIComponent(repository.name)}/pulls`;
  return {
    async findOpen({ head, base }: { head: string; base: string }) {
      const query = {
        state: 'open',
        // GitHub filters by these; Gitea does not know them.
        head: `${repository.owner}:${head}`,
        base,
        per_page: '100',
        limit: '50',
      };
      const found = await findInPages(call, path, query, pull => {
        // A fork may have a branch of the same name; one that is gone has no repository.
        const from = field(pull, 'head', 'repo', 'full_name');
        return (
          field(pull, 'head', 'ref') === head &&
          field(pull, 'base', 'ref') === base &&
          typeof from === 'string' &&
          from.toLowerCase() === fullName
        );
      });
      return found === undefined
        ? undefined
        : readPull(found, 'number', 'html_url');
    },
    async open(body: NewPullRequest) {
      return readPull(
        await call(path, { method: 'POST', body }),
        'number',
        'html_url',
      );
    },
    async update(pull: PullRequest, { title, body }: NewText) {
      const answer = await call(`${path}/${pull.number}`, {
        method: 'PATCH',
        body: { title: retitled(pull, title), body },
      });
      return readPull(answer, 'number', 'html_url');
    },
  };
}

function mergeRequestsOf(call: Call, repository: Repository) {
  const path = `/projects/${encodeURIComponent(
    `${repository.owner}/${repository.name}`,
  )}/merge_requests`;
  return {
    async findOpen({ head, base }: { head: string; base: string }) {
      const query = {
        state: 'opened',
        source_branch: head,
        target_branch: base,
        per_page: '100',
      };
      const found = await findInPages(call, path, query, request => {
        // A fork may have a branch of the same name; of one that is gone there is no id.
        const from = field(request, 'source_project_id');
        return (
          typeof from === 'number' &&
          from === field(request, 'target_project_id')
        );
      });
      return found === undefined
        ? undefined
        : readPull(found, 'iid', 'web_url');
    },
    async open({ head, base, title, body }: NewPullRequest) {
      const answer = await call(path, {
        method: 'POST',
        body: {
          source_branch: head,
          target_branch: base,
          title,
          description: body,
        },
      });
      return readPull(answer, 'iid', 'web_url');
    },
    async update(pull: PullRequest, { title, body }: NewText) {
      const answer = await call(`${path}/${pull.number}`, {
        method: 'PUT',
        body: { title: retitled(pull, title), description: body },
      });
      return readPull(answer, 'iid', 'web_url');
    },
  };
}

/**
 * Reaches a repository with the credentials of its integration.
 *
 * @throws InputError when the integration is not there
 */
export async function reachRepository(
  repository: Repository,
  integrations: ScmIntegrationRegistry,
  signal?: AbortSignal,
): Promise<RepositoryHost> {
  const { host, publisher, url } = repository;
  const cloneUrl = `${url}.git`;
  const missing = () =>
    new InputError(`The host ${host} is not configured under integrations.`);
  if (publisher === 'gitea') {
    const config = integrations.gitea.byHost(host)?.config;
    if (!config) {
      throw missing();
    }
    const { headers = {} } = getGiteaRequestOptions(config);
    const base = (config.baseUrl ?? `https://${host}`).replace(/\/+$/, '');
    return {
      cloneUrl,
      auth: config.password
        ? { username: config.username ?? '', password: config.password }
        : undefined,
      ...pullsOf(caller(`${base}/api/v1`, headers, signal), repository),
    };
  }
  if (publisher === 'github') {
    const config = integrations.github.byHost(host)?.config;
    if (!config) {
      throw missing();
    }
    const { token, headers = {} } =
      await DefaultGithubCredentialsProvider.fromIntegrations(
        integrations,
      ).getCredentials({ url });
    return {
      cloneUrl,
      auth: token ? { username: 'x-access-token', password: token } : undefined,
      ...pullsOf(
        caller(config.apiBaseUrl ?? `https://api.${host}`, headers, signal),
        repository,
      ),
    };
  }
  const config = integrations.gitlab.byHost(host)?.config;
  if (!config) {
    throw missing();
  }
  return {
    cloneUrl,
    auth: config.token
      ? { username: 'oauth2', password: config.token }
      : undefined,
    ...mergeRequestsOf(
      caller(
        config.apiBaseUrl,
        getGitLabRequestOptions(config).headers,
        signal,
      ),
      repository,
    ),
  };
}
