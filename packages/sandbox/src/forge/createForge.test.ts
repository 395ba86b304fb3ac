import { NotFoundError } from '@backstage/errors';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createForge } from '.';
import {
  CREDENTIALS,
  gitCli,
  NOW,
  startTestForge,
  type TestForge,
  withCredentials,
} from './testForge';

const AUTHOR = { name: 'Zoë 陳', email: 'zoe@meridian.example' };
const FILES = new Map(
  [
    ['catalog-info.yaml', 'title: Übersicht – 模型\n'],
    ['deploy/endpoint.yaml', 'replicas: 1\n'],
    ['odd "name" \\& [x]*.txt', 'odd\n'],
  ].map(([path, text]) => [path.replace('\\', ''), text]),
);

const create = (t: TestForge, name: string) =>
  t.forge.createRepository('meridian', name, FILES, {
    message: 'Serve a model\n\nWith care.',
    author: AUTHOR,
  });

describe('a forge', () => {
  let t: TestForge;
  beforeEach(async () => {
    t = await startTestForge();
  });
  afterEach(() => t.remove());

  it('creates a repository whose files, author and time can be read back, and tells the listener', async () => {
    await create(t, 'support-chat');

    expect(await t.forge.readFiles('meridian', 'support-chat', 'main')).toEqual(
      FILES,
    );
    expect(await t.forge.hasRepository('meridian', 'Support-Chat')).toBe(true);
    expect(await t.forge.hasRepository('meridian', 'other')).toBe(false);
    expect(await t.forge.listRepositories()).toEqual([
      {
        owner: 'meridian',
        name: 'support-chat',
        description: '',
        createdAt: NOW,
      },
    ]);
    expect(t.pushes).toEqual([
      expect.objectContaining({
        owner: 'meridian',
        repo: 'support-chat',
        branch: 'main',
        files: FILES,
      }),
    ]);

    await gitCli(
      t.workDir,
      'clone',
      '-q',
      `${t.url}/meridian/support-chat.git`,
      'clone',
    );
    const log = await gitCli(
      join(t.workDir, 'clone'),
      'log',
      '--format=%H|%an|%ae|%at|%B',
    );
    expect(log.trim()).toBe(
      `${t.pushes[0].commit}|Zoë 陳|zoe@meridian.example|${
        NOW / 1000
      }|Serve a model\n\nWith care.`,
    );
  });

  it('creates whole or not at all, and each name once, also when two ask at the same moment', async () => {
    const results = await Promise.allSettled([
      create(t, 'Twice'),
      create(t, 'twice'),
      create(t, 'TWICE'),
    ]);
    expect(results.map(r => r.status).sort()).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
    ]);
    expect(results.find(r => r.status === 'rejected')).toMatchObject({
      reason: { name: 'ConflictError' },
    });

    const bad = t.forge.createRepository(
      'meridian',
      'bad',
      [['../../escape', 'x']],
      { message: 'x', author: AUTHOR },
    );
    await expect(bad).rejects.toThrow(
      "'../../escape' is not a path inside a repository",
    );
    const forged = t.forge.createRepository('meridian', 'bad', [], {
      message: 'x',
      author: { name: 'a> 0 +0000\ncommit refs/heads/x', email: 'a' },
    });
    await expect(forged).rejects.toThrow('An author needs a name and an email');
    expect(await t.forge.hasRepository('meridian', 'bad')).toBe(false);
    await expect(
      t.forge.createRepository('nobody', 'x', [], {
        message: 'x',
        author: AUTHOR,
      }),
    ).rejects.toThrow(NotFoundError);
  });

  it('takes a push with credentials only, and tells the listener what moved before it answers', async () => {
    await create(t, 'reply-drafts');
    const remote = `${t.url}/meridian/reply-drafts.git`;
    const clone = join(t.workDir, 'clone');
    await gitCli(t.workDir, 'clone', '-q', remote, clone);
    await writeFile(join(clone, 'deploy', 'endpoint.yaml'), 'replicas: 2\n');
    await writeFile(join(clone, 'weights.bin'), Buffer.from([0, 255, 1]));
    await gitCli(clone, 'add', '.');
    await gitCli(clone, 'commit', '-qm', 'Two replicas');
    await gitCli(clone, 'branch', 'feature/more');

    await expect(gitCli(clone, 'push', '-q', 'origin', 'main')).rejects.toThrow(
      /could not read Username|Authentication failed/,
    );
    const wrong = remote.replace('//', '//portal:guess@');
    await expect(gitCli(clone, 'push', '-q', wrong, 'main')).rejects.toThrow(
      'Authentication failed',
    );
    expect(t.pushes).toHaveLength(1);

    await gitCli(
      clone,
      'push',
      '-q',
      withCredentials(remote),
      'main',
      'feature/more',
    );
    const head = (await gitCli(clone, 'rev-parse', 'HEAD')).trim();
    expect(
      t.pushes.slice(1).map(({ branch, commit }) => [branch, commit]),
    ).toEqual([
      ['feature/more', head],
      ['main', head],
    ]);
    expect(t.pushes[2].files.get('deploy/endpoint.yaml')).toBe('replicas: 2\n');
    expect(t.pushes[2].files.has('weights.bin')).toBe(false);

    await gitCli(clone, 'push', '-q', withCredentials(remote), 'main');
    expect(t.pushes).toHaveLength(3);
  });

  it('refuses a push whose tree would escape a checkout', async () => {
    await create(t, 'target');
    const local = join(t.workDir, 'local');
    await mkdir(local);
    await gitCli(local, 'init', '-q', '-b', 'main');
    await writeFile(join(local, 'hook'), 'x');
    const blob = (await gitCli(local, 'hash-object', '-w', 'hook')).trim();
    await writeFile(
      join(local, 'tree'),
      Buffer.concat([Buffer.from('100644 ..\0'), Buffer.from(blob, 'hex')]),
    );
    const tree = (
      await gitCli(
        local,
        'hash-object',
        '-w',
        '-t',
        'tree',
        '--literally',
        'tree',
      )
    ).trim();
    const commit = (await gitCli(local, 'commit-tree', '-m', 'x', tree)).trim();
    await gitCli(local, 'update-ref', 'refs/heads/evil', commit);
    const push = gitCli(
      local,
      'push',
      '-q',
      withCredentials(`${t.url}/meridian/target.git`),
      'evil',
    );
    await expect(push).rejects.toThrow(/hasDotdot/);
    expect(t.pushes).toHaveLength(1);
  });

  it('speaks to the same repositories after a restart, and tells the listener about each again', async () => {
    await create(t, 'one');
    await create(t, 'two');
    await t.stop();
    const again = await startTestForge({ dataDir: t.dataDir });
    try {
      expect(again.pushes).toEqual(t.pushes);
      await gitCli(
        again.workDir,
        'clone',
        '-q',
        `${again.url}/meridian/one.git`,
      );
    } finally {
      await again.remove();
    }
  });
});

describe('a forge whose listener fails', () => {
  it('keeps the push and reports the failure', async () => {
    const t = await startTestForge({
      onPush: () => {
        throw new Error('the cluster is away');
      },
    });
    try {
      await create(t, 'support-chat');
      expect(await t.forge.hasRepository('meridian', 'support-chat')).toBe(
        true,
      );
      expect(t.errors.splice(0)).toEqual([
        expect.objectContaining({
          message: 'A push to meridian/support-chat (main) was not handled',
          cause: expect.objectContaining({ message: 'the cluster is away' }),
        }),
      ]);
    } finally {
      await t.remove();
    }
  });
});

describe('a machine without git', () => {
  it('is told what is missing', async () => {
    const start = createForge({
      dataDir: '/nonexistent',
      baseUrl: 'http://localhost',
      now: () => NOW,
      credentials: CREDENTIALS,
      onPush: () => undefined,
      searchPath: '/nonexistent',
    });
    await expect(start).rejects.toThrow(
      'The sandbox forge needs git, which is not on the PATH',
    );
  });
});
