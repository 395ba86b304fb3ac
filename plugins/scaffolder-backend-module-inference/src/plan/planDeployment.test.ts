import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { parseAllDocuments } from 'yaml';
import { root, shippedClasses } from '../__testUtils__/platform';
import { planOf } from '../template/__testUtils__/cases';
import { alertRules } from './alertRules';
import { childName } from './childName';
import {
  PRIORITY_CLASSES,
  planDeployment,
  withDefaults,
} from './planDeployment';
import type { EndpointRequest } from './planEndpoint';
import { DEFAULT_PLATFORM, readPlatformSettings } from './platformSettings';

it('knows the names KServe gives, also where a name is too long for them', () => {
  expect(childName('chat', '-kserve')).toBe('chat-kserve');
  const long = childName('a'.repeat(50), '-kserve-workload-svc');
  expect(long).toBe(
    `aaaaaaaaaaa6eb6a030bcce166534b95bc2ab45d9cf-kserve-workload-svc`,
  );
  expect(long).toHaveLength(63);
});

it('claims other devices by another name, because a claim template cannot be changed', () => {
  const claimOf = (
    changes: Partial<EndpointRequest>,
    identity?: Parameters<typeof planOf>[1],
  ) => planOf(changes, identity).claimTemplateName;
  expect(claimOf({})).toBe('support-chat-l4-24g-1-accelerators');
  expect(claimOf({ acceleratorClass: 'l40s-48g' })).toBe(
    'support-chat-l40s-48g-1-accelerators',
  );
  const large = {
    model: { id: 'meta-llama/Llama-3.3-70B-Instruct' },
    acceleratorClass: 'h100-80g',
  };
  expect(claimOf(large)).toBe('support-chat-h100-80g-2-accelerators');
  const name = `a${'b'.repeat(48)}c`;
  const long = [{}, { acceleratorClass: 'l40s-48g' }, large].map(changes =>
    claimOf(changes, { name }),
  );
  expect(new Set(long).size).toBe(3);
  for (const claim of long) {
    expect(claim).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
  }
  expect(
    claimOf({}, { platform: { allocation: 'device-plugin' } }),
  ).toBeUndefined();
});

it('holds twice the tokens in a KV cache of 8 bits, which the server is told', () => {
  const kvFlags = ({ args }: ReturnType<typeof planOf>) =>
    args.filter(argument => argument.startsWith('--kv-cache-dtype'));
  const [whole, half] = [planOf({}), planOf({ kvPrecision: 'fp8' })];
  expect(kvFlags(whole)).toEqual([]);
  expect(kvFlags(half)).toEqual(['--kv-cache-dtype=fp8']);
  expect(Number(half.kvTokens) / Number(whole.kvTokens)).toBeCloseTo(2, 2);
  expect(planOf({ kvPrecision: 'auto' })).toEqual(whole);
});

it('costs what the form said: as planned, while nobody asks, and at the most', () => {
  const sleeping = {
    maxReplicas: 2,
    scaleToZero: true,
    businessHours: { start: '08:00', end: '20:00', timezone: 'UTC' },
  };
  const cost =
    '$584 a month with one replica, $209 while nobody asks, $1,168 with 2';
  expect(planOf(sleeping).monthlyCost).toBe(cost);
  expect(
    planOf({ ...sleeping, runtime: 'triton', model: { id: 'a/b' } })
      .monthlyCost,
  ).toBe(cost);
  expect(planOf({}).monthlyCost).toBe('$584 a month with one replica');
});

