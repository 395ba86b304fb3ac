import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import request from 'supertest';
import {
  ClusterFixture,
  ListeningCluster,
  manifests,
} from './cluster/testing/clusterFixture';
import {
  CREDENTIALS,
  gitCli,
  startTestForge,
  type TestForge,
  withCredentials,
} from './forge/testForge';

const API = '/api/v1/repos/meridian/chat/pulls';

const overlay = (replicas: number) => `resources: [../../base]
namespace: team-a
patches:
  - target: { kind: LLMInferenceService }
    patch: '[{ op: add, path: /spec/replicas, value: ${replicas} }]'
`;

const FILES = {
  'deploy/kustomization.yaml': 'resources: [overlays/prod]\n',
  'deploy/base/kustomization.yaml': 'resources: [endpoint.yaml]\n',
  'deploy/base/endpoint.yaml': manifests({ name: 'chat' }),
  'deploy/overlays/prod/kustomization.yaml': overlay(1),
};

describe('a repository with a kustomization', () => {
  let forge: TestForge;
  let fixture: ClusterFixture;
  let server: ListeningCluster;
  let clone: string;

  beforeEach(async () => {
    fixture = new ClusterFixture();
    server = await ListeningCluster.start(fixture.cluster);
    await server.setQuota(8);
    forge = await startTestForge({
      async onPush({ owner, repo, branch, commit, files }) {
        if (branch !== 'main') return;
        await fixture.cluster.applyRepository({ owner, repo, commit, files });
      },
    });
    await request(forge.url)
      .post('/api/v1/orgs/meridian/repos')
      .auth(CREDENTIALS.username, CREDENTIALS.password)
      .send({ name: 'chat' })
      .expect(201);
    clone = join(forge.workDir, 'clone');
    const remote = withCredentials(`${forge.url}/meridian/chat.git`);
    await gitCli(forge.workDir, 'clone', '-q', remote, clone);
    await gitCli(clone, 'checkout', '-qb', 'main');
    await push(FILES);
  });

  afterEach(async () => {
    await forge.remove();
    await server.stop();
    await fixture.cluster.stop();
  });

  async function push(files: Record<string, string>, branch = 'main') {
    await gitCli(clone, 'checkout', '-qB', branch);
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(clone, path)), { recursive: true });
      await writeFile(join(clone, path), text);
    }
    await gitCli(clone, 'add', '.');
    await gitCli(clone, 'commit', '-qm', 'Change the endpoint');
    await gitCli(clone, 'push', '-q', 'origin', branch);
  }

  const post = (address: string, body: object) =>
    request(forge.url)
      .post(address)
      .auth(CREDENTIALS.username, CREDENTIALS.password)
      .send(body);

  const replicas = async () => {
    await fixture.pass(1);
    return fixture.pods().length;
  };

  const outcome = () =>
    fixture
      .ofKind('ConfigMap')
      .find(({ metadata }) => metadata.name === 'gitops-chat');

  it('runs in the cluster once pushed, and changes when a pull request is merged, not before', async () => {
    expect(await replicas()).toBe(1);
    await push(
      { 'deploy/overlays/prod/kustomization.yaml': overlay(3) },
      'golden-path/upgrade',
    );
    await post(API, {
      base: 'main',
      head: 'golden-path/upgrade',
      title: 'Three replicas',
    }).expect(201);
    expect(await replicas()).toBe(1);

    await post(`${API}/1/merge`, { Do: 'merge' }).expect(200);
    expect(await replicas()).toBe(3);
    const { body } = await request(forge.url).get(`${API}/1`);
    expect(outcome()).toMatchObject({
      data: { phase: 'Synced', commit: body.merge_commit_sha },
    });
  });

  it('runs on as it was when what is pushed cannot be built, and the cluster says why', async () => {
    await push({
      'deploy/overlays/prod/kustomization.yaml': `${overlay(
        2,
      )}helmCharts: []\n`,
    });
    expect(await replicas()).toBe(1);
    expect(outcome()).toMatchObject({
      data: {
        phase: 'Failed',
        message:
          'Nothing was changed: deploy/overlays/prod/kustomization.yaml: the sandbox does not know the field helmCharts',
      },
    });
  });
});
