// What the scripts share. Node's own modules only: this runs before anything is installed.
import { spawn } from 'node:child_process';
import { createServer, connect } from 'node:net';
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Runs TypeScript through the transform that Backstage's own CLI uses. */
export const nodeTransform = resolve(
  root,
  'node_modules/@backstage/cli-node/config/nodeTransform.cjs',
);
/** Node's options for a TypeScript program that must not outlive whoever started it. */
export const serviceOptions = [
  '--enable-source-maps',
  '--require',
  resolve(root, 'scripts/exitWithParent.cjs'),
  '--require',
  nodeTransform,
];
export const sandboxCli = resolve(root, 'packages/sandbox/src/cli.ts');

/** A failure whose message is all that a person needs: printed as one sentence, exit code 1. */
export class Refusal extends Error {}

export async function main(run) {
  try {
    await run();
  } catch (error) {
    console.error(
      error instanceof Refusal ? `\n${error.message}` : error?.stack ?? error,
    );
    process.exit(1);
  }
}

export async function isPortFree(port) {
  for (const host of ['127.0.0.1', '::1']) {
    const answered = await new Promise(done => {
      const socket = connect({ port, host });
      socket.once('connect', () => {
        socket.destroy();
        done(true);
      });
      socket.once('error', () => done(false));
    });
    if (answered) return false;
  }
  return new Promise(done => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
  });
}

/** A base such that it and the `count - 1` ports after it are free. */
export async function freePortBase(count, from = 17_000) {
  for (let base = from; base + count < 60_000; base += count) {
    const free = await Promise.all(
      Array.from({ length: count }, (_, i) => isPortFree(base + i)),
    );
    if (free.every(Boolean)) return base;
  }
  throw new Refusal(
    `No ${count} free ports in a row were found on this machine.`,
  );
}

/** Runs a program to its end and gives its exit code; output goes to ours unless told otherwise. */
export function exec(command, args, options = {}) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: 'inherit',
      ...options,
    });
    child.once('error', fail);
    child.once('exit', (code, signal) => done(code ?? (signal ? 1 : 0)));
  });
}

/** Like {@link exec}, and gives what was printed. */
export async function capture(command, args, options = {}) {
  let output = '';
  const code = await new Promise((done, fail) => {
    const child = spawn(command, args, {
      cwd: root,
      ...options,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.on('data', chunk => {
      output += chunk;
      options.onData?.(chunk);
    });
    child.stderr.on('data', chunk => {
      output += chunk;
      options.onData?.(chunk);
    });
    child.once('error', fail);
    child.once('exit', (exitCode, signal) =>
      done(exitCode ?? (signal ? 1 : 0)),
    );
  });
  return { code, output };
}

/**
 * Starts a long-running program in a process group of its own. `ready` looks at each line it prints and gives
 * anything but undefined when it is up.
 */
export function start(
  command,
  args,
  { name, cwd = root, env, ready, onLine, timeoutMs = 120_000 },
) {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env, EXIT_WITH_PARENT: '1' },
    // Nothing is written to it: its end tells the program that we are gone.
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const tail = [];
  let ended = false;
  const exited = new Promise(done => {
    child.once('exit', (code, signal) => {
      ended = true;
      done(code ?? signal);
    });
  });
  const up = new Promise((done, fail) => {
    const timer = setTimeout(
      () =>
        fail(
          new Refusal(
            `${name} did not start within ${timeoutMs / 1000} s:\n${tail.join(
              '\n',
            )}`,
          ),
        ),
      timeoutMs,
    );
    child.once('error', fail);
    exited.then(code => {
      clearTimeout(timer);
      fail(new Refusal(`${name} stopped (${code}):\n${tail.join('\n')}`));
    });
    let rest = '';
    const read = chunk => {
      rest += chunk;
      const lines = rest.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        tail.push(line);
        if (tail.length > 40) tail.shift();
        onLine?.(line);
        const answer = ready?.(line);
        if (answer !== undefined) {
          clearTimeout(timer);
          done(answer);
        }
      }
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
  });
  up.catch(() => undefined);
  const signal = what => {
    try {
      process.kill(-child.pid, what);
    } catch {
      // Already gone.
    }
  };
  async function stop(graceMs = 10_000) {
    if (ended) return;
    signal('SIGTERM');
    const timer = setTimeout(() => signal('SIGKILL'), graceMs);
    await exited;
    clearTimeout(timer);
  }
  return { child, up, exited, stop, tail };
}

function runTypeScript(file, args, options) {
  if (!existsSync(nodeTransform)) {
    throw new Refusal(
      'Packages are not installed yet: run `npm start` or `npm test` once.',
    );
  }
  return start(process.execPath, [...serviceOptions, file, ...args], options);
}

export function runSandboxCli(args, options) {
  return runTypeScript(sandboxCli, args, options);
}

/** A throwaway PostgreSQL server; `up` gives its connection string. */
export function runPostgres(port) {
  return runTypeScript(
    resolve(root, 'packages/sandbox/src/postgresCli.ts'),
    ['--port', String(port)],
    {
      name: 'PostgreSQL',
      ready: line => line.match(/^postgresql:\/\/\S+/)?.[0],
    },
  );
}

/** Waits until a URL answers 2xx. */
export async function untilOk(url, timeoutMs, isOver = () => false) {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    if (isOver()) return false;
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
      await response.body?.cancel();
      if (response.ok) return true;
    } catch {
      // Not yet.
    }
    if (Date.now() > deadline) return false;
    await new Promise(done => setTimeout(done, 100));
  }
}
