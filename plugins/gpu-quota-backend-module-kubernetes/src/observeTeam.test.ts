import type { TeamQuota } from '@golden-path/plugin-gpu-quota-node';
import type { SeenObjects } from './findOwner';
import { observeTeam } from './observeTeam';
import { renderKueue } from './renderKueue';
import { renderResourceQuota } from './renderResourceQuota';

const quota: TeamQuota = {
  team: 'group:default/chat',
  namespace: 'chat',
  department: 'products',
  quotas: [
    {
      acceleratorClass: 'h100-80g',
      deviceClassName: 'h100-80g',
      granted: 4,
      borrowed: 2,
      extendedResourceName: 'nvidia.com/gpu',
    },
    {
      acceleratorClass: 'l4-24g',
      deviceClassName: 'l4-24g',
      granted: 3,
      extendedResourceName: 'nvidia.com/gpu',
    },
  ],
};

/** A cluster as the sink would have left it, with some figures changed. */
function seen(changes: {
  hard?: Record<string, string>;
  used?: Record<string, string>;
}): SeenObjects {
  const { spec } = renderResourceQuota(quota);
  const { clusterQueue, localQueue } = renderKueue(quota);
  return {
    resourceQuota: {
      spec: { hard: { ...spec.hard, ...changes.hard } },
      status: { used: changes.used },
    },
    kueue: { used: true, clusterQueue, localQueue },
  };
}

function classesOf(objects: SeenObjects, of: TeamQuota = quota) {
  const observation = observeTeam(of, objects);
  return observation.state === 'observed' ? observation.classes : [];
}

it('finds nothing wrong where everything is as it was written', () => {
  expect(classesOf(seen({}))).toEqual([
    { acceleratorClass: 'h100-80g', applied: 6, used: 0 },
    { acceleratorClass: 'l4-24g', applied: 3, used: 0 },
  ]);
});

it('tells which limit somebody changed, also one that two classes share', () => {
  const key = 'h100-80g.deviceclass.resource.k8s.io/devices';
  expect(classesOf(seen({ hard: { [key]: '1k' } }))[0]).toMatchObject({
    applied: 1000,
    limit: key,
  });
  const shared = { hard: { 'requests.nvidia.com/gpu': '8' } };
  expect(classesOf(seen(shared))).toMatchObject([
    { applied: 5, limit: 'requests.nvidia.com/gpu' },
    { applied: 2, limit: 'requests.nvidia.com/gpu' },
  ]);
});

it('tells a limit that is gone from one that is 0', () => {
  const [h100] = classesOf({ kueue: { used: false } });
  expect(h100).toEqual({
    acceleratorClass: 'h100-80g',
    limit: 'h100-80g.deviceclass.resource.k8s.io/devices',
    used: 0,
  });
  const [withoutQueue] = classesOf({ ...seen({}), kueue: { used: true } });
  expect(withoutQueue).toMatchObject({
    applied: 2,
    limit: 'ClusterQueue chat',
  });
});

describe('Kueue', () => {
  const { clusterQueue, localQueue } = renderKueue(quota);
  const found = (
    kueue: Partial<Extract<SeenObjects['kueue'], { used: true }>>,
  ) =>
    classesOf({
      ...seen({}),
      kueue: { used: true, clusterQueue, localQueue, ...kueue },
    });
  const borrowing = (borrowingLimit: string | undefined) => ({
    spec: {
      ...clusterQueue.spec,
      resourceGroups: clusterQueue.spec.resourceGroups.map(group => ({
        flavors: group.flavors.map(flavor => ({
          ...flavor,
          resources: flavor.resources.map(each => ({
            ...each,
            borrowingLimit: flavor.name === 'h100-80g' ? borrowingLimit : '0',
          })),
        })),
      })),
    },
  });

  it('is found to let a team borrow more, or as much as there is', () => {
    const limit = 'borrowingLimit of ClusterQueue chat';
    expect(found({ clusterQueue: borrowing('5') })).toEqual([
      { acceleratorClass: 'h100-80g', applied: 9, limit, used: 0 },
      { acceleratorClass: 'l4-24g', applied: 3, used: 0 },
    ]);
    expect(found({ clusterQueue: borrowing(undefined) })[0]).toEqual({
      acceleratorClass: 'h100-80g',
      limit,
      used: 0,
    });
  });

  it.each<[string, Parameters<typeof found>[0]]>([
    [
      'ClusterQueue chat is in Cohort research',
      {
        clusterQueue: {
          spec: { ...clusterQueue.spec, cohortName: 'research' },
        },
      },
    ],
    [
      'ClusterQueue chat is in no Cohort',
      {
        clusterQueue: { spec: { ...clusterQueue.spec, cohortName: undefined } },
      },
    ],
    ['LocalQueue gpu is missing', { localQueue: undefined }],
    [
      'LocalQueue gpu leads to ClusterQueue other',
      { localQueue: { spec: { clusterQueue: 'other' } } },
    ],
  ])('is found out: %s', (limit, kueue) => {
    expect(found(kueue)).toMatchObject([
      { applied: 6, limit },
      { applied: 3, limit },
    ]);
  });
});

it('counts what is used by the keys of one class, whichever way it was asked for', () => {
  const used = {
    'h100-80g.deviceclass.resource.k8s.io/devices': '4',
    'requests.deviceclass.resource.kubernetes.io/h100-80g': '5',
    'requests.nvidia.com/gpu': '9',
  };
  expect(classesOf(seen({ used })).map(each => each.used)).toEqual([5, 0]);
  const alone = { ...quota, quotas: [quota.quotas[0]] };
  expect(classesOf(seen({ used }), alone)[0].used).toBe(9);
});

it('lays what classes of one DeviceClass use together to each as far as its quota goes', () => {
  const together: TeamQuota = {
    ...quota,
    quotas: [
      { acceleratorClass: 'a', deviceClassName: 'gpu', granted: 2 },
      { acceleratorClass: 'b', deviceClassName: 'gpu', granted: 2 },
    ],
  };
  const used = { 'gpu.deviceclass.resource.k8s.io/devices': '5' };
  expect(classesOf(seen({ used }), together).map(each => each.used)).toEqual([
    2, 3,
  ]);
});
