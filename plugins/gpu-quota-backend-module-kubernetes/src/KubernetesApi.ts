import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { CustomErrorBase, ForwardedError } from '@backstage/errors';
import type { ClusterConfig } from './readClusters';

/** Kubernetes answered, but not with what was asked for. */
export class KubernetesApiError extends CustomErrorBase {
  name = 'KubernetesApiError' as const;
  readonly statusCode: number;

  constructor(statusCode: number, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 1024 * 1024;
const FIELD_MANAGER = 'golden-path';

type Answer = { status: number; text: string };

/**
 * The two calls the sink makes to one API server. Written on node's own client: `@kubernetes/client-node` is published
 * as ES modules only, which neither the CommonJS output of backend packages nor jest loads on every supported Node,
 * and `fetch` takes no certificate authority. Redirects are not followed.
 */
export class KubernetesApi {
  readonly #cluster: ClusterConfig;

  constructor(cluster: ClusterConfig) {
    this.#cluster = cluster;
  }

  /** Whether an object exists. */
  async exists(path: string): Promise<boolean> {
    const answer = await this.#send('GET', path);
    if (answer.status === 404) return false;
    assertOk(answer, `reading ${path}`);
    return true;
  }

  /** Server-side apply: makes the fields that the manifest names what it says, and leaves all others. */
  async apply(path: string, manifest: object): Promise<void> {
    const answer = await this.#send(
      'PATCH',
      `${path}?fieldManager=${FIELD_MANAGER}&force=true`,
      manifest,
    );
    assertOk(answer, `writing ${path}`);
  }

  async #send(method: string, path: string, body?: object): Promise<Answer> {
    const { url, ca, skipTLSVerify, serviceAccountToken, name } = this.#cluster;
    const target = new URL(`${url.pathname.replace(/\/$/, '')}${path}`, url);
    // JSON is YAML; a server that knows server-side apply takes it under this type.
    const payload = body && JSON.stringify(body);
    const options = {
      method,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        Accept: 'application/json',
        ...(serviceAccountToken && {
          Authorization: `Bearer ${serviceAccountToken}`,
        }),
        ...(payload && {
          'Content-Type': 'application/apply-patch+yaml',
          'Content-Length': Buffer.byteLength(payload),
        }),
      },
    };
    try {
      return await new Promise<Answer>((resolve, reject) => {
        const onAnswer = (
          response: NodeJS.ReadableStream & { statusCode?: number },
        ) => {
          const chunks: Buffer[] = [];
          let size = 0;
          response.on('data', (chunk: Buffer) => {
            size += chunk.length;
            if (size <= MAX_ANSWER_BYTES) chunks.push(chunk);
          });
          response.on('error', reject);
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              text: Buffer.concat(chunks).toString('utf8'),
            }),
          );
        };
        const call =
          target.protocol === 'https:'
            ? httpsRequest(
                target,
                { ...options, ca, rejectUnauthorized: !skipTLSVerify },
                onAnswer,
              )
            : httpRequest(target, options, onAnswer);
        call.on('error', reject);
        call.end(payload);
      });
    } catch (error) {
      throw new ForwardedError(`Cluster ${name} does not answer`, error);
    }
  }
}

function assertOk(answer: Answer, what: string): void {
  if (answer.status >= 200 && answer.status < 300) return;
  throw new KubernetesApiError(
    answer.status,
    `${what} was answered with ${answer.status}: ${reasonIn(answer.text)}`,
  );
}

/** The sentence of a Kubernetes `Status`, or the beginning of whatever came instead. */
function reasonIn(text: string): string {
  try {
    const status: unknown = JSON.parse(text);
    if (
      typeof status === 'object' &&
      status !== null &&
      'message' in status &&
      typeof status.message === 'string'
    ) {
      return status.message;
    }
  } catch (error) {
    // A proxy's page rather than a Status: show how it begins.
    if (!(error instanceof SyntaxError)) throw error;
  }
  return text.slice(0, 200) || 'no reason given';
}