describe('the alerts', () => {
  const rules = alertRules({
    endpoint: 'default/chat',
    runtime: 'vllm',
    objectives: { availabilityTarget: 0.999, ttftP95Ms: 500 },
    loadSeconds: 100,
    startSeconds: 100,
    noneReadySeconds: 300,
  });
  const burns = (alert: string) => rules.filter(rule => rule.alert === alert);

  it('burn over two windows each, at the pace that the target allows', () => {
    expect(
      burns('InferenceAvailabilityBurn').map(({ expr, severity }) => [
        expr.match(/\[\w+\]/g)?.filter((_, index) => index % 2 === 0),
        expr.match(/> [\d.]+/)?.[0],
        severity,
      ]),
    ).toEqual([
      [['[1h]', '[5m]'], '> 0.0144', 'page'],
      [['[6h]', '[30m]'], '> 0.006', 'page'],
      [['[1d]', '[2h]'], '> 0.003', 'ticket'],
      [['[3d]', '[6h]'], '> 0.001', 'ticket'],
    ]);
    const requests =
      'sum(inference:requests:rate5m{endpoint="default/chat",outcome=~"success|error"})';
    const late =
      'max(inference:ttft_seconds:p95{endpoint="default/chat"}) > bool 0.5';
    expect(burns('InferenceFirstTokenBurn')[0].expr).toBe(
      ['[1h:5m]', '[5m:1m]']
        .map(
          range =>
            `sum_over_time((${requests} * (${late}))${range}) / sum_over_time(${requests}${range}) > 0.0144`,
        )
        .join(' and '),
    );
    expect(burns('InferenceTokenSpeedBurn')).toEqual([]);
  });

  it('each name who is first, and a section that the runbook has', () => {
    const runbook = readFileSync(
      resolve(root, 'templates/inference-endpoint/skeleton/docs/runbook.md'),
      'utf8',
    );
    const sections = [...runbook.matchAll(/^## (.*)$/gm)].map(([, title]) =>
      title.toLowerCase().replace(/ /g, '-'),
    );
    for (const rule of rules) {
      expect(['platform', 'model-team']).toContain(rule.responsible);
      expect(sections).toContain(rule.section);
    }
  });
});

describe('what cannot be', () => {
  const plan = (
    changes: Partial<EndpointRequest>,
    identity?: Parameters<typeof planOf>[1],
  ) => planOf({ maxReplicas: 2, ...changes }, identity);

  it.each<[string, () => unknown, string]>([
    [
      'scale to zero in production',
      () => plan({ scaleToZero: true }, { environment: 'prod' }),
      'scaleToZero: must be off in production',
    ],
    [
      'no image',
      () => plan({ modelLoading: 'oci' }),
      'modelUri: must be an image with its tag or digest',
    ],
    [
      'an image without a tag',
      () => plan({ modelLoading: 'oci', modelUri: 'oci://a.example/b' }),
      'modelUri: must be an image with its tag',
    ],
    [
      'a bucket elsewhere',
      () => plan({ modelLoading: 'object-storage', modelUri: 'https://a/b' }),
      'modelUri: must be a bucket and a path',
    ],
    [
      'a path that leaves the bucket',
      () =>
        plan({ modelLoading: 'object-storage', modelUri: 's3://models/../x' }),
      'modelUri: must be a bucket and a path',
    ],
    [
      'an address with YAML in it',
      () =>
        plan({
          modelLoading: 'object-storage',
          modelUri: 's3://models/a\nreplicas: 9',
        }),
      'modelUri: must be a bucket and a path',
    ],
    [
      'a claim that is no name',
      () => plan({ modelLoading: 'pvc', modelUri: '-claim' }),
      'modelUri: must be the name of a PersistentVolumeClaim',
    ],
    [
      'an address that the hub would not use',
      () => plan({ modelUri: 's3://models/chat' }),
      'modelUri: must be empty for a model from the hub',
    ],
    [
      'a time that is none',
      () =>
        plan({
          businessHours: { start: '8am', end: '18:00', timezone: 'UTC' },
        }),
      'businessHours.start: must be a time of day',
    ],
    [
      'a time zone that is none',
      () =>
        plan({
          businessHours: {
            start: '08:00',
            end: '18:00',
            timezone: 'Moon/Tycho',
          },
        }),
      'businessHours.timezone: must be a time zone',
    ],
    [
      'hours that are all day',
      () =>
        plan({
          businessHours: { start: '08:00', end: '08:00', timezone: 'UTC' },
        }),
      'businessHours.end: must be after the start',
    ],
    [
      'a predictive model larger than a device',
      () =>
        plan({
          runtime: 'triton',
          model: { id: 'a/b', config: '{"weightsGiB": 40}' },
        }),
      '59.5 GiB of memory are missing; a predictive model runs on one device',
    ],
    [
      'a predictive model larger than this class, but not than others',
      () =>
        plan({
          runtime: 'triton',
          model: { id: 'a/b', config: '{"weightsGiB": 30}' },
        }),
      'These do: a100-80g',
    ],
    [
      'a predictive model larger than every device',
      () =>
        plan({
          runtime: 'triton',
          model: { id: 'a/b', config: '{"weightsGiB": 1500}' },
        }),
      'No class does: make the model smaller, or split it.',
    ],
    [
      'a predictive model of no size',
      () => plan({ runtime: 'triton', model: { id: 'a/b', config: '{}' } }),
      'The size of the model is missing',
    ],
    [
      'a predictive model on another vendor',
      () =>
        plan({
          runtime: 'triton',
          model: { id: 'a/b' },
          acceleratorClass: 'mi300x-192g',
        }),
      'Triton runs on NVIDIA devices',
    ],
    [
      'no replicas of a predictive model',
      () => plan({ runtime: 'triton', model: { id: 'a/b' }, minReplicas: 0 }),
      'minReplicas: must be a whole number from 1 to 64, not 0',
    ],
  ])('is refused with a sentence: %s', (_, attempt, sentence) => {
    expect(attempt).toThrow(sentence);
    expect(attempt).toThrow(expect.objectContaining({ name: 'InputError' }));
  });

  it('is a class that the device plugins of the cluster do not have', () => {
    expect(() =>
      planDeployment({
        name: 'chat',
        namespace: 'team',
        request: withDefaults({}),
        modelId: 'a/b',
        checkpointGiB: 1,
        minReplicas: 1,
        maxReplicas: 1,
        devicesPerReplica: 1,
        acceleratorClass: shippedClasses[0],
        platform: { ...DEFAULT_PLATFORM, allocation: 'device-plugin' },
      }),
    ).toThrow('the class names no extendedResourceName');
  });
});

describe('inference.template', () => {
  const read = (template: object) =>
    readPlatformSettings(
      mockServices.rootConfig({
        data: { inference: { template: { ...template } } },
      }),
    );

  it('has defaults, and takes what an operator says', () => {
    expect(readPlatformSettings(mockServices.rootConfig())).toEqual(
      DEFAULT_PLATFORM,
    );
    expect(
      read({
        allocation: 'device-plugin',
        gateway: { name: 'edge', namespace: 'ingress' },
        kueue: false,
        sharedStorageClass: 'nfs',
        tolerations: [
          { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' },
        ],
      }),
    ).toEqual({
      ...DEFAULT_PLATFORM,
      allocation: 'device-plugin',
      gatewayName: 'edge',
      gatewayNamespace: 'ingress',
      localQueue: undefined,
      sharedStorageClass: 'nfs',
      tolerations: [
        { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' },
      ],
    });
  });

  it.each([
    [{ allocation: 'lottery' }, 'inference.template.allocation must be'],
    [{ prometheusUrl: 'prometheus' }, 'inference.template.prometheusUrl must'],
    [{ secretStore: 'My Store' }, 'inference.template.secretStore must'],
    [{ gateway: { name: '-' } }, 'inference.template.gateway.name must'],
    ...[
      [{ key: 'a/b/c', value: 'x' }, '.key: must be the key of a taint'],
      [{ value: 'x' }, '.key: must be there, unless operator is Exists'],
      [{ key: 'gpu', operator: 'In' }, '.operator: '],
      [{ key: 'gpu', value: 'a b' }, '.value: must be the value of a taint'],
      [
        { key: 'gpu', operator: 'Exists', value: 'x' },
        '.value: must be left out',
      ],
      [{ key: 'gpu', effect: 'NoRun' }, '.effect: '],
      [{ key: 'gpu', tolerationSeconds: 60 }, '.tolerationSeconds: needs'],
      [{ key: 'gpu', seconds: 60 }, ': Unrecognized key: "seconds"'],
    ].map(([toleration, message]): [object, string] => [
      { tolerations: [{ operator: 'Exists' }, toleration] },
      `inference.template.tolerations[1]${message}`,
    ]),
    [
      { tolerations: { key: 'gpu' } },
      'inference.template.tolerations: Invalid input',
    ],
  ])('refuses %j by its key', (template, message) => {
    expect(() => read(template)).toThrow(message);
  });
});

describe('the platform folder', () => {
  const documents = (file: string) =>
    parseAllDocuments(
      readFileSync(resolve(root, 'platform/kubernetes', file), 'utf8'),
    ).map(document => document.toJS());

  it('has the priority classes that the manifests name, the interruptible one last', () => {
    const classes = documents('priority-classes.yaml');
    const names = classes.map(({ metadata }) => metadata.name);
    expect([...names].sort()).toEqual(Object.values(PRIORITY_CLASSES).sort());
    const byValue = [...classes].sort((a, b) => a.value - b.value);
    expect(byValue[0].metadata.name).toBe(PRIORITY_CLASSES.interruptible);
  });

  it('has the policy that puts the start deadline of the pods into their Deployment', () => {
    const [policy, binding] = documents('progress-deadline.yaml');
    const { matchConditions, mutations } = policy.spec;
    for (const expression of [
      matchConditions[0].expression,
      mutations[0].applyConfiguration.expression,
    ]) {
      expect(expression).toContain(
        "'goldenpath.dev/progress-deadline-seconds'",
      );
    }
    expect(binding.spec.policyName).toBe(policy.metadata.name);
  });
});
