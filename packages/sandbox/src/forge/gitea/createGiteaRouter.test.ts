import { mockServices } from '@backstage/backend-test-utils';
import { UrlReaders } from '@backstage/backend-defaults/urlReader';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { createPublishGiteaAction } from '@backstage/plugin-scaffolder-backend-module-gitea';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import request from 'supertest';
import {
  CREDENTIALS,
  gitCli,
  startTestForge,
  type TestForge,
} from '../testForge';

const TITLE = 'title: Übersicht – 模型\n';

describe('the Gitea API', () => {
  let t: TestForge;
  beforeEach(async () => {
    t = await startTestForge();
  });
  afterEach(() => t.remove());

  const config = () =>
    new ConfigReader({
      integrations: {
        gitea: [{ host: t.host, baseUrl: t.url, ...CREDENTIALS }],
      },
    });

  const create = (name: string) =>
    request(t.url)
      .post('/api/v1/orgs/meridian/repos')
      .auth(CREDENTIALS.username, CREDENTIALS.password)
      .send({ name, description: 'A <b>model</b>', private: false });

  /** Publishes with the very action that the scaffolder runs. */
  async function publish(repo: string) {
    const workspacePath = join(t.workDir, repo);
    await mkdir(join(workspacePath, 'deploy'), { recursive: true });
    await writeFile(join(workspacePath, 'catalog-info.yaml'), TITLE);
    await writeFile(
      join(workspacePath, 'deploy', 'endpoint.yaml'),
      'replicas: 1\n',
    );
    const output = new Map<string, unknown>();
    const action = createPublishGiteaAction({
      integrations: ScmIntegrations.fromConfig(config()),
      config: config(),
    });
    const context = createMockActionContext({
      input: {
        repoUrl: `${t.host}?owner=meridian&repo=${repo}`,
        description: 'A model',
      },
      workspacePath,
    });
    await action.handler({
      ...context,
      output: (name, value) => output.set(name, value),
    });
    return Object.fromEntries(output);
  }

  it('lets publish:gitea publish, and the stock URL reader read what it published', async () => {
    const output = await publish('support-chat');
    expect(output).toEqual({
      remoteUrl: `${t.url}/meridian/support-chat.git`,
      repoContentsUrl: `${t.url}/meridian/support-chat/src/branch/main/`,
      commitHash: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
    expect(t.pushes).toEqual([
      expect.objectContaining({
        repo: 'support-chat',
        branch: 'main',
        commit: output.commitHash,
      }),
    ]);
    expect(t.pushes[0].files.get('deploy/endpoint.yaml')).toBe('replicas: 1\n');

    const reader = UrlReaders.default({
      config: config(),
      logger: mockServices.logger.mock(),
    });
    const root = `${t.url}/meridian/support-chat/src/branch/main`;
    const file = await reader.readUrl(`${root}/catalog-info.yaml`);
    expect((await file.buffer()).toString('utf8')).toBe(TITLE);
    expect(file.etag).toMatch(/^"[0-9a-f]{40}"$/);
    expect(file.lastModifiedAt).toBeInstanceOf(Date);

    const tree = await reader.readTree(root);
    expect(tree.etag).toBe(output.commitHash);
    const files = await tree.files();
    expect(files.map(({ path }) => path).sort()).toEqual([
      'catalog-info.yaml',
      'deploy/endpoint.yaml',
    ]);
    await expect(
      reader.readTree(root, { etag: tree.etag }),
    ).rejects.toMatchObject({ name: 'NotModifiedError' });
    const deploy = await (await reader.readTree(`${root}/deploy`)).files();
    expect(deploy.map(({ path }) => path)).toEqual(['endpoint.yaml']);

    const found = await reader.search(`${root}/catalog-info.yaml`);
    expect(found.files).toHaveLength(1);
    await expect(reader.readUrl(`${root}/absent.yaml`)).rejects.toMatchObject({
      name: 'NotFoundError',
    });
    await expect(
      reader.readTree(`${t.url}/meridian/absent/src/branch/main`),
    ).rejects.toMatchObject({ name: 'NotFoundError' });
  });

  it('tells publish:gitea that a name is taken', async () => {
    await publish('support-chat');
    await expect(publish('support-chat')).rejects.toThrow(
      /409 Conflict.*The repository meridian\/support-chat exists already/,
    );
  });

  it('describes what it created, and what is in it', async () => {
    const created = await create('Reply-Drafts');
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      full_name: 'meridian/Reply-Drafts',
      description: 'A <b>model</b>',
      empty: true,
      default_branch: 'main',
      clone_url: `${t.url}/meridian/Reply-Drafts.git`,
    });
    await publish('support-chat');
    const commit = t.pushes[0].commit;
    const api = `/api/v1/repos/meridian/support-chat`;

    expect(
      (await request(t.url).get('/api/v1/orgs/meridian')).body,
    ).toMatchObject({ username: 'meridian' });
    const list = await request(t.url).get(
      '/api/v1/orgs/meridian/repos?limit=1&page=2',
    );
    expect(list.headers['x-total-count']).toBe('2');
    expect(list.body).toMatchObject([{ name: 'support-chat', empty: false }]);
    expect((await request(t.url).get(`${api}/branches`)).body).toMatchObject([
      { name: 'main', commit: { id: commit } },
    ]);
    expect(
      (await request(t.url).get(`${api}/branches/main`)).body,
    ).toMatchObject({ commit: { id: commit } });
    expect(
      (await request(t.url).get(`${api}/commits?sha=main`)).body,
    ).toMatchObject([
      {
        sha: commit,
        commit: { message: expect.stringContaining('initial commit') },
        parents: [],
      },
    ]);
    expect(
      (await request(t.url).get(`${api}/git/commits/${commit.slice(0, 12)}`))
        .body,
    ).toMatchObject({ sha: commit });
    expect((await request(t.url).get(`${api}/contents`)).body).toMatchObject([
      { name: 'deploy', type: 'dir' },
      {
        name: 'catalog-info.yaml',
        type: 'file',
        size: Buffer.byteLength(TITLE),
        content: null,
      },
    ]);
    const zip = await request(t.url)
      .get(`${api}/archive/main.zip`)
      .responseType('blob');
    expect(zip.headers['content-type']).toBe('application/zip');
    expect(zip.body.subarray(0, 2).toString()).toBe('PK');
  });

  it('adopts the first branch that is pushed to an empty repository', async () => {
    await create('trunk-based');
    const local = join(t.workDir, 'local');
    await mkdir(local);
    await gitCli(local, 'init', '-q', '-b', 'trunk');
    await gitCli(local, 'commit', '-q', '--allow-empty', '-m', 'Start');
    const remote = `${t.url.replace(
      '//',
      `//${CREDENTIALS.username}:${CREDENTIALS.password}@`,
    )}/meridian/trunk-based`;
    await gitCli(local, 'push', '-q', remote, 'trunk');
    const { body } = await request(t.url).get(
      '/api/v1/repos/meridian/trunk-based',
    );
    expect(body).toMatchObject({ default_branch: 'trunk', empty: false });
  });

  it.each([
    ['no name', { description: 'x' }, 422],
    ['a path for a name', { name: '../../etc' }, 422],
    ['a suffix of its own', { name: 'x.git' }, 422],
    ['a private repository', { name: 'x', private: true }, 422],
    ['something else than an object', '"x"', 400],
    ['broken JSON', '{"name":', 400],
    ['far too much', { name: 'x', description: 'x'.repeat(100_000) }, 413],
  ])('refuses to create with %s', async (_, body, status) => {
    const response = await request(t.url)
      .post('/api/v1/orgs/meridian/repos')
      .auth(CREDENTIALS.username, CREDENTIALS.password)
      .set('Content-Type', 'application/json')
      .send(body);
    expect(response.status).toBe(status);
    expect(response.body).toEqual({
      message: expect.stringMatching(/./),
      url: `${t.url}/api/swagger`,
    });
    expect(await t.forge.listRepositories()).toEqual([]);
  });

  it('wants credentials to create, and the right ones always', async () => {
    const anonymous = await request(t.url)
      .post('/api/v1/orgs/meridian/repos')
      .send({ name: 'x' });
    expect(anonymous.status).toBe(401);
    expect(anonymous.headers['www-authenticate']).toMatch(/^Basic /);
    for (const header of [
      'Basic cG9ydGFsOmd1ZXNz',
      'token guess',
      'Basic',
      'Digest x',
    ]) {
      const wrong = await request(t.url)
        .get('/api/v1/orgs/meridian')
        .set('Authorization', header);
      expect(wrong.status).toBe(401);
    }
    const token = await request(t.url)
      .get('/api/v1/orgs/meridian')
      .set('Authorization', `token ${CREDENTIALS.password}`);
    expect(token.status).toBe(200);
  });

  it.each([
    '/api/v1/orgs/nobody',
    '/api/v1/orgs/..%2f',
    '/api/v1/repos/meridian/absent',
    '/api/v1/repos/meridian/..%2f..%2fforge-new',
    '/api/v1/repos/meridian/support-chat.git',
    '/api/v1/repos/meridian/support-chat/contents/absent',
    '/api/v1/repos/meridian/support-chat/contents/catalog-info.yaml?ref=absent',
    '/api/v1/repos/meridian/support-chat/contents/catalog-info.yaml?ref=--output=x',
    '/api/v1/repos/meridian/support-chat/archive/--output=x.zip',
    '/api/v1/repos/meridian/support-chat/archive/main.rar',
    '/api/v1/repos/meridian/support-chat/git/commits/HEAD@%7B1%7D',
    '/api/v1/swagger',
  ])('does not find %s', async address => {
    await publish('support-chat');
    const response = await request(t.url).get(address);
    expect(response.status).toBe(404);
    expect(response.body).toMatchObject({
      message: expect.any(String),
      url: `${t.url}/api/swagger`,
    });
  });

  it.each([
    'contents/..%2f..%2fHEAD',
    'contents/%2e%2e/%2e%2e/config',
    'contents/.git%2fconfig',
    'contents/a%00b',
    'contents/a%5Cb',
    'contents/%E0%A4%A',
    'commits?page=0',
    'commits?limit=1e9',
  ])('refuses %s', async rest => {
    await publish('support-chat');
    // supertest would resolve the dots before it sends them.
    const response = await fetch(
      `${t.url}/api/v1/repos/meridian/support-chat/${rest}`,
    );
    expect([400, 404]).toContain(response.status);
    expect(await response.json()).toMatchObject({
      message: expect.any(String),
    });
  });
});
