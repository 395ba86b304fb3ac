import { stringify } from 'yaml';
import {
  ClusterFixture,
  ListeningCluster,
  manifests,
} from './testing/clusterFixture';

const INTERRUPTIBLE = { 'goldenpath.dev/interruptible': 'true' };

describe('pods that may be interrupted', () => {
  let fixture: ClusterFixture;
  let server: ListeningCluster;

  beforeEach(async () => {
    fixture = new ClusterFixture();
    server = await ListeningCluster.start(fixture.cluster);
    await server.setQuota(6);
  });

  afterEach(async () => {
    await server.stop();
    await fixture.cluster.stop();
  });

  /** How many replicas of each endpoint run. */
  const running = () =>
    Object.fromEntries(
      fixture.cluster
        .observe()
        .map(({ name, replicas }) => [
          name,
          replicas.filter(one => one.node !== undefined).length,
        ]),
    );

  async function pushAll() {
    const batch = (name: string) =>
      fixture.push(
        name,
        manifests({ name, replicas: 2, annotations: INTERRUPTIBLE }),
      );
    await batch('batch-old');
    await fixture.push('chat', manifests({ name: 'chat', replicas: 2 }));
    await fixture.pass(60);
    await batch('batch-new');
    await fixture.pass(300);
    expect(running()).toEqual({ 'batch-old': 2, chat: 2, 'batch-new': 2 });
  }

  it('go when quota falls below use, the youngest first, and come back with it', async () => {
    await pushAll();
    const victims = fixture
      .pods()
      .filter(pod => pod.metadata.name.startsWith('batch'))
      .map(pod => pod.metadata.name);
    await server.setQuota(3);
    await fixture.pass(1);
    expect(running()).toEqual({ 'batch-old': 1, chat: 2, 'batch-new': 0 });
    expect(fixture.events(victims[3])).toContainEqual(
      expect.stringMatching(
        /^Preempted: .*h100-80g\.deviceclass\S* used 6, limited to 3$/,
      ),
    );
    expect(fixture.events(victims[0])).not.toContainEqual(
      expect.stringMatching(/^Preempted/),
    );
    const waiting = fixture.cluster
      .observe()
      .flatMap(({ replicas }) => replicas)
      .filter(one => one.phase === 'waiting-for-quota');
    expect(waiting).toHaveLength(3);

    await fixture.pass(600);
    expect(running()).toEqual({ 'batch-old': 1, chat: 2, 'batch-new': 0 });
    await server.setQuota(6);
    await fixture.pass(1);
    expect(running()).toEqual({ 'batch-old': 2, chat: 2, 'batch-new': 2 });
  });

  it('are the only ones that go, whatever the quota', async () => {
    await pushAll();
    const [, , ...chat] = fixture.pods().map(pod => pod.metadata.uid);
    await server.setQuota(0);
    await fixture.pass(300);
    expect(running()).toEqual({ 'batch-old': 0, chat: 2, 'batch-new': 0 });
    expect(fixture.pods().map(pod => pod.metadata.uid)).toEqual(
      expect.arrayContaining(chat.slice(0, 2)),
    );
  });

  it('are told by a label too, and only where what they hold is short', async () => {
    const deployment = (name: string, resource: string) =>
      stringify({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name, namespace: 'team-a' },
        spec: {
          selector: { matchLabels: { app: name } },
          template: {
            metadata: { labels: { app: name, ...INTERRUPTIBLE } },
            spec: {
              containers: [
                {
                  name: 'main',
                  image: 'batch:1',
                  resources: { limits: { [resource]: '1' } },
                },
              ],
            },
          },
        },
      });
    const quota = (nvidia: number) =>
      server.setQuota({
        'requests.nvidia.com/gpu': nvidia,
        'requests.amd.com/gpu': 1,
      });
    await quota(1);
    await fixture.push('nvidia', deployment('nvidia', 'nvidia.com/gpu'));
    await fixture.push('amd', deployment('amd', 'amd.com/gpu'));
    await fixture.push('none', deployment('none', 'cpu'));
    await quota(0);
    await fixture.pass(1);
    expect(fixture.pods().map(pod => pod.metadata.name.split('-')[0])).toEqual([
      'amd',
      'none',
    ]);
    await quota(1);
    await fixture.pass(1);
    expect(fixture.pods()).toHaveLength(3);
  });
});
