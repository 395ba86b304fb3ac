import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { CustomErrorBase, ServiceUnavailableError } from '@backstage/errors';
import { z } from 'zod';
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

const TIMEOUT_MS = 5_000;
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
/** Objects per page of a list. */
const PAGE_SIZE = 250;
const FIELD_MANAGER = 'golden-path';

type Answer = { status: number; text: string };

/**
 * The calls the sink makes to one API server. Written on node's own client: `@kubernetes/client-node` is published
 * as ES modules only, which neither the CommonJS output of backend packages nor jest loads on every supported Node,
 * and `fetch` takes no certificate authority. Redirects are not followed. Every call throws a ServiceUnavailableError
 * when the server does not answer.
 */
export class KubernetesApi {
  readonly #cluster: ClusterConfig;

  constructor(cluster: ClusterConfig) {
    this.#cluster = cluster;
  }

  /** Whether there is something at a path. */
  async exists(path: string): Promise<boolean> {
    return (await this.get(path, z.unknown())) !== undefined;
  }

  /** An object, undefined when there is none. */
  async get<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
    const answer = await this.#send('GET', path);
    if (answer.status === 404) return undefined;
    assertOk(answer, `reading ${path}`);
    return parseAnswer(answer.text, schema, path);
  }

  /** Every object of a collection, read a page at a time; empty where the collection does not exist. */
  async list<T>(path: string, item: z.ZodType<T>): Promise<T[]> {
    const page = z.object({
      metadata: z.object({ continue: z.string().optional() }).optional(),
      items: z.array(item),
    });
    const items: T[] = [];
    let next = '';
    do {
      const query = new URLSearchParams({
        limit: String(PAGE_SIZE),
        ...(next && { continue: next }),
      });
      const answer = await this.get(`${path}?${query}`, page);
      items.push(...(answer?.items ?? []));
      next = answer?.metadata?.continue ?? '';
    } while (next);
    return items;
  }

  /**
   * Server-side apply: makes the fields that the manifest names what it says, and leaves all others.
   *
   * @throws KubernetesApiError 409 when another manager set one of the fields to something else, unless forced
   */
  async apply(path: string, manifest: object): Promise<void> {
    const { force, name } = this.#cluster;
    const query = new URLSearchParams({
      fieldManager: FIELD_MANAGER,
      ...(force && { force: 'true' }),
    });
    const answer = await this.#send('PATCH', `${path}?${query}`, manifest);
    if (answer.status === 409) {
      throw new KubernetesApiError(
        409,
        `${path} is managed by somebody else too: ${reasonIn(
          answer.text,
        )}. Remove the fields there, or set force: true for the cluster ${name}`,
      );
    }
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
        const onAnswer = (response: IncomingMessage) => {
          const chunks: Buffer[] = [];
          let size = 0;
          response.on('data', (chunk: Buffer) => {
            size += chunk.length;
            if (size > MAX_ANSWER_BYTES) {
              response.destroy(
                new Error(
                  `its answer is larger than ${MAX_ANSWER_BYTES} bytes`,
                ),
              );
              return;
            }
            chunks.push(chunk);
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
      throw new ServiceUnavailableError(
        `Cluster ${name} does not answer`,
        error,
      );
    }
  }
}

function parseAnswer<T>(text: string, schema: z.ZodType<T>, path: string): T {
  const parsed = schema.safeParse(parseJson(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new KubernetesApiError(
      200,
      `${path} was answered with something else than Kubernetes' objects: ${
        issue.path.join('.') || 'the answer'
      }: ${issue.message}`,
    );
  }
  return parsed.data;
}

/** What a text says as JSON; undefined where it is none, such as a proxy's page. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

function assertOk(answer: Answer, what: string): void {
  if (answer.status >= 200 && answer.status < 300) return;
  throw new KubernetesApiError(
    answer.status,
    `${what} was answered with ${answer.status}: ${reasonIn(answer.text)}`,
  );
}

const statusSchema = z.object({ message: z.string() });

/** The sentence of a Kubernetes `Status`, or the beginning of whatever came instead. */
function reasonIn(text: string): string {
  const status = statusSchema.safeParse(parseJson(text));
  if (status.success) return status.data.message;
  return text.slice(0, 200) || 'no reason given';
}
