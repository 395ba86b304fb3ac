import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { exitCode, type Git } from './Git';

/** One request for `git http-backend`, made of checked parts only. */
export type HttpBackendRequest = {
  method: 'GET' | 'POST';
  /** The folder that holds every repository. */
  root: string;
  /** The repository's folder below it. */
  folder: string;
  endpoint: 'info/refs' | GitService;
  service: GitService;
  /** Set when the caller has proven who they are; only then does the program accept a push. */
  user?: string;
  contentType?: string;
  /** The `Git-Protocol` header. */
  protocol?: string;
  body: Buffer;
};

/** The two halves of git over HTTP: reading and writing. */
export type GitService = 'git-upload-pack' | 'git-receive-pack';

/** What the program answered; the body is still being written. */
export type HttpBackendResponse = {
  status: number;
  headers: [name: string, value: string][];
  body: Readable;
  /** Waits until the program has ended; rejects when it failed. */
  finished: Promise<void>;
  abort(): void;
};

const TIME_LIMIT_MS = 120_000;
const PROTOCOL = /^version=[0-9]$/;
const END_OF_HEAD = /\r?\n\r?\n/;

function parseHead(
  head: string,
): Pick<HttpBackendResponse, 'status' | 'headers'> {
  let status = 200;
  const headers: [string, string][] = [];
  for (const line of head.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const name = line.slice(0, colon).trim();
    const value = line.slice(colon + 1).trim();
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10);
    else headers.push([name, value]);
  }
  return { status, headers };
}

/** Splits a CGI program's output at the empty line after its headers. */
async function split(
  output: AsyncIterator<Buffer>,
): Promise<{ head: string; body: AsyncGenerator<Buffer> }> {
  let collected = Buffer.alloc(0);
  for (;;) {
    const { done, value } = await output.next();
    if (done) throw new Error('git http-backend ended without an answer');
    collected = Buffer.concat([collected, value]);
    const end = END_OF_HEAD.exec(collected.toString('latin1'));
    if (!end) continue;
    const first = collected.subarray(end.index + end[0].length);
    return {
      head: collected.subarray(0, end.index).toString('latin1'),
      body: (async function* rest() {
        if (first.length > 0) yield first;
        for (;;) {
          const next = await output.next();
          if (next.done) return;
          yield next.value;
        }
      })(),
    };
  }
}

/** Answers a request of git's smart HTTP protocol with the CGI program that git itself ships for it. */
export async function httpBackend(
  git: Git,
  request: HttpBackendRequest,
): Promise<HttpBackendResponse> {
  const child = git.start(['http-backend'], {
    env: {
      GIT_PROJECT_ROOT: request.root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: `/${request.folder}/${request.endpoint}`,
      QUERY_STRING:
        request.endpoint === 'info/refs' ? `service=${request.service}` : '',
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.contentType ?? '',
      CONTENT_LENGTH: String(request.body.length),
      REMOTE_ADDR: '127.0.0.1',
      ...(request.user && { REMOTE_USER: request.user }),
      ...(request.protocol &&
        PROTOCOL.test(request.protocol) && { GIT_PROTOCOL: request.protocol }),
    },
  });
  const limit = setTimeout(() => child.kill(), TIME_LIMIT_MS);
  const message = text(child.stderr);
  const finished = exitCode(child)
    .then(async code => {
      if (code !== 0) {
        throw new Error(
          `git http-backend ended with ${code}: ${(await message).trim()}`,
        );
      }
    })
    .finally(() => clearTimeout(limit));
  // Looked at by the caller; until then a failure is not an unhandled one.
  finished.catch(() => undefined);
  child.stdin.on('error', () => undefined);
  child.stdin.end(request.body);

  let parts: Awaited<ReturnType<typeof split>>;
  try {
    parts = await split(child.stdout[Symbol.asyncIterator]());
  } catch (error) {
    await finished;
    throw error;
  }
  return {
    ...parseHead(parts.head),
    body: Readable.from(parts.body),
    finished,
    abort: () => child.kill(),
  };
}
