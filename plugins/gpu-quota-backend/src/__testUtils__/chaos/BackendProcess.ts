import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';
import { waitUntil } from './waitUntil';

const PORTAL = resolvePackagePath(
  '@golden-path/plugin-gpu-quota-backend',
  'src/__testUtils__/chaos/portal.ts',
);
const START_TIMEOUT_MS = 120_000;
const KEPT_LINES = 20;
const KEPT_CHARACTERS = 300;

/** A port nobody listens on at this moment. */
async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        resolve(typeof address === 'object' && address ? address.port : 0),
      );
    });
  });
}

/** The backend under test: a process that is killed and started again, always at the same address. */
export class BackendProcess {
  static async create(options: { receiverUrl: string; config: JsonObject }) {
    return new BackendProcess(await freePort(), options);
  }

  readonly #port: number;
  readonly #options: { receiverUrl: string; config: JsonObject };
  readonly #lastLines: string[] = [];
  #child: ChildProcess | undefined;
  /** Times the process ended without being told to. */
  crashes = 0;

  private constructor(
    port: number,
    options: { receiverUrl: string; config: JsonObject },
  ) {
    this.#port = port;
    this.#options = options;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** What it said last, for a report of what went wrong. */
  get lastLines(): readonly string[] {
    return this.#lastLines;
  }

  /** Starts it and waits until it answers. */
  async start(): Promise<void> {
    const child = spawn(
      process.execPath,
      [
        '--enable-source-maps',
        '--require',
        require.resolve('@backstage/cli-node/config/nodeTransform.cjs'),
        PORTAL,
        JSON.stringify({
          receiverUrl: this.#options.receiverUrl,
          config: {
            ...this.#options.config,
            app: { baseUrl: this.url },
            backend: {
              ...Object(this.#options.config.backend),
              baseUrl: this.url,
              listen: { host: '127.0.0.1', port: this.#port },
            },
          },
        }),
      ],
      {
        env: { ...process.env, NODE_ENV: 'production', LOG_LEVEL: 'warn' },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', chunk => this.#remember(chunk));
    }
    child.once('exit', () => {
      // Still ours: nobody killed or stopped it.
      if (this.#child === child) {
        this.#child = undefined;
        this.crashes += 1;
      }
    });
    await waitUntil('the backend answers', START_TIMEOUT_MS, async () => {
      if (this.#child !== child) {
        throw new Error(
          `The backend ended while it started:\n${this.#lastLines.join('\n')}`,
        );
      }
      const response = await fetch(
        `${this.url}/.backstage/health/v1/readiness`,
      ).catch(() => undefined);
      return response?.ok === true;
    });
  }

  /** Ends it at once, in the middle of whatever it does. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Asks it to end, and waits. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise(resolve => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  #remember(chunk: string): void {
    const lines = chunk.split('\n').filter(line => line !== '');
    this.#lastLines.push(...lines.map(line => line.slice(0, KEPT_CHARACTERS)));
    this.#lastLines.splice(0, this.#lastLines.length - KEPT_LINES);
  }
}
