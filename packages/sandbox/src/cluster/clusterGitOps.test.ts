import {
  ClusterFixture,
  ListeningCluster,
  manifests,
} from './testing/clusterFixture';

describe('repositories in the cluster', () => {
  let fixture: ClusterFixture;

  beforeEach(() => {
    fixture = new ClusterFixture();
  });

  afterEach(() => fixture.cluster.stop());

  const status = (name: string) =>
    fixture
      .ofKind('ConfigMap')
      .find(object => object.metadata.name === `gitops-${name}`);

  it('are applied with their namespace, and what they drop is pruned', async () => {
    const result = await fixture.push(
      'chat',
      manifests({ name: 'chat', namespace: 'team-new' }),
    );
    expect(result).toMatchObject({
      phase: 'Synced',
      message: '2 objects applied',
    });
    expect(
      fixture.ofKind('Namespace').map(object => object.metadata.name),
    ).toContain('team-new');

    const renamed = await fixture.push(
      'chat',
      manifests({ name: 'talk', namespace: 'team-new' }),
    );
    expect(renamed.pruned).toEqual([
      'ResourceClaimTemplate team-new/chat-gpu',
      'LLMInferenceService team-new/chat',
    ]);
    expect(fixture.ofKind('Pod')).toHaveLength(1);
    expect(status('chat')?.data).toMatchObject({
      repository: 'meridian/chat',
      commit: 'f00dfeed',
      phase: 'Synced',
      errors: '',
    });
  });

  const namespace = (name: string, level = 'restricted') => `
apiVersion: v1
kind: Namespace
metadata:
  name: ${name}
  labels: { pod-security.kubernetes.io/enforce: ${level} }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: callers, namespace: ${name} }
spec: { podSelector: {}, policyTypes: [Ingress] }
`;
  const labelsOf = (name: string) =>
    fixture.ofKind('Namespace').find(({ metadata }) => metadata.name === name)
      ?.metadata.labels;

  it('bring their namespace, also one that is there, and keep it when they drop it', async () => {
    await fixture.push(
      'chat',
      manifests({ name: 'chat', namespace: 'team-new' }),
    );
    await expect(
      fixture.push('team-new-gpu', namespace('team-new')),
    ).resolves.toMatchObject({
      phase: 'Synced',
      applied: ['Namespace team-new', 'NetworkPolicy team-new/callers'],
    });
    expect(labelsOf('team-new')).toMatchObject({
      'kubernetes.io/metadata.name': 'team-new',
      'pod-security.kubernetes.io/enforce': 'restricted',
    });
    await expect(
      fixture.push('chat', namespace('team-new', 'privileged')),
    ).resolves.toMatchObject({
      phase: 'Failed',
      errors: expect.arrayContaining([
        expect.stringContaining(
          'Namespace team-new exists and is managed by meridian/team-new-gpu',
        ),
      ]),
    });
    await expect(fixture.push('team-new-gpu', '')).resolves.toMatchObject({
      pruned: ['NetworkPolicy team-new/callers'],
    });
    expect(labelsOf('team-new')).toBeDefined();
    expect(fixture.ofKind('Pod')).toHaveLength(1);
  });

  it('show their state where their objects are, also when nothing is left', async () => {
    await fixture.push('catalog', '');
    expect(status('catalog')).toBeUndefined();
    await fixture.push('chat', manifests({ name: 'chat' }));
    await fixture.push('chat', '');
    expect(status('chat')).toMatchObject({
      metadata: { namespace: 'team-a' },
      data: { phase: 'Synced', message: 'deploy/ holds no objects' },
    });
    await fixture.push(
      'chat',
      manifests({ name: 'chat', namespace: 'team-b' }),
    );
    expect(status('chat')?.metadata.namespace).toBe('team-b');
  });

  it("leave other people's fields alone when they are applied again", async () => {
    const server = await ListeningCluster.start(fixture.cluster);
    await fixture.push('chat', manifests({ name: 'chat' }));
    await server.request(
      'PATCH',
      '/apis/serving.kserve.io/v1alpha2/namespaces/team-a/llminferenceservices/chat',
      {
        body: { metadata: { annotations: { 'example.org/note': 'kept' } } },
        type: 'application/merge-patch+json',
      },
    );
    await fixture.push('chat', manifests({ name: 'chat', replicas: 0 }));
    const [service] = fixture.ofKind('LLMInferenceService');
    expect(service.metadata.annotations?.['example.org/note']).toBe('kept');
    expect(fixture.pods()).toEqual([]);
    await server.stop();
  });

  const object = (yaml: string) => `apiVersion: v1\n${yaml}`;

  it.each([
    ['text that is not YAML', 'a: [1', /endpoint\.yaml: /],
    [
      'a document that is a word',
      'hello',
      /is not an object with apiVersion and kind/,
    ],
    [
      'a kind nobody knows',
      object('kind: Robot\nmetadata: { name: x }'),
      /no matches for kind "Robot" in version "v1"/,
    ],
    [
      'an old version',
      'apiVersion: resource.k8s.io/v1beta1\nkind: ResourceClaimTemplate\nmetadata: { name: x }',
      /no matches for kind "ResourceClaimTemplate" in version "resource.k8s.io\/v1beta1"/,
    ],
    [
      'a name that climbs',
      object('kind: ConfigMap\nmetadata: { name: ../../etc }'),
      /metadata\.name: Invalid value: "\.\.\/\.\.\/etc"/,
    ],
    [
      'a namespace that climbs',
      object('kind: ConfigMap\nmetadata: { name: x, namespace: ../x }'),
      /metadata\.namespace "\.\.\/x"/,
    ],
    [
      'no name',
      object('kind: ConfigMap\nmetadata: {}'),
      /ConfigMap has no metadata\.name/,
    ],
    [
      'a quota for itself',
      object('kind: ResourceQuota\nmetadata: { name: x }\nspec: { hard: {} }'),
      /ResourceQuota is not for repositories to set: the platform team governs it/,
    ],
    [
      'a pod of its own',
      object('kind: Pod\nmetadata: { name: x }'),
      /the cluster writes it itself/,
    ],
    [
      'replicas below zero',
      manifests({ name: 'chat', replicas: -1 }),
      /spec\.replicas: Invalid value/,
    ],
    [
      'no devices',
      manifests({ name: 'chat', devices: 0 }),
      /spec\.spec\.devices\.requests\[0\]\.exactly\.count: Invalid value/,
    ],
    [
      'a claim of the beta shape',
      manifests({ name: 'chat' }).replace('exactly:', 'flat:'),
      /exactly one of `exactly` and `firstAvailable` must be set/,
    ],
    [
      'an alias bomb',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghij'
        .split('')
        .map(
          (k, i) =>
            `${k}: &${k} [${Array(9).fill(`*${'abcdefghij'[i]}`).join(',')}]`,
        )
        .join('\n')}`,
      /endpoint\.yaml: /,
    ],
    [
      'the same object twice',
      `${manifests({ name: 'chat' })}---\n${manifests({ name: 'chat' })}`,
      /is there more than once/,
    ],
    [
      'a prototype',
      object('kind: ConfigMap\nmetadata: { name: x }\n__proto__: { a: 1 }'),
      /"__proto__" is not allowed as a key/,
    ],
  ])('with %s change nothing and say why', async (_what, deploy, message) => {
    await fixture.push('chat', manifests({ name: 'chat', replicas: 2 }));
    const before = fixture.pods();
    const result = await fixture.push('chat', deploy, {
      namespaceHint: 'team-a',
    });
    expect(result.phase).toBe('Failed');
    expect(result.errors.join('\n')).toMatch(message);
    expect(fixture.pods().map(pod => pod.metadata.uid)).toEqual(
      before.map(pod => pod.metadata.uid),
    );
    expect(status('chat')?.data).toMatchObject({
      phase: 'Failed',
      message: expect.stringMatching(message),
    });
  });

  it('may not take what another repository manages', async () => {
    await fixture.push('chat', manifests({ name: 'chat' }));
    const { errors } = await fixture.push('thief', manifests({ name: 'chat' }));
    expect(errors[0]).toContain(
      'ResourceClaimTemplate team-a/chat-gpu exists and is managed by meridian/chat',
    );
  });

  it('are read only under deploy/, by paths that stay inside', async () => {
    const sync = (path: string) =>
      fixture.cluster.applyRepository({
        owner: 'meridian',
        repo: 'chat',
        commit: '1',
        files: new Map([[path, manifests({ name: 'chat' })]]),
      });
    expect((await sync('docs/endpoint.yaml')).applied).toEqual([]);
    expect((await sync('deploy/nested/endpoint.yml')).applied).toHaveLength(2);
    expect((await sync('deploy/../../endpoint.yaml')).errors).toEqual([
      '"deploy/../../endpoint.yaml" is not a plain path inside the repository',
    ]);
  });
});
