import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { stringify } from 'yaml';
import {
  createCluster,
  type Cluster,
  type ClusterOptions,
} from '../createCluster';
import type { KubernetesObject, Pod, ResourceQuota } from '../model/objects';
import { endpointManifests } from '../../seed/endpointManifests';
import { endpoints } from '../../seed/endpoints';

export const TOKEN = 'sandbox-cluster';

const root = mkdtempSync(join(tmpdir(), 'sandbox-cluster-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A cluster with a clock that only the test moves. */
export class ClusterFixture {
  readonly dataDir: string;
  readonly cluster: Cluster;
  #now: number;

  constructor(options: Partial<ClusterOptions> & { startAt?: number } = {}) {
    this.#now = options.startAt ?? Date.UTC(2026, 0, 5, 9);
    this.dataDir = options.dataDir ?? mkdtempSync(join(root, 'run-'));
    this.cluster = createCluster({
      now: () => this.#now,
      timeScale: 1,
      token: TOKEN,
      seedNodes: [{ name: 'node-a', acceleratorClass: 'h100-80g', devices: 8 }],
      namespaces: ['team-a'],
      ...options,
      dataDir: this.dataDir,
    });
  }

  get now(): number {
    return this.#now;
  }

  /** Lets time pass and the controllers act at its end. */
  async pass(seconds: number): Promise<void> {
    this.#now += seconds * 1000;
    await this.cluster.tick();
  }

  async push(
    repo: string,
    deploy: string,
    more: { runningSince?: number; namespaceHint?: string } = {},
  ) {
    const result = await this.cluster.applyRepository({
      owner: 'meridian',
      repo,
      commit: 'f00dfeed',
      files: new Map([['deploy/endpoint.yaml', deploy]]),
      ...more,
    });
    await this.cluster.tick();
    return result;
  }

  ofKind(kind: string): KubernetesObject[] {
    return this.cluster.objects().filter(object => object.kind === kind);
  }

  pods(): Pod[] {
    return this.ofKind('Pod') as Pod[];
  }

  quota(name: string): ResourceQuota | undefined {
    return this.ofKind('ResourceQuota').find(
      object => object.metadata.name === name,
    ) as ResourceQuota | undefined;
  }

  /** Reasons and messages of the events about an object. */
  events(name: string): string[] {
    return this.ofKind('Event').flatMap(event =>
      event.metadata.name.startsWith(`${name}.`)
        ? [`${event.reason}: ${event.message}`]
        : [],
    );
  }

  /** `deploy/endpoint.yaml` of one of the sandbox's own endpoints. */
  static seedManifests(name: string): string {
    const endpoint = endpoints.find(one => one.name === name);
    if (!endpoint) {
      throw new Error(`no endpoint ${name} in the seed`);
    }
    return endpointManifests(endpoint);
  }
}

/** A claim template and an inference service, as a repository's `deploy/` holds them. */
export function manifests(options: {
  name: string;
  namespace?: string;
  replicas?: number;
  devices?: number;
  deviceClass?: string;
  annotations?: Record<string, string>;
  image?: string;
}): string {
  const { name, namespace = 'team-a', deviceClass = 'h100-80g' } = options;
  return [
    {
      apiVersion: 'resource.k8s.io/v1',
      kind: 'ResourceClaimTemplate',
      metadata: { name: `${name}-gpu`, namespace },
      spec: {
        spec: {
          devices: {
            requests: [
              {
                name: 'gpu',
                exactly: {
                  deviceClassName: deviceClass,
                  count: options.devices ?? 1,
                },
              },
            ],
          },
        },
      },
    },
    {
      apiVersion: 'serving.kserve.io/v1alpha2',
      kind: 'LLMInferenceService',
      metadata: {
        name,
        namespace,
        labels: {
          'backstage.io/kubernetes-id': name,
          'goldenpath.dev/entity-namespace': 'default',
          'goldenpath.dev/entity-name': name,
        },
        annotations: options.annotations ?? {},
      },
      spec: {
        model: { uri: 'hf://Qwen/Qwen3-8B', name: 'Qwen/Qwen3-8B' },
        replicas: options.replicas ?? 1,
        router: { route: {} },
        template: {
          resourceClaims: [
            { name: 'gpu', resourceClaimTemplateName: `${name}-gpu` },
          ],
          containers: [
            {
              name: 'main',
              image: options.image ?? 'vllm/vllm-openai:v0.32.0',
            },
          ],
        },
      },
    },
  ]
    .map(object => stringify(object))
    .join('---\n');
}

/** The ResourceQuota that the portal's sink writes. */
export function quotaObject(hard: number | Record<string, number>) {
  const amounts =
    typeof hard === 'number'
      ? { 'h100-80g.deviceclass.resource.k8s.io/devices': hard }
      : hard;
  return {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'golden-path-gpu-quota', namespace: 'team-a' },
    spec: {
      hard: Object.fromEntries(
        Object.entries(amounts).map(([key, value]) => [key, String(value)]),
      ),
    },
  };
}

/** The cluster's API on a loopback port. */
export class ListeningCluster {
  readonly url: string;
  readonly #server: Server;

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.url = url;
  }

  static async start(cluster: Cluster): Promise<ListeningCluster> {
    const server = createServer(express().use(cluster.router));
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
    const address = server.address();
    if (address === null || typeof address === 'string') {
      throw new Error('no port');
    }
    return new ListeningCluster(server, `http://127.0.0.1:${address.port}`);
  }

  async request(
    method: string,
    path: string,
    options: { body?: unknown; type?: string; token?: string } = {},
  ): Promise<{ status: number; text: string; json: Record<string, unknown> }> {
    const { body, type = 'application/json', token = TOKEN } = options;
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': type }),
      },
      body:
        body === undefined || typeof body === 'string'
          ? body
          : JSON.stringify(body),
    });
    const text = await response.text();
    return {
      status: response.status,
      text,
      json: text.startsWith('{') ? JSON.parse(text) : {},
    };
  }

  /** Sets the team's quota as the portal's sink does. */
  setQuota(hard: number | Record<string, number>) {
    return this.request(
      'PATCH',
      '/api/v1/namespaces/team-a/resourcequotas/golden-path-gpu-quota?fieldManager=golden-path&force=true',
      { body: quotaObject(hard), type: 'application/apply-patch+yaml' },
    );
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(done => this.#server.close(done));
  }
}
