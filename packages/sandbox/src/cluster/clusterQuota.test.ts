import fc from 'fast-check';
import type { ResourceClaim } from './model/objects';
import {
  ClusterFixture,
  ListeningCluster,
  manifests,
} from './testing/clusterFixture';

const KEY = 'h100-80g.deviceclass.resource.k8s.io/devices';
const NAME = 'golden-path-gpu-quota';

describe('quota in the cluster', () => {
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

  it("holds pods beyond the quota, says so in Kubernetes' words, and starts them in order when it is raised", async () => {
    await server.setQuota(2);
    await fixture.push(
      'chat',
      manifests({ name: 'chat', replicas: 3, devices: 2 }),
    );
    await fixture.pass(1);

    const [first, second, third] = fixture.pods();
    expect(first.spec.nodeName).toBe('node-a');
    expect(second.status).toMatchObject({
      phase: 'Pending',
      conditions: [
        {
          type: 'PodScheduled',
          status: 'False',
          message: `pod "team-a/${second.metadata.name}", spec.resourceClaim "gpu": ResourceClaim not created yet`,
        },
      ],
    });
    expect(fixture.events(second.metadata.name)).toEqual([
      `FailedResourceClaimCreation: PodResourceClaim gpu: create ResourceClaim : ` +
        `resourceclaims.resource.k8s.io "${second.metadata.name}-gpu-" is forbidden: ` +
        `exceeded quota: ${NAME}, requested: ${KEY}=2, used: ${KEY}=2, limited: ${KEY}=2`,
    ]);
    expect(fixture.quota(NAME)?.status).toEqual({
      hard: { [KEY]: '2' },
      used: { [KEY]: '2' },
    });
    expect(fixture.cluster.observe()[0].replicas.map(one => one.phase)).toEqual(
      ['pulling-image', 'waiting-for-quota', 'waiting-for-quota'],
    );

    await server.setQuota(4);
    await fixture.pass(1);
    const names = (scheduled: boolean) =>
      fixture
        .pods()
        .filter(pod => (pod.spec.nodeName !== undefined) === scheduled)
        .map(pod => pod.metadata.name);
    expect(names(true)).toEqual([first.metadata.name, second.metadata.name]);

    await server.setQuota(6);
    await fixture.pass(1);
    expect(names(false)).toEqual([]);
    expect(fixture.pods().at(-1)?.metadata.name).toBe(third.metadata.name);
    expect(fixture.quota(NAME)?.status?.used).toEqual({ [KEY]: '6' });
  });

  it('starts nothing where no quota speaks of the class', async () => {
    await server.setQuota({ 'l4-24g.deviceclass.resource.k8s.io/devices': 8 });
    await fixture.push('chat', manifests({ name: 'chat' }));
    const [pod] = fixture.pods();
    expect(fixture.ofKind('ResourceClaim')).toEqual([]);
    expect(fixture.events(pod.metadata.name)[0]).toContain(
      `is forbidden: insufficient quota to consume: ${KEY}`,
    );
  });

  it('lets what runs run when quota falls below use, and takes nothing more on', async () => {
    await server.setQuota(2);
    await fixture.push('chat', manifests({ name: 'chat', replicas: 2 }));
    await server.setQuota(1);
    await fixture.push('chat', manifests({ name: 'chat', replicas: 3 }));
    await fixture.pass(300);
    expect(fixture.quota(NAME)?.status).toEqual({
      hard: { [KEY]: '1' },
      used: { [KEY]: '2' },
    });
    const [chat] = fixture.cluster.observe();
    expect(chat.replicas.map(one => one.phase)).toEqual([
      'ready',
      'ready',
      'waiting-for-quota',
    ]);
  });

  it('gives devices back when a repository drops its endpoint', async () => {
    await server.setQuota(8);
    await fixture.push('chat', manifests({ name: 'chat', devices: 8 }));
    await fixture.push('other', manifests({ name: 'other', devices: 4 }));
    const other = () =>
      fixture.cluster.observe().find(one => one.name === 'other');
    expect(other()?.replicas[0].phase).toBe('waiting-for-quota');

    await fixture.push('chat', '');
    await fixture.pass(1);
    expect(other()?.replicas[0].phase).toBe('pulling-image');
    expect(fixture.quota(NAME)?.status?.used).toEqual({ [KEY]: '4' });
  });

  it('waits for devices that the nodes do not have, quota or not', async () => {
    await server.setQuota(100);
    await fixture.push('big', manifests({ name: 'big', devices: 9 }));
    await fixture.push(
      'odd',
      manifests({ name: 'odd', deviceClass: 'b200-192g' }),
    );
    await server.setQuota({
      [KEY]: 100,
      'b200-192g.deviceclass.resource.k8s.io/devices': 1,
    });
    await fixture.pass(1);
    const [big, odd] = fixture.pods();
    expect(big.status.conditions?.[0].message).toMatch(
      /^0\/1 nodes are available: 1 cannot allocate all claims\./,
    );
    expect(odd.status.conditions?.[0].message).toBe(
      'request gpu: device class b200-192g does not exist',
    );
    expect(fixture.events(big.metadata.name).join()).toContain(
      'FailedScheduling',
    );
  });

  it('counts device-plugin devices when a pod is created', async () => {
    const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: legacy, namespace: team-a, labels: { backstage.io/kubernetes-id: legacy } }
spec:
  replicas: 2
  selector: { matchLabels: { app: legacy } }
  template:
    metadata: { labels: { app: legacy, backstage.io/kubernetes-id: legacy } }
    spec:
      containers:
        - { name: server, image: 'legacy:1', resources: { limits: { nvidia.com/gpu: '3' } } }
`;
    await server.setQuota({ 'requests.nvidia.com/gpu': 5 });
    await fixture.push('legacy', deployment);
    await fixture.pass(200);
    const [observed] = fixture.cluster.observe();
    expect(observed).toMatchObject({ name: 'legacy', devicesPerReplica: 3 });
    expect(observed.replicas).toHaveLength(1);
    expect(new Set(observed.replicas[0].deviceIds).size).toBe(3);
    const [replicaSet] = fixture.ofKind('ReplicaSet');
    expect(fixture.events(replicaSet.metadata.name)).toContainEqual(
      expect.stringContaining(
        `exceeded quota: ${NAME}, requested: requests.nvidia.com/gpu=3, used: requests.nvidia.com/gpu=3, limited: requests.nvidia.com/gpu=5`,
      ),
    );
  });
});

/** Devices of all claims, counted from the objects themselves. */
function claimedDevices(fixture: ClusterFixture): number {
  const claims = fixture.ofKind('ResourceClaim') as ResourceClaim[];
  return claims
    .flatMap(claim => claim.spec.devices?.requests ?? [])
    .reduce((sum, request) => sum + (request.exactly?.count ?? 0), 0);
}

type Step =
  | { do: 'push'; repo: number; replicas: number; devices: number }
  | { do: 'drop'; repo: number }
  | { do: 'raise'; by: number }
  | { do: 'pass'; seconds: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('push' as const),
    repo: fc.integer({ min: 0, max: 3 }),
    replicas: fc.integer({ min: 0, max: 4 }),
    devices: fc.integer({ min: 1, max: 5 }),
  }),
  fc.record({
    do: fc.constant('drop' as const),
    repo: fc.integer({ min: 0, max: 3 }),
  }),
  fc.record({
    do: fc.constant('raise' as const),
    by: fc.integer({ min: 1, max: 5 }),
  }),
  fc.record({
    do: fc.constant('pass' as const),
    seconds: fc.integer({ min: 1, max: 120 }),
  }),
);

it('never uses more than the quota and never gives a device twice, whatever happens', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async steps => {
      const fixture = new ClusterFixture({
        seedNodes: [
          { name: 'node-a', acceleratorClass: 'h100-80g', devices: 8 },
          { name: 'node-b', acceleratorClass: 'h100-80g', devices: 4 },
        ],
      });
      let hard = 0;
      const server = await ListeningCluster.start(fixture.cluster);
      try {
        for (const one of steps) {
          if (one.do === 'push') {
            const { repo, replicas, devices } = one;
            await fixture.push(
              `repo-${repo}`,
              manifests({ name: `chat-${repo}`, replicas, devices }),
            );
          } else if (one.do === 'drop') {
            await fixture.push(`repo-${one.repo}`, '');
          } else if (one.do === 'raise') {
            hard += one.by;
            await server.setQuota(hard);
            await fixture.pass(1);
          } else {
            await fixture.pass(one.seconds);
          }
          const claimed = claimedDevices(fixture);
          expect(claimed).toBeLessThanOrEqual(hard);
          const status = fixture.quota(NAME)?.status;
          expect(Number(status?.used[KEY] ?? 0)).toBe(claimed);
          const given = fixture.cluster
            .observe()
            .flatMap(workload => workload.replicas)
            .flatMap(replica => replica.deviceIds);
          expect(new Set(given).size).toBe(given.length);
        }
      } finally {
        await server.stop();
        await fixture.cluster.stop();
      }
    }),
    { numRuns: 40 },
  );
});
