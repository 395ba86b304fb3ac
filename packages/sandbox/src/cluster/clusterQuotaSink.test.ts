import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import quotaModule from '@golden-path/plugin-gpu-quota-backend-module-kubernetes';
import {
  gpuQuotaSinkExtensionPoint,
  type QuotaSink,
  type TeamQuota,
} from '@golden-path/plugin-gpu-quota-node';
import { parseAllDocuments } from 'yaml';
import {
  ClusterFixture,
  ListeningCluster,
  manifests,
  TOKEN,
} from './testing/clusterFixture';

const KUEUE = '/apis/kueue.x-k8s.io/v1beta2';
const NAME = 'golden-path-gpu-quota';
const QUOTA = `/api/v1/namespaces/team-a/resourcequotas/${NAME}`;
const KEY = 'h100-80g.deviceclass.resource.k8s.io/devices';
const IMPLICIT = 'requests.deviceclass.resource.kubernetes.io/h100-80g';
const MERGE = 'application/merge-patch+json';
const classes = [
  { acceleratorClass: 'h100-80g', deviceClassName: 'h100-80g' },
  { acceleratorClass: 'mi300x-192g', deviceClassName: 'mi300x-192g' },
];

function quotaOf(granted: number, of: Partial<TeamQuota> = {}): TeamQuota {
  return {
    team: 'group:default/team-a',
    namespace: 'team-a',
    department: 'products',
    quotas: [{ ...classes[0], granted }],
    ...of,
  };
}

async function sinkFor(url: string): Promise<QuotaSink> {
  const sinks: QuotaSink[] = [];
  await startTestBackend({
    features: [
      quotaModule,
      mockServices.rootConfig.factory({
        data: {
          gpuQuota: {
            kubernetes: {
              clusters: [{ name: 'sandbox', url, serviceAccountToken: TOKEN }],
            },
          },
        },
      }),
    ],
    extensionPoints: [
      [gpuQuotaSinkExtensionPoint, { addSink: sink => sinks.push(sink) }],
    ],
  });
  return sinks[0];
}

