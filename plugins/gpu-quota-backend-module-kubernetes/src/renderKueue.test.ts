import type { TeamQuota } from '@golden-path/plugin-gpu-quota-node';
import { validateKueue } from './__testUtils__/kueueSchemas';
import { renderKueue } from './renderKueue';

const quota: TeamQuota = {
  team: 'group:default/support-assist',
  namespace: 'support-assist',
  department: 'customer-products',
  quotas: [
    {
      acceleratorClass: 'h100-80g',
      deviceClassName: 'h100-80g',
      granted: 8,
      borrowed: 2,
    },
    { acceleratorClass: 'l4-24g', deviceClassName: 'l4-24g', granted: 0 },
  ],
};

function objectsOf(of: TeamQuota) {
  const { flavors, cohort, clusterQueue, localQueue } = renderKueue(of);
  return [...flavors, ...(cohort ? [cohort] : []), clusterQueue, localQueue];
}

it('gives a team a queue with what it was granted, lent within its department and called back', () => {
  const { clusterQueue, localQueue, cohort, flavors } = renderKueue(quota);
  expect(clusterQueue).toMatchInlineSnapshot(`
    {
      "apiVersion": "kueue.x-k8s.io/v1beta2",
      "kind": "ClusterQueue",
      "metadata": {
        "annotations": {
          "goldenpath.dev/team": "group:default/support-assist",
        },
        "labels": {
          "app.kubernetes.io/managed-by": "golden-path",
        },
        "name": "support-assist",
      },
      "spec": {
        "cohortName": "customer-products",
        "namespaceSelector": {
          "matchLabels": {
            "kubernetes.io/metadata.name": "support-assist",
          },
        },
        "preemption": {
          "borrowWithinCohort": {
            "policy": "Never",
          },
          "reclaimWithinCohort": "Any",
          "withinClusterQueue": "LowerPriority",
        },
        "queueingStrategy": "BestEffortFIFO",
        "resourceGroups": [
          {
            "coveredResources": [
              "goldenpath.dev/h100-80g",
            ],
            "flavors": [
              {
                "name": "h100-80g",
                "resources": [
                  {
                    "borrowingLimit": "2",
                    "name": "goldenpath.dev/h100-80g",
                    "nominalQuota": "8",
                  },
                ],
              },
            ],
          },
          {
            "coveredResources": [
              "goldenpath.dev/l4-24g",
            ],
            "flavors": [
              {
                "name": "l4-24g",
                "resources": [
                  {
                    "borrowingLimit": "0",
                    "name": "goldenpath.dev/l4-24g",
                    "nominalQuota": "0",
                  },
                ],
              },
            ],
          },
        ],
      },
    }
  `);
  expect(localQueue).toMatchObject({
    metadata: { name: 'gpu', namespace: 'support-assist' },
    spec: { clusterQueue: 'support-assist' },
  });
  expect(cohort?.metadata.name).toBe('customer-products');
  expect(flavors.map(flavor => [flavor.metadata.name, flavor.spec])).toEqual([
    ['h100-80g', {}],
    ['l4-24g', {}],
  ]);
});

it('keeps apart the classes of one extended resource by the nodes they are on', () => {
  const shared = { extendedResourceName: 'nvidia.com/gpu' };
  const { clusterQueue, flavors } = renderKueue({
    ...quota,
    quotas: quota.quotas.map(each => ({ ...each, ...shared })),
  });
  expect(clusterQueue.spec.resourceGroups).toEqual([
    {
      coveredResources: ['nvidia.com/gpu'],
      flavors: [
        {
          name: 'h100-80g',
          resources: [
            { name: 'nvidia.com/gpu', nominalQuota: '8', borrowingLimit: '2' },
          ],
        },
        {
          name: 'l4-24g',
          resources: [
            { name: 'nvidia.com/gpu', nominalQuota: '0', borrowingLimit: '0' },
          ],
        },
      ],
    },
  ]);
  expect(flavors[0].spec.nodeLabels).toEqual({
    'goldenpath.dev/accelerator-class': 'h100-80g',
  });
});

it('lets a team without a department borrow from nobody', () => {
  const { clusterQueue, cohort } = renderKueue({
    ...quota,
    department: undefined,
  });
  expect(cohort).toBeUndefined();
  expect(clusterQueue.spec.cohortName).toBeUndefined();
  expect(JSON.stringify(clusterQueue)).not.toContain('borrowingLimit');
});

it('says so when there are more classes than a ClusterQueue can hold', () => {
  const quotas = Array.from({ length: 17 }, (_, index) => ({
    acceleratorClass: `class-${index}`,
    deviceClassName: `class-${index}`,
    granted: 1,
  }));
  expect(() => renderKueue({ ...quota, quotas })).toThrow(
    'Kueue can hold 16 kinds of devices apart, not 17',
  );
});

it('writes what Kueue accepts', () => {
  validateKueue(
    ...objectsOf(quota),
    ...objectsOf({
      ...quota,
      department: undefined,
      quotas: quota.quotas.map(each => ({
        ...each,
        extendedResourceName: 'nvidia.com/gpu',
      })),
    }),
  );
  const { clusterQueue } = renderKueue(quota);
  const { cohortName: _gone, ...alone } = clusterQueue.spec;
  expect(() => validateKueue({ ...clusterQueue, spec: alone })).toThrow(
    'needs a cohort',
  );
});
