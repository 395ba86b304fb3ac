import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { startTestBackend } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import {
  catalogProcessingExtensionPoint,
  type CatalogProcessor,
  type CatalogProcessorResult,
} from '@backstage/plugin-catalog-node';
import { parseAllDocuments } from 'yaml';
import { InferenceEntityProcessor } from './InferenceEntityProcessor';
import { catalogModuleInference } from './module';

const location = { type: 'url', target: 'https://git.example/repo' };

function endpoint(
  changes: { class?: string; dependsOn?: string[]; max?: string } = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name: 'support-chat',
      namespace: 'default',
      annotations: {
        'goldenpath.dev/accelerator-class': changes.class ?? 'h100-80g',
        'goldenpath.dev/max-replicas': changes.max ?? '2',
      },
    },
    spec: {
      type: 'inference-endpoint',
      lifecycle: 'production',
      owner: 'support-assist',
      ...(changes.dependsOn && { dependsOn: changes.dependsOn }),
    },
  };
}

async function relationsOf(entity: Entity) {
  const emitted: CatalogProcessorResult[] = [];
  const after = await new InferenceEntityProcessor().postProcessEntity(
    entity,
    location,
    result => emitted.push(result),
  );
  expect(after).toBe(entity);
  return emitted.map(result =>
    result.type === 'relation'
      ? [
          result.relation.source.name,
          result.relation.type,
          result.relation.target.name,
        ]
      : result,
  );
}

describe('InferenceEntityProcessor', () => {
  const processor = new InferenceEntityProcessor();

  it('relates an endpoint to its class, both ways, and says nothing about ownership', async () => {
    await expect(relationsOf(endpoint())).resolves.toEqual([
      ['support-chat', 'dependsOn', 'h100-80g'],
      ['h100-80g', 'dependencyOf', 'support-chat'],
    ]);
  });

  it('does not repeat what spec.dependsOn says already, however it is written', async () => {
    for (const ref of ['resource:h100-80g', 'Resource:default/H100-80G']) {
      await expect(
        relationsOf(endpoint({ dependsOn: [ref] })),
      ).resolves.toEqual([]);
    }
    await expect(
      relationsOf(endpoint({ dependsOn: ['component:h100-80g'] })),
    ).resolves.toHaveLength(2);
  });

  it('refuses a bad endpoint with the path of the field', async () => {
    await expect(
      processor.validateEntityKind(endpoint({ max: '0' })),
    ).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringMatching(
        /^Inference endpoint component:default\/support-chat is not valid: metadata\.annotations\.goldenpath\.dev\/max-replicas: must be a whole number/,
      ),
    });
    await expect(
      processor.validateEntityKind(endpoint({ class: ' ' })),
    ).rejects.toThrow('goldenpath.dev/accelerator-class: must name');
  });

  it('takes the classes the platform ships, and refuses a bad one with the path of the field', async () => {
    const shipped = parseAllDocuments(
      readFileSync(
        resolve(__dirname, '../../../platform/accelerator-classes.yaml'),
        'utf8',
      ),
    ).map(document => document.toJS() as Entity);
    expect(shipped).toHaveLength(6);
    for (const acceleratorClass of shipped) {
      await expect(
        processor.validateEntityKind(acceleratorClass),
      ).resolves.toBe(false);
      await expect(relationsOf(acceleratorClass)).resolves.toEqual([]);
    }
    const [first] = shipped;
    const accelerator = first.spec?.accelerator as object;
    await expect(
      processor.validateEntityKind({
        ...first,
        spec: {
          ...first.spec,
          accelerator: { ...accelerator, memoryGiB: -1, tier: 'gold' },
        },
      }),
    ).rejects.toThrow(
      /spec\.accelerator\.memoryGiB: .*; spec\.accelerator\.tier: must be 'standard' or 'scarce'/,
    );
  });

  it('takes the envelopes the platform ships, and relates each to the classes it offers', async () => {
    const shipped = parseAllDocuments(
      readFileSync(
        resolve(__dirname, '../../../platform/quota-envelopes.yaml'),
        'utf8',
      ),
    ).map(document => document.toJS() as Entity);
    expect(shipped).toHaveLength(3);
    for (const envelope of shipped) {
      await expect(processor.validateEntityKind(envelope)).resolves.toBe(false);
    }
    await expect(relationsOf(shipped[0])).resolves.toEqual([
      ['gpu-starter', 'dependsOn', 'l4-24g'],
      ['l4-24g', 'dependencyOf', 'gpu-starter'],
    ]);
    await expect(
      processor.validateEntityKind({
        ...shipped[0],
        spec: { ...shipped[0].spec, envelope: { devices: [] } },
      }),
    ).rejects.toThrow(
      'Quota envelope resource:default/gpu-starter is not valid: spec.envelope.devices: must hold at least one accelerator class',
    );
  });

  it('refuses a bad tenancy with the path of every field, and leaves its owner to the catalog', async () => {
    const tenancy: Entity = {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Resource',
      metadata: {
        name: 'voice-analytics-gpu',
        namespace: 'default',
        annotations: {
          'backstage.io/kubernetes-namespace': 'voice-analytics',
          'goldenpath.dev/cost-centre': 'CC-5230',
          'goldenpath.dev/monthly-budget': '4000 USD',
        },
      },
      spec: { type: 'gpu-tenancy', owner: 'group:default/voice-analytics' },
    };
    await expect(processor.validateEntityKind(tenancy)).resolves.toBe(false);
    await expect(relationsOf(tenancy)).resolves.toEqual([]);
    await expect(
      processor.validateEntityKind({
        ...tenancy,
        metadata: {
          ...tenancy.metadata,
          annotations: { 'backstage.io/kubernetes-namespace': 'Voice' },
        },
      }),
    ).rejects.toThrow(
      /^GPU tenancy resource:default\/voice-analytics-gpu is not valid: .*kubernetes-namespace: must be a DNS label.*cost-centre: is missing.*monthly-budget: is missing/,
    );
  });

  it('leaves every other entity alone', async () => {
    const website: Entity = {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: { name: 'site' },
      spec: { type: 'website', lifecycle: 'production', owner: 'web' },
    };
    await expect(processor.validateEntityKind(website)).resolves.toBe(false);
    await expect(relationsOf(website)).resolves.toEqual([]);
  });

  it('is added to the catalog by the module', async () => {
    const processors: CatalogProcessor[] = [];
    const unused = () => {
      throw new Error('not expected');
    };
    await startTestBackend({
      extensionPoints: [
        [
          catalogProcessingExtensionPoint,
          {
            addProcessor: (...added) => {
              processors.push(
                ...added
                  .flat()
                  .filter(
                    (one): one is CatalogProcessor => 'getProcessorName' in one,
                  ),
              );
            },
            addEntityProvider: unused,
            addPlaceholderResolver: unused,
            setOnProcessingErrorHandler: unused,
          },
        ],
      ],
      features: [catalogModuleInference],
    });
    expect(processors.map(one => one.getProcessorName())).toEqual([
      'InferenceEntityProcessor',
    ]);
  });
});
