import type { TeamQuota } from '@golden-path/plugin-gpu-quota-node';
import { validateKubernetes } from './__testUtils__/validateKubernetes';
import { renderNamespace, renderResourceQuota } from './renderResourceQuota';

const quota: TeamQuota = {
  team: 'group:default/support-assist',
  namespace: 'support-assist',
  quotas: [
    { acceleratorClass: 'l4-24g', deviceClassName: 'l4-24g', granted: 0 },
    { acceleratorClass: 'h100-80g', deviceClassName: 'h100-80g', granted: 8 },
  ],
};

it('limits every class, 0 included, under every key that its devices are charged to', () => {
  expect(renderResourceQuota(quota)).toMatchInlineSnapshot(`
    {
      "apiVersion": "v1",
      "kind": "ResourceQuota",
      "metadata": {
        "annotations": {
          "goldenpath.dev/team": "group:default/support-assist",
        },
        "labels": {
          "app.kubernetes.io/managed-by": "golden-path",
        },
        "name": "golden-path-gpu-quota",
        "namespace": "support-assist",
      },
      "spec": {
        "hard": {
          "h100-80g.deviceclass.resource.k8s.io/devices": "8",
          "l4-24g.deviceclass.resource.k8s.io/devices": "0",
          "requests.deviceclass.resource.kubernetes.io/h100-80g": "8",
          "requests.deviceclass.resource.kubernetes.io/l4-24g": "0",
        },
      },
    }
  `);
});

it('limits devices of device plugins and DRA together, those lent by the department included', () => {
  expect(
    renderResourceQuota({
      ...quota,
      quotas: [
        {
          acceleratorClass: 'h100-80g',
          deviceClassName: 'h100-80g',
          granted: 8,
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
    }).spec.hard,
  ).toEqual({
    'h100-80g.deviceclass.resource.k8s.io/devices': '10',
    'l4-24g.deviceclass.resource.k8s.io/devices': '3',
    'requests.deviceclass.resource.kubernetes.io/h100-80g': '10',
    'requests.deviceclass.resource.kubernetes.io/l4-24g': '3',
    'requests.nvidia.com/gpu': '13',
  });
});

it('counts classes that share a DeviceClass together', () => {
  const { hard } = renderResourceQuota({
    ...quota,
    quotas: [
      { acceleratorClass: 'a', deviceClassName: 'gpu.nvidia.com', granted: 2 },
      { acceleratorClass: 'b', deviceClassName: 'gpu.nvidia.com', granted: 3 },
    ],
  }).spec;
  expect(hard).toEqual({
    'gpu.nvidia.com.deviceclass.resource.k8s.io/devices': '5',
    'requests.deviceclass.resource.kubernetes.io/gpu.nvidia.com': '5',
  });
});

it('names the team on its namespace', () => {
  expect(renderNamespace(quota)).toMatchInlineSnapshot(`
    {
      "apiVersion": "v1",
      "kind": "Namespace",
      "metadata": {
        "annotations": {
          "goldenpath.dev/team": "group:default/support-assist",
        },
        "labels": {
          "app.kubernetes.io/managed-by": "golden-path",
        },
        "name": "support-assist",
      },
    }
  `);
});

it('writes what Kubernetes’ schemas accept', () => {
  validateKubernetes(renderResourceQuota(quota), renderNamespace(quota));
  const broken = { ...renderResourceQuota(quota), spec: { hard: 7 } };
  expect(() => validateKubernetes(broken)).toThrow('hard');
});
