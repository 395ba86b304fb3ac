import type { Entity } from '@backstage/catalog-model';
import { parseEndpoint } from '@golden-path/plugin-inference-common';
import { parse, parseAllDocuments } from 'yaml';
import { cases, valuesOf } from './__testUtils__/cases';
import {
  claimProblems,
  inferenceServiceProblems,
  schemaProblems,
} from './__testUtils__/kubernetesProblems';
import { renderSkeleton } from './__testUtils__/renderSkeleton';
import { stepOf } from './__testUtils__/template';

const { trimBlocks, lstripBlocks } = stepOf('fetch').input;

type Rendered = {
  files: Map<string, string>;
  entity: Entity;
  claim: { metadata: { namespace: string }; spec: object };
  service: {
    metadata: { name: string; namespace: string };
    spec: {
      replicas: number;
      labels: Record<string, string>;
      annotations: Record<string, string>;
      template: {
        enableServiceLinks: boolean;
        resourceClaims: { resourceClaimTemplateName: string }[];
        containers: {
          args: string[];
          startupProbe: { periodSeconds: number; failureThreshold: number };
        }[];
      };
    };
  };
  site: { site_name: string };
};

const rendered = new Map<string, Rendered>();

beforeAll(async () => {
  for (const { name, plan } of cases) {
    const files = await renderSkeleton({
      values: valuesOf(plan),
      trimBlocks,
      lstripBlocks,
    });
    const [claim, service] = parseAllDocuments(
      files.get('deploy/endpoint.yaml') ?? '',
      { strict: true },
    ).map(document => document.toJS());
    rendered.set(name, {
      files,
      claim,
      service,
      entity: parse(files.get('catalog-info.yaml') ?? ''),
      site: parse(files.get('mkdocs.yml') ?? ''),
    });
  }
});

function renderedFor(name: string): Rendered {
  const found = rendered.get(name);
  if (!found) {
    throw new Error(`No case ${name}`);
  }
  return found;
}

describe.each(cases)('the repository of $name', ({ name, plan }) => {
  it('has every file, with nothing left to fill in', () => {
    const { files } = renderedFor(name);
    expect([...files.keys()]).toEqual([
      '.goldenpath/parameters.yaml',
      'CODEOWNERS',
      'README.md',
      'catalog-info.yaml',
      'deploy/endpoint.yaml',
      'docs/index.md',
      'docs/runbook.md',
      'mkdocs.yml',
    ]);
    const text = [...files.values()].join('\n');
    // The hostile title itself may hold template syntax; what the skeleton brings must not survive
    expect(text).not.toMatch(/\$\{\{ (?!values\.plan \| dump \}\})/);
    expect(text).not.toMatch(/undefined|NaN|\[object/);
  });

  it('says in the catalog what was asked for, word by word', () => {
    const { entity, site } = renderedFor(name);
    const parsed = parseEndpoint(entity);
    expect(parsed).toMatchObject({ ok: true });
    expect(parsed.ok && parsed.value).toMatchObject({
      name: plan.name,
      title: plan.title,
      owner: plan.owner,
      model: plan.modelId,
      runtime: 'vllm',
      environment: plan.environment,
      acceleratorClass: plan.acceleratorClass,
      acceleratorsPerReplica: plan.devicesPerReplica,
      minReplicas: plan.minReplicas,
      maxReplicas: plan.maxReplicas,
      modelLoadSeconds: plan.modelLoadSeconds,
      quotaReservation: '0d3e1c0a-7f7a-4a52-9d52-7e1f3b1f8b11',
      templateVersion: '1.0.0',
      kubernetesId: plan.name,
      kubernetesNamespace: plan.namespace,
      slo: {
        ...(plan.ttftP95Ms && { ttftP95Ms: plan.ttftP95Ms }),
        ...(plan.tpotP95Ms && { tpotP95Ms: plan.tpotP95Ms }),
      },
    });
    expect(parsed.ok && parsed.value.pagerDutyServiceId).toBe(
      plan.pagerDutyServiceId,
    );
    expect(entity.metadata.description).toBe(
      `${plan.modelId}, served for ${plan.ownerTitle}`,
    );
    expect(site.site_name).toBe(plan.title);
  });

  it('claims the devices and serves the model as planned', () => {
    const { claim, service } = renderedFor(name);
    expect(claimProblems(claim)).toEqual([]);
    expect(inferenceServiceProblems(service)).toEqual([]);
    expect(claim.spec).toMatchObject({
      spec: {
        devices: {
          requests: [
            {
              exactly: {
                deviceClassName: plan.deviceClassName,
                count: plan.devicesPerReplica,
              },
            },
          ],
        },
      },
    });
    const { metadata, spec } = service;
    expect(metadata).toMatchObject({
      name: plan.name,
      namespace: plan.namespace,
    });
    expect(spec.replicas).toBe(plan.replicas);
    expect(spec.labels).toEqual({
      'app.kubernetes.io/name': plan.name,
      'backstage.io/kubernetes-id': plan.name,
      'goldenpath.dev/entity-namespace': 'default',
      'goldenpath.dev/entity-name': plan.name,
    });
    expect(spec.annotations['goldenpath.dev/weights-gib']).toBe(
      String(plan.weightsGiB),
    );
    expect(spec.template.enableServiceLinks).toBe(false);
    expect(spec.template.resourceClaims).toEqual([
      {
        name: 'accelerators',
        resourceClaimTemplateName: `${plan.name}-accelerators`,
      },
    ]);
    const [{ args, startupProbe }] = spec.template.containers;
    expect(args).toEqual(plan.args);
    expect(
      startupProbe.periodSeconds * startupProbe.failureThreshold,
    ).toBeGreaterThanOrEqual(3 * Number(plan.modelLoadSeconds));
  });
});

it('is what Kubernetes takes', () => {
  const objects = [...rendered.values()].flatMap(({ claim, service }) => [
    claim,
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: service.metadata.name },
      spec: service.spec.template,
    },
  ]);
  expect(schemaProblems(objects)).toEqual(objects.map(() => ''));
});

it('finds the mistakes it is meant to find', () => {
  expect(
    claimProblems({
      spec: {
        spec: { devices: { requests: [{ name: 'a', deviceClassName: 'b' }] } },
      },
    }),
  ).toEqual([
    'request.deviceClassName is not a field',
    'request.exactly is missing',
  ]);
  expect(
    inferenceServiceProblems({
      apiVersion: 'serving.kserve.io/v1alpha1',
      spec: { replica: 1 },
    }),
  ).toContain('spec.replica is not a field');
  expect(
    schemaProblems([
      {
        apiVersion: 'v1',
        kind: 'Pod',
        spec: { containers: [{ name: 'main', args: [1] }] },
      },
    ]),
  ).toEqual([expect.stringContaining('args/0 must be string')]);
});

it.each(['small', 'large'])('looks as reviewed for the %s case', name => {
  for (const [path, content] of renderedFor(name).files) {
    expect(`\n${content}`).toMatchSnapshot(path);
  }
});
