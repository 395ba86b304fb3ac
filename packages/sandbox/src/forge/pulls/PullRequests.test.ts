import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import request from 'supertest';
import { axeViolations, parsePage } from '../pages/testDocument';
import {
  CREDENTIALS,
  gitCli,
  NOW,
  startTestForge,
  type TestForge,
  withCredentials,
} from '../testForge';

const { username, password } = CREDENTIALS;
const EVIL = '<img src=x onerror=alert(1)>';
const API = '/api/v1/repos/meridian/support-chat/pulls';
const PAGES = '/meridian/support-chat';

describe('pull requests', () => {
  let t: TestForge;
  let clone: string;
  beforeEach(async () => {
    t = await startTestForge();
    await t.forge.createRepository(
      'meridian',
      'support-chat',
      [
        ['README.md', '# Support chat\n'],
        ['deploy/endpoint.yaml', 'replicas: 1\nimage: a\n'],
      ],
      {
        message: 'Start',
        author: { name: 'Mia', email: 'mia@meridian.example' },
      },
    );
    clone = join(t.workDir, 'clone');
    const remote = withCredentials(`${t.url}/meridian/support-chat.git`);
    await gitCli(t.workDir, 'clone', '-q', remote, clone);
  });
  afterEach(() => t.remove());

  /** Commits one file on a branch and pushes it; answers the commit. */
  async function push(branch: string, path: string, text: string) {
    await gitCli(clone, 'checkout', '-qB', branch);
    await writeFile(join(clone, path), text);
    await gitCli(clone, 'add', '.');
    await gitCli(clone, 'commit', '-qm', `Change ${path}`);
    await gitCli(clone, 'push', '-q', 'origin', branch);
    return (await gitCli(clone, 'rev-parse', 'HEAD')).trim();
  }

  const checkout = (branch: string) => gitCli(clone, 'checkout', '-q', branch);

  const post = (address: string, body: object) =>
    request(t.url).post(address).auth(username, password).send(body);

  const patch = (fields: object, index = 1) =>
    request(t.url)
      .patch(`${API}/${index}`)
      .auth(username, password)
      .send(fields);

  const open = (fields: object = {}) =>
    post(API, {
      base: 'main',
      head: 'golden-path/upgrade-2',
      title: 'Upgrade to 2',
      body: `Why:\n\n- *probes*\n\n${EVIL}`,
      ...fields,
    });

  it('opens one, and merges it into what the team did meanwhile, with both parents and as a push', async () => {
    const head = await push('golden-path/upgrade-2', 'README.md', '# New\n');
    await checkout('main');
    const base = await push('main', 'deploy/endpoint.yaml', 'replicas: 2\n');
    const made = await open();
    expect(made.status).toBe(201);
    const expected = {
      number: 1,
      html_url: `${t.url}${PAGES}/pulls/1`,
      state: 'open',
      title: 'Upgrade to 2',
      base: expect.objectContaining({ ref: 'main', sha: base }),
      head: expect.objectContaining({
        ref: 'golden-path/upgrade-2',
        sha: head,
      }),
      mergeable: true,
      merged: false,
      merge_commit_sha: null,
    };
    expect(made.body).toMatchObject(expected);
    expect((await request(t.url).get(API)).body).toMatchObject([expected]);
    const told = t.pushes.length;

    const moved = { Do: 'merge', head_commit_id: base };
    expect((await post(`${API}/1/merge`, moved)).status).toBe(409);
    expect((await post(`${API}/1/merge`, { Do: 'merge' })).status).toBe(200);
    const { body } = await request(t.url).get(`${API}/1`);
    expect(body).toMatchObject({
      state: 'closed',
      merged: true,
      mergeable: false,
      merged_at: new Date(NOW).toISOString(),
      base: { sha: base },
      head: { sha: head },
    });
    expect(t.pushes.slice(told)).toEqual([
      {
        owner: 'meridian',
        repo: 'support-chat',
        branch: 'main',
        commit: body.merge_commit_sha,
        files: new Map([
          ['README.md', '# New\n'],
          ['deploy/endpoint.yaml', 'replicas: 2\n'],
        ]),
      },
    ]);
    await checkout('main');
    await gitCli(clone, 'pull', '-q', 'origin', 'main');
    expect(await gitCli(clone, 'log', '-1', '--format=%P|%an|%ct|%s')).toBe(
      `${base} ${head}|portal|${
        NOW / 1000
      }|Merge pull request 'Upgrade to 2' (#1) from golden-path/upgrade-2 into main\n`,
    );

    expect((await post(`${API}/1/merge`, { Do: 'merge' })).status).toBe(409);
    const closed = await request(t.url).get(`${API}?state=closed`);
    expect(closed.body).toMatchObject([{ number: 1, merged: true }]);
    expect((await request(t.url).get(API)).body).toEqual([]);
  });

  it('changes what one says, closes it, and opens it again', async () => {
    await push('golden-path/upgrade-2', 'README.md', '# New\n');
    await open();
    expect((await request(t.url).patch(`${API}/1`).send({})).status).toBe(401);
    expect((await patch({ title: 'Upgrade to 2, again' })).body).toMatchObject({
      title: 'Upgrade to 2, again',
      body: expect.stringContaining('*probes*'),
    });
    const edited = await patch({ body: 'Less.', state: 'closed' });
    expect(edited.status).toBe(201);
    expect(edited.body).toMatchObject({
      title: 'Upgrade to 2, again',
      body: 'Less.',
      state: 'closed',
      merged: false,
      mergeable: false,
      closed_at: new Date(NOW).toISOString(),
    });
    expect((await request(t.url).get(API)).body).toEqual([]);
    expect((await post(`${API}/1/merge`, { Do: 'merge' })).status).toBe(409);
    const page = await fetch(`${t.url}${PAGES}/pulls/1`);
    const text = await page.text();
    expect(await axeViolations(text)).toEqual([]);
    const document = parsePage(text, page.url);
    expect(document.querySelector('form')).toBeNull();
    expect(document.querySelector('[role=status]')?.textContent).toMatch(
      /Closed\s+just now without being merged/,
    );

    // Another took its place.
    expect((await open()).status).toBe(201);
    expect((await patch({ state: 'open' })).status).toBe(409);
    await post(`${API}/2/merge`, { Do: 'merge' });
    expect((await patch({ state: 'open' })).body.state).toBe('open');
    expect((await patch({ state: 'closed' }, 2)).status).toBe(409);
  });

  it.each([
    ['an empty title', { title: ' ' }, 1, 422],
    ['another kind of state', { state: 'merged' }, 1, 422],
    ['a number nobody has', { title: 'x' }, 7, 404],
  ])('refuses to edit one with %s', async (_, fields, index, status) => {
    await push('golden-path/upgrade-2', 'README.md', '# New\n');
    await open();
    const response = await patch(fields, index);
    expect(response.status).toBe(status);
    expect(response.body.message).toMatch(/./);
  });

  it('keeps them over a restart', async () => {
    await push('golden-path/upgrade-2', 'README.md', '# New\n');
    await open();
    await t.stop();
    const again = await startTestForge({ dataDir: t.dataDir });
    try {
      const { body } = await request(again.url).get(`${API}/1`);
      expect(body).toMatchObject({ title: 'Upgrade to 2', state: 'open' });
    } finally {
      await again.stop();
    }
  });

  it('merges once when two ask at the same moment, and opens one for the same branches', async () => {
    await push('golden-path/upgrade-2', 'README.md', '# New\n');
    const opened = await Promise.all([open(), open(), open()]);
    expect(opened.map(r => r.status).sort()).toEqual([201, 409, 409]);
    const merged = await Promise.all([
      post(`${API}/1/merge`, { Do: 'merge' }),
      post(`${API}/1/merge`, { Do: 'merge' }),
    ]);
    expect(merged.map(r => r.status).sort()).toEqual([200, 409]);
  });

  it('names the files that conflict, on the page and in the answer, and leaves the branch alone', async () => {
    await push('golden-path/upgrade-2', 'README.md', '# New\n');
    await checkout('main');
    const base = await push('main', 'README.md', '# Other\n');
    expect((await open()).body).toMatchObject({ mergeable: false });
    const merge = await post(`${API}/1/merge`, { Do: 'merge' });
    expect(merge.status).toBe(409);
    expect(merge.body.message).toBe('The branches conflict in README.md');
    const page = await fetch(`${t.url}${PAGES}/pulls/1`);
    const document = parsePage(await page.text(), page.url);
    expect(document.querySelector('form')).toBeNull();
    expect(document.querySelector('[role=status]')?.textContent).toContain(
      'conflict in README.md',
    );
    const branch = await request(t.url).get(
      '/api/v1/repos/meridian/support-chat/branches/main',
    );
    expect(branch.body.commit.id).toBe(base);

    await gitCli(clone, 'push', '-q', 'origin', ':golden-path/upgrade-2');
    const gone = await post(`${API}/1/merge`, { Do: 'merge' });
    expect(gone.body.message).toContain("no branch 'golden-path/upgrade-2'");
    expect((await fetch(`${t.url}${PAGES}/pulls/1`)).status).toBe(200);
  });

  it.each([
    ['no title', { title: ' ' }, 422],
    ['a branch that is not there', { head: 'absent' }, 404],
    ['an option for a branch', { head: '--output=x' }, 422],
    ['a commit for a branch', { head: 'HEAD' }, 422],
    ['nothing to merge', { head: 'main' }, 422],
  ])('refuses to open one with %s', async (_, fields, status) => {
    await push('golden-path/upgrade-2', 'README.md', '# New\n');
    const response = await open(fields);
    expect(response.status).toBe(status);
    expect(response.body.message).toMatch(/./);
    const list = await request(t.url).get(`${API}?state=all`);
    expect(list.body).toEqual([]);
  });

  it('lets anybody read and the one account write, also in a browser and never from another site', async () => {
    const head = await push('golden-path/upgrade-2', 'README.md', '# New\n');
    const anonymous = await request(t.url).post(API).send({});
    expect(anonymous.status).toBe(401);
    await open();
    const url = `${t.url}${PAGES}/pulls/1`;
    const page = await fetch(url);
    expect(page.headers.get('content-security-policy')).toContain(
      "form-action 'self'",
    );
    const document = parsePage(await page.text(), url);
    const form = document.querySelector('form');
    expect(form?.action).toBe(`${url}/merge`);
    expect(form?.querySelector('button')?.textContent).toBe('Merge');
    const submit = (headers: Record<string, string>) =>
      fetch(`${url}/merge`, {
        method: 'POST',
        redirect: 'manual',
        headers,
        body: new URLSearchParams({ head }),
      });
    const Authorization = `Basic ${Buffer.from(
      `${username}:${password}`,
    ).toString('base64')}`;
    const asked = await submit({ Origin: t.url });
    expect(asked.status).toBe(401);
    expect(asked.headers.get('www-authenticate')).toMatch(/^Basic /);
    const foreign = await submit({
      Origin: 'http://elsewhere.example',
      Authorization,
    });
    expect(foreign.status).toBe(403);
    expect((await submit({ Authorization })).status).toBe(403);
    const merged = await submit({ Origin: t.url, Authorization });
    expect(merged.status).toBe(303);
    expect(merged.headers.get('location')).toBe(`${PAGES}/pulls/1`);
    const after = parsePage(await (await fetch(url)).text(), url);
    expect(after.querySelector('[role=status]')?.textContent).toMatch(
      /Merged\s+just now/,
    );
    expect(after.querySelector('form')).toBeNull();
    expect(after.querySelector('.diff')?.textContent).toContain('+# New');
  });

  it('shows what a branch adds, without what the other got meanwhile, and hostile text as text', async () => {
    await push('golden-path/upgrade-2', 'README.md', `${EVIL}\n`);
    await checkout('main');
    await push('main', 'deploy/endpoint.yaml', 'replicas: 2\n');
    await open({ title: EVIL });
    const compare = `${PAGES}/compare/main...golden-path/upgrade-2`;
    for (const address of [compare, `${PAGES}/pulls/1`, `${PAGES}/pulls`]) {
      const response = await fetch(`${t.url}${address}`);
      const text = await response.text();
      expect(await axeViolations(text)).toEqual([]);
      const document = parsePage(text, response.url);
      expect(document.querySelectorAll('img, [onerror]')).toHaveLength(0);
      if (address === `${PAGES}/pulls`) continue;
      const diff = document.querySelector('.diff')?.textContent;
      expect(diff).toContain(`+${EVIL}`);
      expect(diff).not.toContain('replicas');
      expect(document.querySelector('#commits')?.textContent).toBe('1 commit');
    }
    const repository = await (await fetch(`${t.url}${PAGES}`)).text();
    expect(repository).toContain('1 pull request<');
  });

  it.each([
    ['/compare/main', 404],
    ['/compare/main...absent', 404],
    ['/compare/main...--output=x', 404],
    ['/pulls/0', 404],
    ['/pulls/7', 404],
    ['/pulls/1e3', 404],
  ])('does not find %s', async (address, status) => {
    const response = await fetch(`${t.url}${PAGES}${address}`);
    expect(response.status).toBe(status);
  });
});
