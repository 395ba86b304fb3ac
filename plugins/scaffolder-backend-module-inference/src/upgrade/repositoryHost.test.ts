import {
  mockServices,
  registerMswTestHooks,
} from '@backstage/backend-test-utils';
import { ScmIntegrations } from '@backstage/integration';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { parseRepository } from '@golden-path/plugin-inference-node';
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

/** A page of a list that has only this one. */
function onlyPage({ url }: Request, items: unknown[]) {
  const { searchParams } = new URL(url);
  return HttpResponse.json(searchParams.get('page') === '1' ? items : []);
}

it('opens a pull request on GitHub, unless one is open', async () => {
  const github = await reach('github.com?owner=acme&repo=chat');
  expect(github).toMatchObject({
    cloneUrl: 'https://github.com/acme/chat.git',
    auth: { username: 'x-access-token', password: 'gh-token' },
  });
  const sent: unknown[] = [];
  const path = 'https://api.github.com/repos/acme/chat/pulls';
  const pull = {
    number: 7,
    html_url: 'https://github.com/acme/chat/pull/7',
    title: 'Upgrade',
  };
  const from = (repo: { full_name: string } | null, base = 'main') => ({
    ...pull,
    head: { ref: request.head, repo },
    base: { ref: base },
  });
  const others = [
    from({ full_name: 'acme/chat' }, 'other'),
    from({ full_name: 'acme/chat-fork' }),
    // The fork has been deleted.
    from(null),
  ];
  let open: unknown[] = others;
  server.use(
    http.get(path, ({ request: r }) => {
      sent.push(r.headers.get('authorization'), new URL(r.url).search);
      return onlyPage(r, open);
    }),
    http.post(path, async ({ request: r }) => {
      sent.push(await r.json());
      return HttpResponse.json(pull, { status: 201 });
    }),
  );
  expect(await github.findOpen(request)).toBeUndefined();
  const opened = await github.open(request);
  expect(opened).toEqual({ number: 7, url: pull.html_url, title: 'Upgrade' });
  const asked = expect.stringContaining('head=acme%3Agolden-path%2F1.1.0');
  expect(sent).toEqual([
    ...['Bearer gh-token', asked],
    ...['Bearer gh-token', asked],
    request,
  ]);
  // Names differ in case between an address and the host.
  open = [...others, from({ full_name: 'Acme/Chat' })];
  expect(await github.findOpen(request)).toEqual(opened);

  const text = { title: 'Upgrade, again', body: 'What is new now' };
  server.use(
    http.patch(`${path}/7`, async ({ request: r }) => {
      expect(await r.json()).toEqual(text);
      return HttpResponse.json({ ...pull, title: text.title });
    }),
  );
  expect(await github.update(opened, text)).toEqual({
    ...opened,
    title: text.title,
  });
});

it('opens a merge request on GitLab, unless one is open', async () => {
  const gitlab = await reach('gitlab.example?owner=acme/ml&repo=chat');
  expect(gitlab.auth).toEqual({ username: 'oauth2', password: 'gl-token' });
  const api = 'https://gitlab.example/api/v4/projects/acme%2Fml%2Fchat';
  const merge = {
    iid: 3,
    web_url: 'https://gitlab.example/acme/ml/chat/-/merge_requests/3',
    title: 'Upgrade',
    source_project_id: 12,
    target_project_id: 12,
  };
  const others = [
    { ...merge, iid: 1, source_project_id: 99 },
    // The fork has been deleted.
    { ...merge, iid: 2, source_project_id: null },
    { ...merge, iid: 2, source_project_id: null, target_project_id: null },
    { iid: 2, web_url: merge.web_url, title: 'Upgrade' },
  ];
  let open: unknown[] = others;
  server.use(
    http.get(`${api}/merge_requests`, ({ request: r }) => onlyPage(r, open)),
    http.post(`${api}/merge_requests`, async ({ request: r }) => {
      expect(await r.json()).toEqual({
        source_branch: request.head,
        target_branch: 'main',
        title: 'Upgrade',
        description: 'What is new',
      });
      open = [...others, merge];
      return HttpResponse.json(merge, { status: 201 });
    }),
  );
  expect(await gitlab.findOpen(request)).toBeUndefined();
  const opened = await gitlab.open(request);
  expect(opened).toEqual({ number: 3, url: merge.web_url, title: 'Upgrade' });
  expect(await gitlab.findOpen(request)).toEqual(opened);

  server.use(
    http.put(`${api}/merge_requests/3`, async ({ request: r }) =>
      HttpResponse.json({ ...merge, ...Object(await r.json()) }),
    ),
  );
  const text = { title: 'Upgrade, again', body: 'What is new now' };
  expect(await gitlab.update(opened, text)).toMatchObject({
    number: 3,
    title: 'Upgrade, again',
  });
  // Somebody has marked it as a draft, which a new title must not take back.
  expect(
    await gitlab.update({ ...opened, title: 'Draft: Upgrade' }, text),
  ).toMatchObject({ title: 'Draft: Upgrade, again' });
});

it('finds a pull request behind the many that others have open on Gitea', async () => {
  const gitea = await reach('git.example?owner=acme&repo=chat');
  const pulls = Array.from({ length: 31 }, (_, index) => ({
    number: 31 - index,
    html_url: `https://git.example/acme/chat/pulls/${31 - index}`,
    title: 'Upgrade',
    head: {
      ref: index === 30 ? request.head : `topic-${index}`,
      repo: { full_name: 'acme/chat' },
    },
    base: { ref: 'main' },
  }));
  server.use(
    http.get(
      'https://git.example/api/v1/repos/acme/chat/pulls',
      ({ request: r }) => {
        expect(r.headers.get('authorization')).toMatch(/^basic /i);
        // This host gives ten at a time, however many it is asked for.
        const page = Number(new URL(r.url).searchParams.get('page'));
        return HttpResponse.json(pulls.slice((page - 1) * 10, page * 10));
      },
    ),
  );
  expect(await gitea.findOpen(request)).toEqual({
    number: 1,
    url: 'https://git.example/acme/chat/pulls/1',
    title: 'Upgrade',
  });
  expect(
    await gitea.findOpen({ ...request, head: 'golden-path/2.0.0' }),
  ).toBeUndefined();
});

it('gives up on a host that has no last page', async () => {
  const gitea = await reach('git.example?owner=acme&repo=chat');
  server.use(
    http.get('https://git.example/api/v1/repos/acme/chat/pulls', () =>
      HttpResponse.json([{ number: 1 }]),
    ),
  );
  await expect(gitea.findOpen(request)).rejects.toThrow('close some');
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
