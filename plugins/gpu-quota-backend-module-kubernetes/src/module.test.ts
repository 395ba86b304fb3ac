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

/** An API server that knows some namespaces and answers with what it is told to. */
function apiServer() {
  const calls: Call[] = [];
  const namespaces = new Set<string>();
  const answers: { status?: number; body?: string } = {};
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
      const known = req.method !== 'GET' || namespaces.has(url);
      res.statusCode = answers.status ?? (known ? 200 : 404);
      res.end(answers.body ?? '{}');
    });
  });
  return { calls, namespaces, answers, server };
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
  quotas: [
    { acceleratorClass: 'h100-80g', deviceClassName: 'h100-80g', granted: 4 },
  ],
};

it('creates the namespace where it is missing and applies the quota', async () => {
  const [sink] = await sinksOf([
    { name: 'one', url, serviceAccountToken: 'secret' },
  ]);
  expect(sink.id).toBe('kubernetes:one');
  await sink.apply([quota]);
  expect(api.calls.map(call => `${call.method} ${call.url}`)).toEqual([
    'GET /api/v1/namespaces/chat',
    'PATCH /api/v1/namespaces/chat?fieldManager=golden-path&force=true',
    'PATCH /api/v1/namespaces/chat/resourcequotas/golden-path-gpu-quota?fieldManager=golden-path&force=true',
  ]);
  expect(api.calls[2]).toMatchObject({
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
  api.namespaces.add('/clusters/a/api/v1/namespaces/chat');
  const [sink] = await sinksOf([{ name: 'one', url: `${url}/clusters/a/` }]);
  await sink.apply([quota]);
  expect(api.calls.map(call => call.method)).toEqual(['GET', 'PATCH']);
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
  await expect(sink.apply([quota])).rejects.toThrow(
    'Cluster gone does not answer',
  );
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
    [{ name: 'one', url: 'https://a', caData: 'bm9wZQ==' }],
    'clusters[0].caData must be a PEM certificate',
  ],
])('does not start with %j', async (clusters, message) => {
  await expect(sinksOf(clusters)).rejects.toThrow(message);
});
