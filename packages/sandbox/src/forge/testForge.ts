import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import express, { type RequestHandler } from 'express';
import { createForge, type Forge, type PushEvent, type PushListener } from '.';

/** The account that may write, in tests. */
export const CREDENTIALS = { username: 'portal', password: 'sandbox-forge' };

/** When tests take place. */
export const NOW = Date.UTC(2026, 10, 23, 9, 30);

/** A forge that listens on a free port of loopback. */
export type TestForge = {
  forge: Forge;
  url: string;
  host: string;
  pushes: PushEvent[];
  /** What the forge reported; a test that expects some takes them out. */
  errors: Error[];
  /** A folder to clone into. */
  workDir: string;
  dataDir: string;
  /** Stops listening; keeps the data. */
  stop(): Promise<void>;
  /** Stops and removes everything; fails when the forge reported an error. */
  remove(): Promise<void>;
};

/** Starts a forge in a temporary folder, or in a given one. */
export async function startTestForge(
  options: {
    dataDir?: string;
    onPush?: PushListener;
    /** Answers before the forge does. */
    front?: RequestHandler;
  } = {},
): Promise<TestForge> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'forge-')));
  const workDir = await mkdtemp(join(tmpdir(), 'forge-work-'));
  const app = express();
  const server = createServer(app);
  await new Promise<void>(done => {
    server.listen(0, '127.0.0.1', done);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('The test server has no port');
  }
  const host = `localhost:${address.port}`;
  const url = `http://${host}`;
  const pushes: PushEvent[] = [];
  const errors: Error[] = [];
  const forge = await createForge({
    dataDir,
    baseUrl: `${url}/`,
    now: () => NOW,
    credentials: CREDENTIALS,
    onError: error => errors.push(error),
    onPush: async event => {
      pushes.push(event);
      await options.onPush?.(event);
    },
  });
  if (options.front) app.use(options.front);
  app.use(forge.router);
  const stop = async () => {
    server.closeAllConnections();
    await new Promise<void>(done => {
      server.close(() => done());
    });
  };
  return {
    forge,
    url,
    host,
    pushes,
    errors,
    workDir,
    dataDir,
    stop,
    async remove() {
      await stop();
      await rm(workDir, { recursive: true, force: true });
      await rm(dataDir, { recursive: true, force: true });
      if (errors.length > 0) throw new AggregateError(errors);
    },
  };
}

const run = promisify(execFile);

/** Runs the git of this machine as a user would, without the user's own configuration. */
export async function gitCli(cwd: string, ...args: string[]): Promise<string> {
  const { stdout } = await run('git', args, {
    cwd,
    env: {
      PATH: process.env.PATH,
      HOME: cwd,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
      GIT_AUTHOR_NAME: 'Mia Chen',
      GIT_AUTHOR_EMAIL: 'mia.chen@meridian.example',
      GIT_COMMITTER_NAME: 'Mia Chen',
      GIT_COMMITTER_EMAIL: 'mia.chen@meridian.example',
    },
  });
  return stdout;
}

/** An address with the account that may write. */
export function withCredentials(url: string): string {
  const address = new URL(url);
  address.username = CREDENTIALS.username;
  address.password = CREDENTIALS.password;
  return address.toString();
}
