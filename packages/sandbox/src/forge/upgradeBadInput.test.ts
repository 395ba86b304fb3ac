import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import type { Response } from 'express';
import { startUpgrades, type Upgrades, v1, v2 } from './__testUtils__/upgrades';

/** A pack without end, as git's side band carries it. */
function* endlessPack() {
  const packet = Buffer.alloc(65_520, 1);
  packet.write('fff0');
  yield Buffer.from('0008NAK\n');
  while (true) {
    yield packet;
  }
}

let t: Upgrades;
let answerClones: ((res: Response) => void) | undefined;
beforeEach(async () => {
  answerClones = undefined;
  t = await startUpgrades({
    front: (req, res, next) => {
      if (req.path.startsWith('/meridian/moved.git/')) {
        res.redirect(307, '/elsewhere');
      } else if (answerClones && req.path.endsWith('/git-upload-pack')) {
        answerClones(res);
      } else {
        next();
      }
    },
  });
});
afterEach(() => t.remove());

it('refuses a repository that the template did not begin', async () => {
  await t.create({ 'README.md': 'Mine.\n' });
  await t.edit(v1);
  await expect(t.run('1.1.0', v2)).rejects.toThrow(
    'does not begin with what the template wrote',
  );
});

it('refuses a workspace without the rendering, for merging it would remove everything', async () => {
  await t.create(v1);
  await expect(t.run('1.1.0', { 'README.md': 'x' })).rejects.toThrow(
    'has not been rendered',
  );
  await expect(t.run('1.1.0', v1)).rejects.toThrow(
    'does not hold version 1.1.0',
  );
});

it('refuses a rendering with something in it that git cannot keep', async () => {
  await t.create(v1);
  const prepare = (folder: string) =>
    promisify(execFile)('mkfifo', [join(folder, 'pipe')]);
  await expect(t.run('1.1.0', v2, { prepare })).rejects.toThrow(
    "'pipe', which is no file, folder or link",
  );
});

it('follows no redirect with its credentials', async () => {
  await expect(t.run('1.1.0', v2, { repo: 'moved' })).rejects.toThrow(
    'redirects git to another address',
  );
});

it('says what is wrong when the repository is not there', async () => {
  await expect(t.run('1.1.0', v2, { repo: 'gone' })).rejects.toThrow(
    `${t.url}/meridian/gone.git could not be cloned`,
  );
});

it('stops a clone that is larger than what is taken, and names the limit', async () => {
  await t.create(v1);
  let hungUp: Promise<unknown> | undefined;
  answerClones = res => {
    const pack = Readable.from(endlessPack());
    hungUp = new Promise(done => {
      res.once('close', () => done(pack.destroy()));
    });
    pack.pipe(res);
  };
  await expect(t.run('1.1.0', v2)).rejects.toThrow(
    'sends more than 256 MB for this repository',
  );
  await hungUp;
});

it.each([
  ['too large', `parameters: ${'x'.repeat(128_000)}\n`, 'may have 128 kB'],
  [
    'made of aliases without end',
    `a: &a [${'x, '.repeat(99)}]\nb: &b [${'*a, '.repeat(99)}]\nc: [*b, *b]\n`,
    'is not YAML that can be read',
  ],
])('refuses stored parameters that are %s', async (_, text, sentence) => {
  await t.create(v1);
  await t.edit({ '.goldenpath/parameters.yaml': text });
  await expect(t.run('1.1.0', v2)).rejects.toThrow(sentence);
  expect(await t.branches()).toBe('');
});
