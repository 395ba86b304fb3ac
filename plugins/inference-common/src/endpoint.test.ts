import type { Entity } from '@backstage/catalog-model';
import { endpointLabel, parseEndpoint } from './endpoint';

function endpointEntity(
  annotations: Record<string, string> = {},
  spec: Record<string, string> = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name: 'support-chat',
      title: 'Support chat',
      annotations: {
        'goldenpath.dev/accelerator-class': 'h100-80g',
        ...annotations,
      },
    },
    spec: {
      type: 'inference-endpoint',
      lifecycle: 'production',
      owner: 'support-assist',
      ...spec,
    },
  };
}

describe('parseEndpoint', () => {
  it('reads everything an endpoint says', () => {
    const parsed = parseEndpoint(
      endpointEntity({
        'goldenpath.dev/accelerators-per-replica': '4',
        'goldenpath.dev/min-replicas': '1',
        'goldenpath.dev/max-replicas': '2',
        'goldenpath.dev/model': 'meta-llama/Llama-3.3-70B-Instruct',
        'goldenpath.dev/runtime': 'vllm',
        'goldenpath.dev/environment': 'prod',
        'goldenpath.dev/slo-ttft-p95-ms': '500',
        'goldenpath.dev/slo-tpot-p95-ms': '40',
        'goldenpath.dev/model-load-seconds': '251',
        'goldenpath.dev/interruptible': 'true',
        'pagerduty.com/service-id': 'PSUPPRT',
      }),
    );
    expect(parsed).toEqual({
      ok: true,
      value: {
        namespace: 'default',
        name: 'support-chat',
        title: 'Support chat',
        entityRef: 'component:default/support-chat',
        label: 'default/support-chat',
        owner: 'group:default/support-assist',
        acceleratorClass: 'h100-80g',
        acceleratorClassRef: 'resource:default/h100-80g',
        acceleratorsPerReplica: 4,
        minReplicas: 1,
        maxReplicas: 2,
        model: 'meta-llama/Llama-3.3-70B-Instruct',
        runtime: 'vllm',
        environment: 'prod',
        slo: { ttftP95Ms: 500, tpotP95Ms: 40 },
        modelLoadSeconds: 251,
        interruptible: true,
        pagerDutyServiceId: 'PSUPPRT',
      },
    });
  });

  it('takes one replica of one device where nothing is said', () => {
    expect(parseEndpoint(endpointEntity())).toMatchObject({
      ok: true,
      value: {
        acceleratorsPerReplica: 1,
        minReplicas: 1,
        maxReplicas: 1,
        slo: {},
      },
    });
  });

  it('takes the class as a name or as an entity ref', () => {
    for (const value of ['resource:default/h100-80g', 'default/h100-80g']) {
      expect(
        parseEndpoint(
          endpointEntity({ 'goldenpath.dev/accelerator-class': value }),
        ),
      ).toMatchObject({ ok: true, value: { acceleratorClass: 'h100-80g' } });
    }
  });

  it.each([
    ['accelerator-class', ' ', 'must name'],
    ['accelerator-class', 'component:default/h100-80g', 'must name'],
    ['accelerator-class', 'a:b:c', 'must name'],
    ['accelerators-per-replica', '0', 'from 1 to'],
    ['min-replicas', '-1', 'from 0 to'],
    ['max-replicas', '0', 'from 1 to'],
    ['max-replicas', '1e9', 'from 1 to'],
    ['slo-ttft-p95-ms', 'fast', 'milliseconds'],
    ['slo-tpot-p95-ms', '0', 'more than 0'],
    ['runtime', 'My Runtime', 'lower case'],
    ['interruptible', 'yes', 'must be "true" or "false"'],
  ])('refuses %s %j with its path', (key, value, message) => {
    const parsed = parseEndpoint(
      endpointEntity({ [`goldenpath.dev/${key}`]: value }),
    );
    expect(!parsed.ok && parsed.errors).toEqual([
      {
        path: `metadata.annotations.goldenpath.dev/${key}`,
        message: expect.stringContaining(message),
      },
    ]);
  });

  it('refuses a maximum below the minimum, no class, a bad owner, and other components', () => {
    const errorsOf = (entity: Entity) => {
      const parsed = parseEndpoint(entity);
      return parsed.ok ? [] : parsed.errors.map(error => error.path);
    };
    expect(
      errorsOf(
        endpointEntity({
          'goldenpath.dev/min-replicas': '3',
          'goldenpath.dev/max-replicas': '2',
        }),
      ),
    ).toEqual(['metadata.annotations.goldenpath.dev/max-replicas']);
    const bare = endpointEntity();
    delete bare.metadata.annotations;
    expect(errorsOf(bare)).toEqual([
      'metadata.annotations.goldenpath.dev/accelerator-class',
    ]);
    expect(errorsOf(endpointEntity({}, { owner: '' }))).toEqual(['spec.owner']);
    expect(errorsOf(endpointEntity({}, { owner: ' ' }))).toEqual([
      'spec.owner',
    ]);
    expect(errorsOf(endpointEntity({}, { type: 'website' }))).toEqual([
      'spec.type',
    ]);
  });

  it('labels series by namespace and name', () => {
    expect(endpointLabel({ metadata: { name: 'a' } })).toBe('default/a');
    expect(endpointLabel({ metadata: { namespace: 'n', name: 'a' } })).toBe(
      'n/a',
    );
  });
});
