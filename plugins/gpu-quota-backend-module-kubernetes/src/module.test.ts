import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import {
  gpuQuotaSinkExtensionPoint,
  type QuotaSink,
} from '@golden-path/plugin-gpu-quota-node';
import module from './index';

type Call = {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: unknown;
};

/** An API server that has some things and answers with what it is told to. */
function apiServer() {
  const calls: Call[] = [];
  const present = new Map<string, object>();
  const answers: { status?: number; body?: string; toWritesOnly?: boolean } =
    {};
  const server: Server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', chunk => chunks.push(chunk));
    req.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const url = req.url ?? '';
      calls.push({
        method: req.method ?? '',
        url,
        headers: req.headers,
        body: text ? JSON.parse(text) : undefined,
      });
      const found = present.get(url);
      const isRead = req.method === 'GET';
      const told = isRead && answers.toWritesOnly ? {} : answers;
      res.statusCode = told.status ?? (isRead && !found ? 404 : 200);
      res.end(told.body ?? JSON.stringify(found ?? {}));
    });
  });
  return { calls, present, answers, server };
}

let api: ReturnType<typeof apiServer>;
let url: string;

beforeEach(async () => {
  api = apiServer();
  await new Promise<void>(resolve => {
    api.server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = api.server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}`;
});

afterEach(() => api.server.close());

async function sinksOf(clusters: JsonObject[]): Promise<QuotaSink[]> {
  const sinks: QuotaSink[] = [];
  await startTestBackend({
    features: [
      module,
      mockServices.rootConfig.factory({
        data: { gpuQuota: { kubernetes: { clusters } } },
      }),
    ],
    extensionPoints: [
      [gpuQuotaSinkExtensionPoint, { addSink: sink => sinks.push(sink) }],
    ],
  });
  return sinks;
}

const quota = {
  team: 'group:default/chat',
  namespace: 'chat',
  department: 'products',
  quotas: [
    { acceleratorClass: 'h100-80g', deviceClassName: 'h100-80g', granted: 4 },
  ],
};
const KUEUE = '/apis/kueue.x-k8s.io/v1beta2';
const QUOTA = '/api/v1/namespaces/chat/resourcequotas/golden-path-gpu-quota';
const manager = 'fieldManager=golden-path';

function callsMade(): string[] {
  return api.calls.map(call => `${call.method} ${call.url}`);
}

it('creates the namespace where it is missing and applies the quota', async () => {
  const [sink] = await sinksOf([
    { name: 'one', url, serviceAccountToken: 'secret' },
  ]);
  expect(sink.id).toBe('kubernetes:one');
  await sink.apply([quota]);
  const [kueue, ...calls] = callsMade();
  expect(kueue).toBe(`GET ${KUEUE}`);
  // What is read is read at once, in any order, and before anything is written.
  expect(calls.slice(0, 2).sort()).toEqual([
    'GET /api/v1/namespaces/chat',
    `GET ${QUOTA}`,
  ]);
  expect(calls.slice(2)).toEqual([
    `PATCH /api/v1/namespaces/chat?${manager}`,
    `PATCH ${QUOTA}?${manager}`,
  ]);
  expect(api.calls.at(-1)).toMatchObject({
    headers: {
      authorization: 'Bearer secret',
      'content-type': 'application/apply-patch+yaml',
    },
    body: {
      kind: 'ResourceQuota',
      spec: { hard: { 'h100-80g.deviceclass.resource.k8s.io/devices': '4' } },
    },
  });
});

it('leaves a namespace that is there alone, also behind a path', async () => {
  api.present.set('/clusters/a/api/v1/namespaces/chat', {});
  const [sink] = await sinksOf([
    { name: 'one', url: `${url}/clusters/a/`, kueue: false },
  ]);
  await sink.apply([quota]);
  expect(api.calls.map(call => call.method)).toEqual(['GET', 'GET', 'PATCH']);
});

describe('a namespace of another group of the same name', () => {
  const acme = { ...quota, team: 'group:acme/chat' };
  const of = (team: string) => ({
    metadata: { annotations: { 'goldenpath.dev/team': team } },
  });

  it.each([
    ['Namespace chat', '/api/v1/namespaces/chat'],
    ['ResourceQuota golden-path-gpu-quota', QUOTA],
    ['ClusterQueue chat', `${KUEUE}/clusterqueues/chat`],
    ['LocalQueue gpu', `${KUEUE}/namespaces/chat/localqueues/gpu`],
  ])('is left alone where the %s says so', async (namedBy, path) => {
    api.present.set('/api/v1/namespaces/chat', {});
    api.present.set(path, of(quota.team));
    const [sink] = await sinksOf([
      { name: 'one', url, kueue: true, force: true },
    ]);
    await expect(sink.apply([acme])).rejects.toThrow(
      'group:acme/chat cannot have namespace chat in cluster one: it belongs to group:default/chat, ' +
        `as the annotation goldenpath.dev/team of ${namedBy} says. Rename one of the groups, or change the annotation`,
    );
    expect(callsMade().filter(call => call.startsWith('PATCH'))).toEqual([]);
    // What its owner uses there is not laid to the other.
    await expect(sink.observe?.([acme])).resolves.toEqual([
      {
        team: 'group:acme/chat',
        state: 'namespace-missing',
        reason: 'chat belongs to group:default/chat',
      },
    ]);

    await sink.apply([quota]);
    expect(callsMade()).toContain(
      `PATCH ${QUOTA}?fieldManager=golden-path&force=true`,
    );
  });

  it('is handed over by its own annotation, whatever was left in it', async () => {
    api.present.set('/api/v1/namespaces/chat', of('group:acme/chat'));
    api.present.set(QUOTA, of(quota.team));
    const [sink] = await sinksOf([{ name: 'one', url, kueue: false }]);
    await sink.apply([acme]);
    expect(api.calls.at(-1)?.body).toMatchObject(of('group:acme/chat'));
    await expect(sink.apply([quota])).rejects.toThrow(
      'it belongs to group:acme/chat',
    );
  });
});

describe('Kueue', () => {
  const objects = [
    `${KUEUE}/clusterqueues/chat`,
    `${KUEUE}/cohorts/products`,
    `${KUEUE}/namespaces/chat/localqueues/gpu`,
    `${KUEUE}/resourceflavors/h100-80g`,
  ];
  const applied = () =>
    callsMade()
      .filter(call => call.startsWith(`PATCH ${KUEUE}`))
      .map(call => call.slice('PATCH '.length, call.indexOf('?')))
      .sort();

  it('is told the team’s figures where the cluster has it', async () => {
    api.present.set(KUEUE, {});
    const [sink] = await sinksOf([{ name: 'one', url }]);
    await sink.apply([quota]);
    expect(applied()).toEqual(objects);
  });

  it.each([
    [true, objects],
    ['true', objects],
    [false, []],
  ])('is used as config says: %s', async (kueue, expected) => {
    if (!kueue) api.present.set(KUEUE, {});
    const [sink] = await sinksOf([{ name: 'one', url, kueue }]);
    await sink.apply([quota]);
    expect(applied()).toEqual(expected);
    expect(callsMade()).not.toContain(`GET ${KUEUE}`);
  });

  it('is given no name that it does not take', async () => {
    const [sink] = await sinksOf([{ name: 'one', url, kueue: true }]);
    await expect(
      sink.apply([{ ...quota, department: '../clusterqueues/other' }]),
    ).rejects.toThrow(
      "'../clusterqueues/other' cannot name one of Kueue's cohorts",
    );
  });
});

it('reports what another manager holds on to, and takes it over only when told to', async () => {
  api.present.set('/api/v1/namespaces/chat', {});
  Object.assign(api.answers, {
    toWritesOnly: true,
    status: 409,
    body: JSON.stringify({
      kind: 'Status',
      message:
        'Apply failed with 1 conflict: conflict with "kubectl-edit": .spec.hard.x',
    }),
  });
  const [sink] = await sinksOf([{ name: 'one', url, kueue: false }]);
  await expect(sink.apply([quota])).rejects.toThrow(
    '/api/v1/namespaces/chat/resourcequotas/golden-path-gpu-quota is managed by somebody else too: ' +
      'Apply failed with 1 conflict: conflict with "kubectl-edit": .spec.hard.x. ' +
      'Remove the fields there, or set force: true for the cluster one',
  );

  api.answers.status = undefined;
  const [forcing] = await sinksOf([{ name: 'one', url, force: true }]);
  await forcing.apply([quota]);
  expect(callsMade().at(-1)).toMatch(/\?fieldManager=golden-path&force=true$/);
});

it('reads back what is in force and in use', async () => {
  const [sink] = await sinksOf([{ name: 'one', url }]);
  await expect(sink.observe?.([quota])).resolves.toEqual([
    { team: quota.team, state: 'namespace-missing' },
  ]);
  api.present.set('/api/v1/namespaces/chat', {});
  await expect(sink.observe?.([quota])).resolves.toMatchObject([
    { state: 'observed', classes: [{ used: 0 }] },
  ]);
  const key = 'h100-80g.deviceclass.resource.k8s.io/devices';
  const implicit = 'requests.deviceclass.resource.kubernetes.io/h100-80g';
  api.present.set(QUOTA, {
    spec: { hard: { [key]: '2', [implicit]: '4' } },
    status: { used: { [key]: '2' } },
  });
  await expect(sink.observe?.([quota])).resolves.toEqual([
    {
      team: quota.team,
      state: 'observed',
      classes: [
        { acceleratorClass: 'h100-80g', applied: 2, limit: key, used: 2 },
      ],
    },
  ]);
  api.present.set(QUOTA, { spec: { hard: 'nothing' } });
  await expect(sink.observe?.([quota])).rejects.toThrow(
    "was answered with something else than Kubernetes' objects: spec.hard",
  );
});

it.each([
  [
    403,
    '{"kind":"Status","message":"namespaces \\"chat\\" is forbidden"}',
    'answered with 403: namespaces "chat" is forbidden',
  ],
  [502, '<html>Bad gateway', 'answered with 502: <html>Bad gateway'],
  [302, '', 'answered with 302: no reason given'],
])('says why a cluster refused: %d', async (status, body, message) => {
  api.answers.status = status;
  api.answers.body = body;
  const [sink] = await sinksOf([
    { name: 'one', url, serviceAccountToken: 'secret' },
  ]);
  const attempt = sink.apply([quota]);
  await expect(attempt).rejects.toThrow(message);
  await expect(attempt).rejects.not.toThrow('secret');
});

it('says which cluster does not answer', async () => {
  const [sink] = await sinksOf([{ name: 'gone', url: 'http://127.0.0.1:1' }]);
  await expect(sink.apply([quota])).rejects.toMatchObject({
    name: 'ServiceUnavailableError',
    message: expect.stringContaining('Cluster gone does not answer'),
  });
});

it('lets no team name escape its namespace', async () => {
  const [sink] = await sinksOf([{ name: 'one', url }]);
  for (const namespace of ['Chat', '../kube-system', 'a.b', 'a_b', '']) {
    await expect(sink.apply([{ ...quota, namespace }])).rejects.toThrow(
      'is not a DNS label',
    );
  }
  expect(api.calls).toEqual([]);
});

it.each<[JsonObject[], string]>([
  [[{ name: 'one', url: 'ftp://x' }], 'clusters[0].url must be the address'],
  [[{ name: 'one', url: 'nowhere' }], 'clusters[0].url must be the address'],
  [
    [
      { name: 'one', url: 'http://a' },
      { name: 'one', url: 'http://b' },
    ],
    "clusters[1].name 'one' is used twice",
  ],
  [
    [{ name: 'one', url: 'http://a', kueue: 'maybe' }],
    "clusters[0].kueue must be true, false or auto, not 'maybe'",
  ],
  [
    [{ name: 'one', url: 'https://a', caData: 'bm9wZQ==' }],
    'clusters[0].caData must be a PEM certificate',
  ],
])('does not start with %j', async (clusters, message) => {
  await expect(sinksOf(clusters)).rejects.toThrow(message);
});

it('refuses an answer beyond reason', async () => {
  api.answers.body = JSON.stringify({ items: 'x'.repeat(17 * 1024 * 1024) });
  const [sink] = await sinksOf([{ name: 'one', url, kueue: false }]);
  await expect(sink.observe?.([quota])).rejects.toThrow(
    'its answer is larger than 16777216 bytes',
  );
});

it('reads a collection a page at a time', async () => {
  const device = (name: string) => ({
    spec: {
      driver: 'gpu.nvidia.com',
      pool: { name, generation: 1 },
      devices: [{ name: 'gpu-0' }],
    },
  });
  const path = '/apis/resource.k8s.io/v1';
  api.present.set(`${path}/deviceclasses?limit=250`, {
    items: [
      {
        metadata: { name: 'h100-80g' },
        spec: {
          selectors: [
            { cel: { expression: "device.driver == 'gpu.nvidia.com'" } },
          ],
        },
      },
      {
        metadata: { name: 'odd' },
        spec: { selectors: [{ cel: { expression: 'odd(device)' } }] },
      },
    ],
  });
  api.present.set(`${path}/resourceslices?limit=250`, {
    metadata: { continue: 'more' },
    items: [device('node-a')],
  });
  api.present.set(`${path}/resourceslices?limit=250&continue=more`, {
    items: [device('node-b')],
  });
  const [sink] = await sinksOf([{ name: 'one', url }]);
  await expect(
    sink.capacity?.([
      { acceleratorClass: 'h100-80g', deviceClassName: 'h100-80g' },
      { acceleratorClass: 'odd', deviceClassName: 'odd' },
    ]),
  ).resolves.toEqual([{ acceleratorClass: 'h100-80g', devices: 2, used: 0 }]);
});
