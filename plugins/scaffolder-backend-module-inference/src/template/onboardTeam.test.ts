import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Entity } from '@backstage/catalog-model';
import { templateEntityV1beta3Validator } from '@backstage/plugin-scaffolder-common';
import type { JsonObject } from '@backstage/types';
import { parseGpuTenancy } from '@golden-path/plugin-inference-common';
import { parse, parseAllDocuments } from 'yaml';
import {
  envelopeEntities,
  groupEntity,
  newTeam,
} from '../__testUtils__/organisation';
import { classEntities, root } from '../__testUtils__/platform';
import type { Manifest } from '../validate/manifest';
import { publishedSchemaProblems } from '../validate/publishedSchemas';
import { startDryRuns } from './__testUtils__/startDryRuns';

const folder = resolve(root, 'templates/onboard-team');
const template = parse(readFileSync(resolve(folder, 'template.yaml'), 'utf8'));

const values = {
  team: 'group:default/voice-analytics',
  envelope: 'resource:default/gpu-starter',
  monthlyBudget: 4000,
  currency: 'USD',
  repoUrl: 'git.example?owner=meridian&repo=voice-analytics-gpu',
};

describe('the template that onboards a team, in a dry run', () => {
  let dryRuns: Awaited<ReturnType<typeof startDryRuns>>;

  beforeAll(async () => {
    dryRuns = await startDryRuns({
      folder,
      values,
      entities: [
        ...classEntities,
        ...envelopeEntities,
        ...Object.values(newTeam),
        groupEntity({
          name: 'quotes',
          title: 'Quotes & "co": # <b>',
          parent: 'data-products',
        }),
      ],
    });
  });

  async function render(changes?: JsonObject) {
    const { files, output } = await dryRuns.render(changes);
    const entity: Entity = parse(files.get('catalog-info.yaml') ?? '');
    const objects: Manifest[] = parseAllDocuments(
      files.get('deploy/namespace.yaml') ?? '',
      { strict: true },
    ).map(document => document.toJS());
    return { files, output, entity, objects };
  }

  it('is a valid template entity with bounds on its number', async () => {
    await expect(templateEntityV1beta3Validator.check(template)).resolves.toBe(
      true,
    );
    expect(template.spec.parameters[1].properties.monthlyBudget).toMatchObject({
      type: 'integer',
      minimum: 1,
      maximum: 1_000_000_000,
    });
  });

  it('writes a tenancy that the catalog takes, a namespace that Kubernetes takes, and the first steps', async () => {
    const { files, output, entity, objects } = await render();
    expect([...files.keys()].sort()).toEqual([
      'CODEOWNERS',
      'README.md',
      'catalog-info.yaml',
      'deploy/namespace.yaml',
      'docs/first-steps.md',
      'docs/index.md',
      'mkdocs.yml',
    ]);
    expect(parseGpuTenancy(entity)).toEqual({
      ok: true,
      value: {
        name: 'voice-analytics-gpu',
        title: 'GPU tenancy of Voice analytics',
        entityRef: 'resource:default/voice-analytics-gpu',
        team: 'group:default/voice-analytics',
        namespace: 'voice-analytics',
        costCentre: 'CC-5230',
        monthlyBudget: { amountMinor: 400_000, currency: 'USD' },
        quotaEnvelope: 'resource:default/gpu-starter',
      },
    });
    await expect(publishedSchemaProblems(objects)).resolves.toEqual(['', '']);
    expect(objects).toMatchObject([
      {
        kind: 'Namespace',
        metadata: {
          name: 'voice-analytics',
          // KServe's loading containers fit baseline only: restricted would refuse the pods of nearly every endpoint
          labels: {
            'pod-security.kubernetes.io/enforce': 'baseline',
            'pod-security.kubernetes.io/warn': 'restricted',
            'pod-security.kubernetes.io/audit': 'restricted',
          },
        },
      },
      { kind: 'NetworkPolicy', metadata: { namespace: 'voice-analytics' } },
    ]);
    // Quota objects are the sink's alone: a repository that set them could raise its own quota.
    expect([...files.values()].join()).not.toContain('ResourceQuota');
    expect(files.get('docs/first-steps.md')).toContain('2 × NVIDIA L4 24 GB');
    expect(output.links).toEqual([
      {
        title: 'First steps',
        icon: 'docs',
        url: 'http://portal.example/docs/default/resource/voice-analytics-gpu/first-steps',
      },
      { title: 'Quota request', url: 'http://portal.example/gpu-quota' },
      expect.objectContaining({ title: 'Tenancy' }),
      {
        title: 'Repository',
        url: 'https://git.example/meridian/voice-analytics-gpu',
      },
    ]);
    expect(output.text[0].content).toContain('the budget is $4,000');
  });

  it('keeps what people typed from breaking out of the files', async () => {
    const { entity, objects, files } = await render({
      team: 'group:default/quotes',
      pagerDutyServiceId: 'PNEW123',
      costCentre: 'CC 1/2_a.b-c',
    });
    expect(entity.metadata).toMatchObject({
      title: 'GPU tenancy of Quotes & "co": # <b>',
      annotations: {
        'pagerduty.com/service-id': 'PNEW123',
        'goldenpath.dev/cost-centre': 'CC 1/2_a.b-c',
      },
    });
    await expect(publishedSchemaProblems(objects)).resolves.toEqual(['', '']);
    expect(files.get('docs/index.md')).not.toContain('<b>');
    expect(parse(files.get('mkdocs.yml') ?? '')).toMatchObject({
      site_name: 'GPU tenancy of Quotes & "co": # <b>',
    });
  });

  it.each([
    [{ team: 'group:default/quotes' }, 'Nobody can be paged for Quotes'],
    [{ monthlyBudget: 0 }, 'must be greater than or equal to 1'],
    [{ costCentre: '"]}, {' }, 'costCentre'],
    [{ currency: 'Dollar' }, 'currency'],
    [{ currency: 'XYZ' }, 'is not a currency of ISO 4217'],
  ])('fails with a sentence for %j', async (changes, sentence) => {
    expect(await dryRuns.refusal(changes)).toContain(sentence);
  });
});
