import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The sandbox's forge, as the account of the portal. */
const forge = `http://portal:sandbox-forge@localhost:${
  Number(process.env.E2E_SANDBOX_PORT_BASE) + 1
}`;

/** A clone of an endpoint's repository, as somebody in its team has it. */
export type Clone = {
  git(...args: string[]): Promise<string>;
  /** Rewrites a file. */
  edit(path: string, change: (text: string) => string): Promise<void>;
  remove(): Promise<void>;
};

/** Clones an endpoint's repository from the sandbox's forge. */
export async function clone(name: string): Promise<Clone> {
  const dir = await mkdtemp(join(tmpdir(), 'e2e-clone-'));
  const person = { name: 'Mia Chen', email: 'mia.chen@meridian.example' };
  const git = async (...args: string[]) => {
    const { stdout } = await run('git', args, {
      cwd: dir,
      env: {
        PATH: process.env.PATH,
        HOME: dir,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_TERMINAL_PROMPT: '0',
        GIT_AUTHOR_NAME: person.name,
        GIT_AUTHOR_EMAIL: person.email,
        GIT_COMMITTER_NAME: person.name,
        GIT_COMMITTER_EMAIL: person.email,
      },
    });
    return stdout;
  };
  await git('clone', '--quiet', `${forge}/meridian/${name}.git`, '.');
  return {
    git,
    async edit(path, change) {
      const file = join(dir, path);
      await writeFile(file, change(await readFile(file, 'utf8')));
    },
    remove: () => rm(dir, { recursive: true, force: true }),
  };
}
