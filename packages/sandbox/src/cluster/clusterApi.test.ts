import { join } from 'node:path';
import {
  KubeConfig,
  type KubernetesObject,
  KubernetesObjectApi,
  PatchStrategy,
} from '@kubernetes/client-node';
import {
  ClusterFixture,
  ListeningCluster,
  manifests,
  quotaObject,
  TOKEN,
} from './testing/clusterFixture';
import { portalCustomResources } from './testing/portalCustomResources';

const QUOTA = '/api/v1/namespaces/team-a/resourcequotas/golden-path-gpu-quota';
const KEY = 'h100-80g.deviceclass.resource.k8s.io/devices';
const APPLY = 'application/apply-patch+yaml';

describe('the API of the cluster', () => {
  let fixture: ClusterFixture;
  let server: ListeningCluster;

  beforeEach(async () => {
    fixture = new ClusterFixture();
    server = await ListeningCluster.start(fixture.cluster);
  });

  afterEach(async () => {
    await server.stop();
    await fixture.cluster.stop();
  });

  function client() {
    const config = new KubeConfig();
    config.loadFromClusterAndUser(
      { name: 'sandbox', server: server.url, skipTLSVerify: true },
      { name: 'portal', token: TOKEN },
    );
    return KubernetesObjectApi.makeApiClient(config);
  }

  it("serves the quota sink's own client: apply, read, list, delete", async () => {
    const api = client();
    const apply = (hard: number) =>
      api.patch<KubernetesObject>(
        quotaObject(hard),
        undefined,
        undefined,
        'golden-path',
        true,
        PatchStrategy.ServerSideApply,
      );

    const created = await apply(4);
    const raised = await apply(6);
    await fixture.cluster.tick();

    expect(raised.metadata?.uid).toBe(created.metadata?.uid);
    expect(Number(raised.metadata?.resourceVersion)).toBeGreaterThan(
      Number(created.metadata?.resourceVersion),
    );
    expect(raised.metadata?.managedFields?.[0].manager).toBe('golden-path');
    const read = await api.read({
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'golden-path-gpu-quota', namespace: 'team-a' },
    });
    expect(read).toMatchObject({
      spec: { hard: { [KEY]: '6' } },
      status: { hard: { [KEY]: '6' }, used: { [KEY]: '0' } },
    });
    const list = await api.list('v1', 'ResourceQuota', 'team-a');
    expect(list.items.map(item => item.metadata?.name)).toEqual([
      'golden-path-gpu-quota',
    ]);
    expect(await api.delete(quotaObject(6))).toMatchObject({
      status: 'Success',
    });
    await expect(api.read(quotaObject(6))).rejects.toMatchObject({ code: 404 });
    await expect(
      api.read({
        apiVersion: 'kueue.x-k8s.io/v1beta2',
        kind: 'ClusterQueue',
        metadata: { name: 'team-a' },
      }),
    ).rejects.toMatchObject({ code: 404 });
  });

  it('keeps apart what several managers apply', async () => {
    const apply = (manager: string, hard: Record<string, number>, force = '') =>
      server.request('PATCH', `${QUOTA}?fieldManager=${manager}${force}`, {
        body: quotaObject(hard),
        type: APPLY,
      });
    expect((await apply('one', { [KEY]: 1, 'count/pods': 3 })).status).toBe(
      201,
    );

    const same = await apply('two', { [KEY]: 1 });
    expect(same.status).toBe(200);
    const conflict = await apply('two', { [KEY]: 2 });
    expect(conflict.status).toBe(409);
    expect(conflict.json).toMatchObject({
      kind: 'Status',
      reason: 'Conflict',
      message: expect.stringContaining('conflict with "one"'),
      details: { causes: [{ field: `.spec.hard.${KEY}` }] },
    });

    expect((await apply('two', { [KEY]: 2 }, '&force=true')).status).toBe(200);
    // What nobody applies any more goes; what another still applies stays.
    await apply('one', {});
    const { json } = await server.request('GET', QUOTA);
    expect(json.spec).toEqual({ hard: { [KEY]: '2' } });
  });

  it('leaves the resource version alone when nothing changes', async () => {
    await server.setQuota(3);
    await fixture.cluster.tick();
    const before = (await server.request('GET', QUOTA)).json.metadata;
    await server.setQuota(3);
    await fixture.pass(60);
    expect((await server.request('GET', QUOTA)).json.metadata).toEqual(before);
  });

  it('creates, replaces, merges and refuses stale writes', async () => {
    const path = '/api/v1/namespaces/team-a/configmaps';
    const body = { metadata: { name: 'notes' }, data: { a: '1', b: '2' } };
    const created = await server.request('POST', path, { body });
    expect(created.status).toBe(201);
    expect((await server.request('POST', path, { body })).json.reason).toBe(
      'AlreadyExists',
    );
    const merged = await server.request('PATCH', `${path}/notes`, {
      body: { data: { a: null, c: '3' } },
      type: 'application/merge-patch+json',
    });
    expect(merged.json.data).toEqual({ b: '2', c: '3' });
    const stale = await server.request('PUT', `${path}/notes`, {
      body: created.json,
    });
    expect([stale.status, stale.json.reason]).toEqual([409, 'Conflict']);
    const dry = await server.request('DELETE', `${path}/notes?dryRun=All`);
    expect(dry.status).toBe(200);
    expect((await server.request('GET', `${path}/notes`)).status).toBe(200);
  });

  it('answers every list that the Kubernetes tab asks for, by label', async () => {
    await server.setQuota(4);
    await fixture.push('chat', manifests({ name: 'chat', replicas: 2 }));
    await fixture.push('other', manifests({ name: 'other' }));
    await fixture.pass(30);

    const lists = [
      '/api/v1/pods',
      '/api/v1/services',
      '/api/v1/configmaps',
      '/api/v1/limitranges',
      '/api/v1/resourcequotas',
      '/apis/apps/v1/deployments',
      '/apis/apps/v1/replicasets',
      '/apis/autoscaling/v2/horizontalpodautoscalers',
      '/apis/batch/v1/jobs',
      '/apis/batch/v1/cronjobs',
      '/apis/networking.k8s.io/v1/ingresses',
      '/apis/apps/v1/statefulsets',
      '/apis/apps/v1/daemonsets',
      '/apis/metrics.k8s.io/v1beta1/namespaces/team-a/pods',
      ...portalCustomResources(join(__dirname, '../../../../app-config.yaml')),
    ];
    const selector = 'labelSelector=backstage.io%2Fkubernetes-id%3Dchat';
    const counts = new Map<string, number>();
    for (const path of lists) {
      const { status, json } = await server.request(
        'GET',
        `${path}?${selector}`,
      );
      expect([path, status]).toEqual([path, 200]);
      const { items } = json;
      counts.set(path, Array.isArray(items) ? items.length : -1);
    }
    expect(counts.get('/api/v1/pods')).toBe(2);
    expect(counts.get('/api/v1/services')).toBe(1);
    expect(counts.get('/api/v1/configmaps')).toBe(1);
    expect(counts.get('/apis/apps/v1/deployments')).toBe(1);
    expect(counts.get('/apis/apps/v1/replicasets')).toBe(1);
    expect(
      counts.get('/apis/serving.kserve.io/v1alpha2/llminferenceservices'),
    ).toBe(1);
    expect(
      counts.get('/apis/serving.kserve.io/v1beta1/inferenceservices'),
    ).toBe(0);
    expect(
      counts.get('/apis/metrics.k8s.io/v1beta1/namespaces/team-a/pods'),
    ).toBe(2);
  });

  it.each([
    ['backstage.io/kubernetes-id=chat', 1],
    ['backstage.io/kubernetes-id!=chat', 1],
    ['backstage.io/kubernetes-id in (chat, other)', 2],
    ['backstage.io/kubernetes-id notin (chat)', 1],
    ['backstage.io/kubernetes-id', 2],
    ['!backstage.io/kubernetes-id', 0],
    [
      'backstage.io/kubernetes-id in (chat,other),goldenpath.dev/entity-name=other',
      1,
    ],
  ])('selects by %s', async (selector, count) => {
    await fixture.push('chat', manifests({ name: 'chat' }));
    await fixture.push('other', manifests({ name: 'other' }));
    const { json } = await server.request(
      'GET',
      `/apis/serving.kserve.io/v1alpha2/llminferenceservices?labelSelector=${encodeURIComponent(
        selector,
      )}`,
    );
    expect(json.items).toHaveLength(count);
  });

  it('selects events by what they are about', async () => {
    await fixture.push('chat', manifests({ name: 'chat' }));
    const [pod] = fixture.pods();
    const { json } = await server.request(
      'GET',
      `/api/v1/namespaces/team-a/events?fieldSelector=involvedObject.name%3D${pod.metadata.name}`,
    );
    expect(json.items).toEqual([
      expect.objectContaining({ reason: 'FailedResourceClaimCreation' }),
    ]);
  });

  it.each([
    ['no token', 'GET', '/api/v1/pods', { token: '' }, 401],
    ['another token', 'GET', '/api/v1/pods', { token: 'sandbox-clusteR' }, 401],
    ['an unknown group', 'GET', '/apis/nothing.example/v1/things', {}, 404],
    ['an unknown version', 'GET', '/apis/apps/v9', {}, 404],
    ['a path outside the API', 'GET', '/../etc/passwd', {}, 404],
    [
      'a name that climbs',
      'GET',
      '/api/v1/namespaces/..%2f..%2fetc/pods/..%2fpasswd',
      {},
      404,
    ],
    ['a broken escape', 'GET', '/api/v1/namespaces/%E0%A4%A/pods', {}, 404],
    ['a watch', 'GET', '/api/v1/pods?watch=true', {}, 405],
    [
      'a selector that is none',
      'GET',
      '/api/v1/pods?labelSelector=a%3D%3D%3Db',
      {},
      400,
    ],
    [
      'a field nobody selects by',
      'GET',
      '/api/v1/pods?fieldSelector=spec.x%3D1',
      {},
      400,
    ],
    [
      'a pod made by hand',
      'POST',
      '/api/v1/namespaces/team-a/pods',
      { body: { metadata: { name: 'x' } } },
      405,
    ],
    [
      'a body that is not JSON',
      'POST',
      '/api/v1/namespaces/team-a/configmaps',
      { body: '{"a"' },
      400,
    ],
    [
      'a body that is a list',
      'POST',
      '/api/v1/namespaces/team-a/configmaps',
      { body: [] },
      400,
    ],
    [
      'another kind in the body',
      'POST',
      '/api/v1/namespaces/team-a/configmaps',
      { body: quotaObject(1) },
      400,
    ],
    [
      'a namespace that is not there',
      'POST',
      '/api/v1/namespaces/nowhere/configmaps',
      { body: { metadata: { name: 'x' } } },
      404,
    ],
    [
      'another namespace in the body',
      'POST',
      '/api/v1/namespaces/default/resourcequotas',
      { body: quotaObject(1) },
      400,
    ],
    [
      'a name with a path',
      'POST',
      '/api/v1/namespaces/team-a/configmaps',
      { body: { metadata: { name: '../../etc' } } },
      422,
    ],
    [
      'a prototype',
      'POST',
      '/api/v1/namespaces/team-a/configmaps',
      { body: '{"metadata":{"name":"x"},"__proto__":{"a":1}}' },
      400,
    ],
    [
      'labels that are none',
      'POST',
      '/api/v1/namespaces/team-a/configmaps',
      { body: { metadata: { name: 'x', labels: { 'a b': 'c' } } } },
      422,
    ],
    [
      'a negative quota',
      'PATCH',
      `${QUOTA}?fieldManager=x`,
      { body: quotaObject({ [KEY]: -1 }), type: APPLY },
      422,
    ],
    [
      'half a device',
      'PATCH',
      `${QUOTA}?fieldManager=x`,
      { body: quotaObject({ [KEY]: 0.5 }), type: APPLY },
      422,
    ],
    [
      'apply without a manager',
      'PATCH',
      QUOTA,
      { body: quotaObject(1), type: APPLY },
      422,
    ],
    [
      'apply under another name',
      'PATCH',
      `${QUOTA}-2?fieldManager=x`,
      { body: quotaObject(1), type: APPLY },
      400,
    ],
    [
      'a patch of an unknown form',
      'PATCH',
      QUOTA,
      { body: [], type: 'application/json-patch+json' },
      415,
    ],
    [
      'a body beyond reason',
      'POST',
      '/api/v1/namespaces/team-a/configmaps',
      { body: 'x'.repeat(3_200_000) },
      413,
    ],
    [
      'a method on a collection',
      'DELETE',
      '/api/v1/namespaces/team-a/configmaps',
      {},
      405,
    ],
  ] as const)(
    'answers %s with a Status',
    async (_what, method, path, options, code) => {
      const { status, json } = await server.request(method, path, options);
      expect({ status, json }).toEqual({
        status: code,
        json: expect.objectContaining({
          kind: 'Status',
          status: 'Failure',
          code,
          message: expect.stringMatching(/\S/),
        }),
      });
    },
  );
});
