import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { errorCode } from '../errorCode';

/** Options of one call of git. */
export type GitCall = {
  /** The bare repository the call is about. */
  gitDir?: string;
  /** Written to standard input. */
  input?: string | Buffer;
  /** Added to the environment. */
  env?: NodeJS.ProcessEnv;
  /** More output than this ends the call. Default 32 MiB. */
  maxBytes?: number;
};

/** git ended with another status than 0. */
export class GitFailure extends Error {
  readonly name = 'GitFailure';

  constructor(
    command: string,
    readonly code: number | null,
    stderr: string,
    /** What it wrote before it ended. */
    readonly stdout: Buffer,
  ) {
    super(
      `git ${command} ended with ${code}: ${stderr.trim() || 'no message'}`,
    );
  }
}

const MAX_BYTES = 32 * 1024 * 1024;
const MAX_MESSAGE = 4_000;

/** What git on this machine needs to be told; nothing of the user's own configuration is read. */
function environment(searchPath: string): NodeJS.ProcessEnv {
  return {
    PATH: searchPath,
    // Windows' sockets do not work without it.
    ...(process.env.SystemRoot && { SystemRoot: process.env.SystemRoot }),
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: process.platform === 'win32' ? 'NUL' : '/dev/null',
    // The data folder may belong to another account (a mounted volume); its content is ours.
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'safe.directory',
    GIT_CONFIG_VALUE_0: '*',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_TERMINAL_PROMPT: '0',
  };
}

/** The git of this machine, called without a shell. */
export class Git {
  /**
   * Finds git and its `http-backend` program.
   *
   * @throws Error with one sentence when either is missing
   */
  static async locate(
    searchPath: string = process.env.PATH ?? '',
  ): Promise<Git> {
    const git = new Git(environment(searchPath));
    let programs: string;
    try {
      programs = (await git.run(['--exec-path'])).toString('utf8').trim();
    } catch (error) {
      if (errorCode(error) === 'ENOENT') {
        throw new Error(
          'The sandbox forge needs git, which is not on the PATH: install git and start again',
          { cause: error },
        );
      }
      throw error;
    }
    const suffix = process.platform === 'win32' ? '.exe' : '';
    try {
      await access(join(programs, `git-http-backend${suffix}`));
    } catch (error) {
      throw new Error(
        `The sandbox forge needs git's http-backend program, which is not in ${programs}: install the full git package`,
        { cause: error },
      );
    }
    return git;
  }

  readonly #environment: NodeJS.ProcessEnv;

  private constructor(env: NodeJS.ProcessEnv) {
    this.#environment = env;
  }

  /** Starts git and leaves its streams to the caller. */
  start(
    args: string[],
    options: { gitDir?: string; env?: NodeJS.ProcessEnv } = {},
  ): ChildProcessWithoutNullStreams {
    return spawn(
      'git',
      options.gitDir ? [`--git-dir=${options.gitDir}`, ...args] : args,
      {
        env: { ...this.#environment, ...options.env },
        stdio: ['pipe', 'pipe', 'pipe'],
      },
    );
  }

  /**
   * Runs git to its end and answers what it wrote.
   *
   * @throws GitFailure when it ends with another status than 0
   */
  async run(args: string[], call: GitCall = {}): Promise<Buffer> {
    const child = this.start(args, {
      gitDir: call.gitDir,
      env: call.env,
    });
    const maxBytes = call.maxBytes ?? MAX_BYTES;
    const chunks: Buffer[] = [];
    let size = 0;
    let tooMuch = false;
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) {
        tooMuch = true;
        child.kill();
      } else {
        chunks.push(chunk);
      }
    });
    const message = text(child.stderr);
    // A process that ends before it has read everything closes the pipe; its status says why.
    child.stdin.on('error', () => undefined);
    child.stdin.end(call.input);
    const code = await exitCode(child);
    if (tooMuch) {
      throw new Error(`git ${args[0]} wrote more than ${maxBytes} bytes`);
    }
    if (code !== 0) {
      const tail = (await message).slice(-MAX_MESSAGE);
      throw new GitFailure(args[0] ?? '', code, tail, Buffer.concat(chunks));
    }
    return Buffer.concat(chunks);
  }
}

/** Waits until a process has ended and its output is read. */
export function exitCode(
  child: ChildProcessWithoutNullStreams,
): Promise<number | null> {
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', done);
  });
}
