import {
  ClusterFixture,
  ListeningCluster,
  manifests,
} from './testing/clusterFixture';
import { endpoints, nodes } from '../seed/endpoints';
import { teams } from '../seed/organisation';

type Conditions = { type: string; status: string; message?: string }[];

function conditions(object: unknown): Record<string, string> {
  const { status } = object as { status: { conditions: Conditions } };
  return Object.fromEntries(
    status.conditions.map(condition => [condition.type, condition.status]),
  );
}

describe('pods of the cluster', () => {
  let fixture: ClusterFixture;
  let server: ListeningCluster;

  beforeEach(async () => {
    fixture = new ClusterFixture();
    server = await ListeningCluster.start(fixture.cluster);
    await server.setQuota(8);
  });

  afterEach(async () => {
    await server.stop();
    await fixture.cluster.stop();
  });

  const replica = () => fixture.cluster.observe()[0].replicas[0];
  const log = (query = '') =>
    server.request(
      'GET',
      `/api/v1/namespaces/team-a/pods/${
        fixture.pods()[0].metadata.name
      }/log${query}`,
    );

  it('load a model in the time its weights take, and say where they are', async () => {
    // 80 GiB at 0.8 GiB/s: 100 s, with 10 s to boot before and 25 s to compile after.
    await fixture.push(
      'chat',
      manifests({
        name: 'chat',
        annotations: { 'goldenpath.dev/weights-gib': '80' },
      }),
    );
    const begun = fixture.now;
    expect(fixture.pods()[0].status.containerStatuses?.[0].state).toEqual({
      waiting: { reason: 'ContainerCreating' },
    });
    expect((await log()).json).toMatchObject({
      code: 400,
      message: expect.stringContaining(
        'is waiting to start: ContainerCreating',
      ),
    });

    await fixture.pass(60);
    expect(replica()).toMatchObject({
      phase: 'loading-weights',
      ready: false,
      node: 'node-a',
      deviceIds: [expect.stringMatching(/^GPU-[0-9a-f-]{36}$/)],
    });
    expect(replica().startedAt).toBeGreaterThan(begun);
    expect(fixture.pods()[0].status).toMatchObject({
      phase: 'Running',
      containerStatuses: [{ name: 'main', ready: false, started: false }],
    });
    expect(conditions(fixture.pods()[0]).Ready).toBe('False');
    const [service] = fixture.ofKind('LLMInferenceService');
    expect(conditions(service)).toMatchObject({
      PresetsCombined: 'True',
      MainWorkloadReady: 'False',
      Ready: 'False',
    });
    const loading = (await log()).text;
    expect(loading).toContain('Starting to load model');
    expect(loading).not.toContain('Model loading took');

    await fixture.pass(120);
    expect(replica()).toMatchObject({
      phase: 'ready',
      ready: true,
      loadSeconds: 135,
    });
    expect(conditions(fixture.pods()[0])).toMatchObject({
      PodScheduled: 'True',
      ContainersReady: 'True',
      Ready: 'True',
    });
    expect(conditions(fixture.ofKind('LLMInferenceService')[0])).toMatchObject({
      MainWorkloadReady: 'True',
      WorkloadsReady: 'True',
      HTTPRoutesReady: 'True',
      RouterReady: 'True',
      Ready: 'True',
    });
    expect((await log()).text).toContain(
      'Model loading took 80.0000 GiB and 100.000000 seconds',
    );
    expect((await log('?tailLines=1&timestamps=true')).text).toMatch(
      /^2026-01-05T\S+Z INFO: +Application startup complete\.\n$/,
    );
    expect((await log('?container=nothing')).status).toBe(400);
    expect(fixture.events(fixture.pods()[0].metadata.name)).toEqual([
      expect.stringMatching(/^Scheduled: Successfully assigned team-a\/chat-/),
      expect.stringMatching(/^Pulling: /),
      expect.stringMatching(/^Pulled: /),
      'Created: Created container: main',
      'Started: Started container main',
    ]);
  });

  it.each([
    [{ 'goldenpath.dev/model-load-seconds': '240' }, 240],
    [{ 'goldenpath.dev/weights-gib': 'many' }, 60],
    [{}, 60],
  ])('take %j as a start of %d s', async (annotations, seconds) => {
    await fixture.push('chat', manifests({ name: 'chat', annotations }));
    await fixture.pass(600);
    expect(replica().loadSeconds).toBeCloseTo(seconds);
  });

  it('are named and owned as a Deployment names and owns them', async () => {
    await fixture.push('chat', manifests({ name: 'chat', replicas: 2 }));
    const [replicaSet] = fixture.ofKind('ReplicaSet');
    expect(replicaSet.metadata.name).toMatch(/^chat-kserve-[a-z0-9]{9}$/);
    for (const pod of fixture.pods()) {
      expect(pod.metadata.name).toMatch(
        new RegExp(`^${replicaSet.metadata.name}-[a-z0-9]{5}$`),
      );
      expect(pod.metadata.ownerReferences).toEqual([
        expect.objectContaining({
          kind: 'ReplicaSet',
          uid: replicaSet.metadata.uid,
          controller: true,
        }),
      ]);
    }
  });

  it('are replaced when the template changes, and kept when only the count does', async () => {
    await fixture.push('chat', manifests({ name: 'chat' }));
    const [first] = fixture.pods();
    await fixture.push('chat', manifests({ name: 'chat', replicas: 2 }));
    expect(fixture.pods()[0].metadata.uid).toBe(first.metadata.uid);
    await fixture.push(
      'chat',
      manifests({ name: 'chat', image: 'vllm/vllm-openai:v0.33.0' }),
    );
    expect(fixture.pods()).toHaveLength(1);
    expect(fixture.pods()[0].metadata.uid).not.toBe(first.metadata.uid);
    expect(fixture.ofKind('ResourceClaim')).toHaveLength(1);
  });

  it('come back after they are deleted', async () => {
    await fixture.push('chat', manifests({ name: 'chat' }));
    await fixture.pass(300);
    const [pod] = fixture.pods();
    const path = `/api/v1/namespaces/team-a/pods/${pod.metadata.name}`;
    expect((await server.request('DELETE', path)).status).toBe(200);
    await fixture.pass(1);
    expect(fixture.pods()[0].metadata.uid).not.toBe(pod.metadata.uid);
    expect(replica().phase).toBe('pulling-image');
  });

  it('stay without an image while it cannot be pulled, and go on afterwards', async () => {
    await fixture.push('chat', manifests({ name: 'chat' }));
    fixture.cluster.injectFault({
      kind: 'image-pull-failure',
      endpoint: 'default/chat',
    });
    await fixture.pass(1);
    const state = () => fixture.pods()[0].status.containerStatuses?.[0].state;
    expect(state()).toMatchObject({ waiting: { reason: 'ErrImagePull' } });
    await fixture.pass(600);
    expect(state()).toMatchObject({ waiting: { reason: 'ImagePullBackOff' } });
    expect(replica()).toMatchObject({
      phase: 'image-pull-failed',
      ready: false,
    });

    fixture.cluster.clearFault({
      kind: 'image-pull-failure',
      endpoint: 'chat',
    });
    await fixture.pass(1);
    expect(replica().phase).toBe('pulling-image');
    await fixture.pass(120);
    expect(replica().ready).toBe(true);
  });

  it('leave a broken device for a sound one when they start anew', async () => {
    await fixture.push('chat', manifests({ name: 'chat' }));
    const [broken] = replica().deviceIds;
    fixture.cluster.injectFault({ kind: 'gpu-xid', endpoint: 'chat' });
    await fixture.pass(60);
    const [observed] = fixture.cluster.observe();
    expect(observed.faults).toEqual([
      {
        kind: 'gpu-xid',
        endpoint: 'default/chat',
        since: expect.any(Number),
        target: {
          pod: replica().pod,
          node: 'node-a',
          device: 'gpu-0',
          deviceId: broken,
        },
      },
    ]);
    await fixture.cluster.restartEndpoint('chat');
    await fixture.pass(1);
    expect(replica().deviceIds).toHaveLength(1);
    expect(replica().deviceIds).not.toContain(broken);
  });

  it('load three times slower on a slow node', async () => {
    await fixture.push('chat', manifests({ name: 'chat' }));
    await fixture.pass(120);
    fixture.cluster.injectFault({ kind: 'slow-node', endpoint: 'chat' });
    await fixture.cluster.restartEndpoint('chat');
    await fixture.pass(1);
    await fixture.pass(500);
    expect(replica().loadSeconds).toBeGreaterThan(120);
  });

  it('refuse faults of kinds and endpoints that do not exist', async () => {
    expect(() =>
      fixture.cluster.injectFault({ kind: 'gpu-xid', endpoint: 'nobody' }),
    ).toThrow('The cluster has no endpoint "default/nobody"');
    await fixture.push('chat', manifests({ name: 'chat' }));
    const input = JSON.parse('{"kind":"meteor","endpoint":"chat"}');
    expect(() => fixture.cluster.injectFault(input)).toThrow(
      'Unknown fault "meteor"',
    );
  });

  it('run on with the same devices after the sandbox starts again', async () => {
    await fixture.push('chat', manifests({ name: 'chat' }));
    fixture.cluster.injectFault({ kind: 'bad-build', endpoint: 'chat' });
    await fixture.pass(200);
    const before = fixture.cluster.observe();
    const objects = fixture.cluster.objects();
    await fixture.cluster.stop();

    const again = new ClusterFixture({
      dataDir: fixture.dataDir,
      startAt: fixture.now + 3_600_000,
    });
    expect(again.cluster.observe()).toEqual(before);
    expect(again.cluster.objects()).toEqual(objects);
    await again.pass(1);
    expect(again.cluster.observe()).toEqual(before);
    await again.cluster.stop();
  });
});