describe("the portal's quota sink on this cluster", () => {
  let fixture: ClusterFixture;
  let server: ListeningCluster;
  let sink: QuotaSink;

  beforeEach(async () => {
    fixture = new ClusterFixture({
      seedNodes: [
        { name: 'node-a', acceleratorClass: 'h100-80g', devices: 8 },
        { name: 'node-b', acceleratorClass: 'mi300x-192g', devices: 4 },
      ],
    });
    server = await ListeningCluster.start(fixture.cluster);
    sink = await sinkFor(server.url);
  });

  afterEach(async () => {
    await server.stop();
    await fixture.cluster.stop();
  });

  const read = async (path: string) => (await server.request('GET', path)).json;
  const observed = async (quota: TeamQuota) => {
    const [seen] = (await sink.observe?.([quota])) ?? [];
    return seen;
  };

  it('lets pods start under every key of their class and sees what they use', async () => {
    const quota = quotaOf(4);
    await sink.apply([quota]);
    await fixture.push('chat', manifests({ name: 'chat', devices: 4 }));
    await fixture.pass(1);
    expect(fixture.pods()[0].spec.nodeName).toBe('node-a');
    expect(fixture.quota(NAME)?.status).toEqual({
      hard: { [KEY]: '4', [IMPLICIT]: '4' },
      used: { [KEY]: '4', [IMPLICIT]: '4' },
    });
    await expect(observed(quota)).resolves.toEqual({
      team: quota.team,
      state: 'observed',
      classes: [{ acceleratorClass: 'h100-80g', applied: 4, used: 4 }],
    });

    // Quota is lost: the objects stay, with 0, and what runs goes on running.
    await sink.apply([quotaOf(0)]);
    await fixture.pass(1);
    await expect(observed(quotaOf(0))).resolves.toMatchObject({
      classes: [{ applied: 0, used: 4 }],
    });
    expect(fixture.ofKind('ClusterQueue')).toHaveLength(1);
  });

  it('charges a device under the name that its class has as an extended resource, too', async () => {
    await server.request(
      'PATCH',
      '/apis/resource.k8s.io/v1/deviceclasses/h100-80g',
      {
        body: { spec: { extendedResourceName: 'nvidia.com/gpu' } },
        type: MERGE,
      },
    );
    const [h100] = quotaOf(2).quotas;
    const quota = quotaOf(2, {
      quotas: [{ ...h100, extendedResourceName: 'nvidia.com/gpu' }],
    });
    await sink.apply([quota]);
    await fixture.push('chat', manifests({ name: 'chat', devices: 2 }));
    await fixture.pass(1);
    expect(fixture.quota(NAME)?.status?.used).toEqual({
      [KEY]: '2',
      [IMPLICIT]: '2',
      'requests.nvidia.com/gpu': '2',
    });
    await expect(observed(quota)).resolves.toMatchObject({
      classes: [{ applied: 2, used: 2 }],
    });
  });

  it('gives Kueue queues that can admit, which the cluster says of them', async () => {
    await sink.apply([quotaOf(4)]);
    await fixture.cluster.tick();
    const ready = { conditions: [{ type: 'Active', status: 'True' }] };
    expect(await read(`${KUEUE}/clusterqueues/team-a`)).toMatchObject({
      spec: { cohortName: 'products' },
      status: ready,
    });
    expect(
      await read(`${KUEUE}/namespaces/team-a/localqueues/gpu`),
    ).toMatchObject({ status: ready });
    await server.request('DELETE', `${KUEUE}/resourceflavors/h100-80g`);
    await fixture.cluster.tick();
    expect(await read(`${KUEUE}/clusterqueues/team-a`)).toMatchObject({
      status: {
        conditions: [
          {
            status: 'False',
            reason: 'FlavorNotFound',
            message: expect.stringContaining('h100-80g'),
          },
        ],
      },
    });
  });

  it('finds what somebody changed by hand, reports whose it is and forces nothing', async () => {
    const quota = quotaOf(4);
    await sink.apply([quota]);
    await server.request('PATCH', `${QUOTA}?fieldManager=kubectl-edit`, {
      body: { spec: { hard: { [KEY]: '9' } } },
      type: MERGE,
    });
    await expect(observed(quota)).resolves.toMatchObject({
      classes: [{ applied: 9, limit: KEY }],
    });
    await expect(sink.apply([quota])).rejects.toThrow(
      `conflict with "kubectl-edit": .spec.hard.${KEY}`,
    );
    expect(fixture.quota(NAME)?.spec?.hard?.[KEY]).toBe('9');

    await server.request('DELETE', `${KUEUE}/clusterqueues/team-a`);
    await server.request('PATCH', `${QUOTA}?fieldManager=kubectl-edit`, {
      body: { spec: { hard: { [KEY]: '4' } } },
      type: MERGE,
    });
    await expect(observed(quota)).resolves.toMatchObject({
      classes: [{ applied: 0, limit: 'ClusterQueue team-a' }],
    });
    await expect(
      observed(quotaOf(1, { namespace: 'nowhere' })),
    ).resolves.toEqual({
      team: 'group:default/team-a',
      state: 'namespace-missing',
    });
  });

  it('gives a namespace to the first of two teams of one name, for good', async () => {
    const first = quotaOf(4);
    const second = quotaOf(1, { team: 'group:acme/team-a' });
    await sink.apply([first]);
    for (let round = 0; round < 2; round += 1) {
      await expect(sink.apply([second])).rejects.toThrow(
        'group:acme/team-a cannot have namespace team-a in cluster sandbox: it belongs to group:default/team-a',
      );
      await sink.apply([first]);
      expect(fixture.quota(NAME)?.spec?.hard?.[KEY]).toBe('4');
      await expect(observed(first)).resolves.toMatchObject({
        classes: [{ applied: 4 }],
      });
      await expect(observed(second)).resolves.toEqual({
        team: 'group:acme/team-a',
        state: 'namespace-missing',
        reason: 'team-a belongs to group:default/team-a',
      });
    }
  });

  it('counts devices by the DeviceClasses that the platform ships', async () => {
    const shipped = parseAllDocuments(
      readFileSync(
        resolve(
          __dirname,
          '../../../../platform/kubernetes/device-classes.yaml',
        ),
        'utf8',
      ),
    ).map(document => document.toJS());
    for (const deviceClass of shipped) {
      const { status } = await server.request(
        'PATCH',
        `/apis/resource.k8s.io/v1/deviceclasses/${deviceClass.metadata.name}?fieldManager=platform&force=true`,
        { body: deviceClass, type: 'application/apply-patch+yaml' },
      );
      expect(status).toBeLessThan(300);
    }
    await sink.apply([quotaOf(8)]);
    await fixture.push('chat', manifests({ name: 'chat', devices: 3 }));
    await fixture.pass(1);
    await expect(
      sink.capacity?.([
        ...classes,
        { acceleratorClass: 'l4-24g', deviceClassName: 'l4-24g' },
      ]),
    ).resolves.toEqual([
      { acceleratorClass: 'h100-80g', devices: 8, used: 3 },
      { acceleratorClass: 'mi300x-192g', devices: 4, used: 0 },
      { acceleratorClass: 'l4-24g', devices: 0, used: 0 },
    ]);
  });

  it.each([
    [
      'limits on borrowing without a cohort',
      'clusterqueues',
      {
        resourceGroups: [
          {
            coveredResources: ['a/b'],
            flavors: [
              {
                name: 'x',
                resources: [
                  { name: 'a/b', nominalQuota: '1', borrowingLimit: '1' },
                ],
              },
            ],
          },
        ],
      },
    ],
    [
      'a flavor that does not list what is covered',
      'clusterqueues',
      {
        resourceGroups: [
          {
            coveredResources: ['a/b', 'a/c'],
            flavors: [
              { name: 'x', resources: [{ name: 'a/b', nominalQuota: '1' }] },
            ],
          },
        ],
      },
    ],
    [
      'a preemption policy that there is none of',
      'clusterqueues',
      { preemption: { reclaimWithinCohort: 'Always' } },
    ],
    ['a cohort with a path', 'cohorts', { parentName: '../x' }],
  ])('is refused %s', async (_what, plural, spec) => {
    const { status, json } = await server.request(
      'POST',
      `${KUEUE}/${plural}`,
      { body: { metadata: { name: 'x' }, spec } },
    );
    expect([status, json.reason]).toEqual([422, 'Invalid']);
  });
});
