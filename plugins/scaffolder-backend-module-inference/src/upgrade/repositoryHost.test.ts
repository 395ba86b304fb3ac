import {
  mockServices,
  registerMswTestHooks,
} from '@backstage/backend-test-utils';
import { ScmIntegrations } from '@backstage/integration';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { parseRepository } from '../plan/parseRepository';
import { reachRepository } from './repositoryHost';

// Gitea is tried against a real forge, in packages/sandbox.
const server = setupServer();
registerMswTestHooks(server);

const config = mockServices.rootConfig({
  data: {
    integrations: {
      gitea: [{ host: 'git.example', username: 'u', password: 'p' }],
      github: [{ host: 'github.com', token: 'gh-token' }],
      gitlab: [
        {
          host: 'gitlab.example',
          apiBaseUrl: 'https://gitlab.example/api/v4',
          token: 'gl-token',
        },
      ],
    },
  },
});
const reach = (repoUrl: string) =>
  reachRepository(
    parseRepository(repoUrl, config),
    ScmIntegrations.fromConfig(config),
  );
const request = {
  head: 'golden-path/1.1.0',
  base: 'main',
  title: 'Upgrade',
  body: 'What is new',
};

it('opens a pull request on GitHub, unless one is open', async () => {
  const github = await reach('github.com?owner=acme&repo=chat');
  expect(github).toMatchObject({
    cloneUrl: 'https://github.com/acme/chat.git',
    auth: { username: 'x-access-token', password: 'gh-token' },
  });
  const sent: unknown[] = [];
  const pull = { number: 7, html_url: 'https://github.com/acme/chat/pull/7' };
  server.use(
    http.get(
      'https://api.github.com/repos/acme/chat/pulls',
      ({ request: r }) => {
        sent.push(r.headers.get('authorization'), new URL(r.url).search);
        return HttpResponse.json([
          { ...pull, head: { ref: request.head }, base: { ref: 'other' } },
        ]);
      },
    ),
    http.post(
      'https://api.github.com/repos/acme/chat/pulls',
      async ({ request: r }) => {
        sent.push(await r.json());
        return HttpResponse.json(pull, { status: 201 });
      },
    ),
  );
  expect(await github.findOpen(request)).toBeUndefined();
  expect(await github.open(request)).toEqual({ number: 7, url: pull.html_url });
  expect(sent).toEqual([
    'Bearer gh-token',
    expect.stringContaining('head=acme%3Agolden-path%2F1.1.0'),
    request,
  ]);
});

it('opens a merge request on GitLab, unless one is open', async () => {
  const gitlab = await reach('gitlab.example?owner=acme/ml&repo=chat');
  expect(gitlab.auth).toEqual({ username: 'oauth2', password: 'gl-token' });
  const api = 'https://gitlab.example/api/v4/projects/acme%2Fml%2Fchat';
  const merge = {
    iid: 3,
    web_url: 'https://gitlab.example/acme/ml/chat/-/merge_requests/3',
  };
  let open: unknown[] = [];
  server.use(
    http.get(`${api}/merge_requests`, () => HttpResponse.json(open)),
    http.post(`${api}/merge_requests`, async ({ request: r }) => {
      expect(await r.json()).toEqual({
        source_branch: request.head,
        target_branch: 'main',
        title: 'Upgrade',
        description: 'What is new',
      });
      open = [merge];
      return HttpResponse.json(merge, { status: 201 });
    }),
  );
  expect(await gitlab.findOpen(request)).toBeUndefined();
  const opened = await gitlab.open(request);
  expect(opened).toEqual({ number: 3, url: merge.web_url });
  expect(await gitlab.findOpen(request)).toEqual(opened);
});

it('follows no redirect, hands on what the host says, and believes no other shape', async () => {
  const gitea = await reach('git.example?owner=acme&repo=chat');
  const path = 'https://git.example/api/v1/repos/acme/chat/pulls';
  server.use(
    http.post(
      path,
      () => new Response(null, { status: 307, headers: { Location: '/x' } }),
    ),
  );
  await expect(gitea.open(request)).rejects.toThrow('redirects its API');
  server.use(
    http.post(path, () =>
      HttpResponse.json({ message: 'no access' }, { status: 403 }),
    ),
  );
  await expect(gitea.open(request)).rejects.toThrow('403');
  server.use(http.post(path, () => HttpResponse.json({ id: 1 })));
  await expect(gitea.open(request)).rejects.toThrow('no pull request');
});