it("runs the sandbox's own endpoints as the seed describes them", async () => {
  const fixture = new ClusterFixture({
    seedNodes: nodes,
    namespaces: teams.map(team => team.name),
  });
  const server = await ListeningCluster.start(fixture.cluster);
  const runningSince = fixture.now - 3 * 86_400_000;
  for (const { name, team, condition, acceleratorClass } of endpoints) {
    const { errors } = await fixture.push(
      name,
      ClusterFixture.seedManifests(name),
      condition === 'cold-starting' ? {} : { runningSince },
    );
    expect(errors).toEqual([]);
    const quota = {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: `quota-${name}` },
      spec: {
        hard: {
          [`${acceleratorClass}.deviceclass.resource.k8s.io/devices`]:
            condition === 'waiting-for-quota' ? 4 : 8,
        },
      },
    };
    const path = `/api/v1/namespaces/${team}/resourcequotas`;
    const { status } = await server.request('POST', path, { body: quota });
    expect(status).toBe(201);
  }
  await fixture.pass(1);

  const observed = fixture.cluster.observe();
  expect(observed.map(one => one.entityName)).toEqual(
    endpoints.map(one => one.name),
  );
  for (const endpoint of endpoints) {
    const one = observed.find(each => each.name === endpoint.name);
    expect(one).toMatchObject({
      namespace: endpoint.team,
      entityNamespace: 'default',
      desired: endpoint.minReplicas,
      deviceClass: endpoint.acceleratorClass,
      devicesPerReplica: endpoint.acceleratorsPerReplica,
      model: endpoint.model,
    });
    for (const replica of one?.replicas ?? []) {
      expect(replica.ready).toBe(endpoint.condition !== 'cold-starting');
      expect(replica.deviceIds).toHaveLength(endpoint.acceleratorsPerReplica);
    }
  }
  await server.stop();
  await fixture.cluster.stop();
});
