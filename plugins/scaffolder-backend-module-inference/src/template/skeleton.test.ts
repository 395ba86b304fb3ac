import type { Entity } from '@backstage/catalog-model';
import { parseEndpoint } from '@golden-path/plugin-inference-common';
import { parse } from 'yaml';
import { servingPod } from '../validate/kserveSchemas';
import { at, readManifests } from '../validate/manifest';
import { objectProblems } from '../validate/validateRepository';
import { cases, planOf, valuesOf } from './__testUtils__/cases';
import { renderSkeleton } from './__testUtils__/renderSkeleton';
import { stepOf } from './__testUtils__/template';

const { trimBlocks, lstripBlocks } = stepOf('fetch').input;

type Rendered = {
  files: Map<string, string>;
  entity: Entity;
  claim: { metadata: { name: string }; spec: object };
  service: {
    metadata: { name: string };
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
    const read = (path: string) =>
      parse(files.get(path) ?? '', { strict: true });
    rendered.set(name, {
      files,
      claim: read('deploy/base/accelerator-claim.yaml'),
      service: read('deploy/base/llm-inference-service.yaml'),
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
      '.github/workflows/check.yaml',
      '.gitlab-ci.yml',
      '.goldenpath/parameters.yaml',
      'CODEOWNERS',
      'README.md',
      'catalog-info.yaml',
      'ci/check-alerts.sh',
      'ci/check-deadlines.sh',
      'ci/check.sh',
      'ci/lint-metrics.sh',
      'ci/metric-names.txt',
      'deploy/base/accelerator-claim.yaml',
      'deploy/base/alert-rules.yaml',
      'deploy/base/disruption-budget.yaml',
      'deploy/base/kustomization.yaml',
      'deploy/base/llm-inference-service.yaml',
      'deploy/base/mesh.yaml',
      ...(plan.modelSource.secret
        ? ['deploy/base/model-credentials.yaml']
        : []),
      'deploy/base/network-policy.yaml',
      'deploy/base/pod-monitor.yaml',
      'deploy/base/route.yaml',
      ...(plan.scaling ? ['deploy/base/scaler.yaml'] : []),
      'deploy/base/service-account.yaml',
      'deploy/kustomization.yaml',
      'deploy/overlays/dev/kustomization.yaml',
      'deploy/overlays/prod/kustomization.yaml',
      'docs/index.md',
      'docs/operating-model.md',
      'docs/runbook.md',
      'gitops/flux.yaml',
      'mkdocs.yml',
      'smoke-test/run.sh',
    ]);
    const text = [...files.values()].join('\n');
    // The hostile title itself may hold template syntax; what the skeleton brings must not survive
    expect(text).not.toMatch(/\$\{\{ (?!values\.plan \| dump \}\}|7 \* 7)/);
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
      templateVersion: '1.1.0',
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
    expect(entity.metadata.links).toEqual([
      { url: plan.repositoryUrl, title: 'Repository' },
      { url: plan.runbookUrl, title: 'Runbook', icon: 'docs' },
    ]);
    expect(site.site_name).toBe(plan.title);
  });

  it('claims the devices and serves the model as planned', () => {
    const { claim, service } = renderedFor(name);
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
    expect(metadata.name).toBe(plan.name);
    expect(spec.replicas).toBe(plan.scaling ? undefined : plan.replicas);
    expect(spec.labels).toEqual({
      'app.kubernetes.io/name': plan.name,
      'backstage.io/kubernetes-id': plan.name,
      'goldenpath.dev/entity-namespace': 'default',
      'goldenpath.dev/entity-name': plan.name,
      'sidecar.istio.io/inject': 'false',
    });
    expect(spec.annotations['goldenpath.dev/weights-gib']).toBe(
      String(plan.weightsGiB),
    );
    expect(spec.template.enableServiceLinks).toBe(false);
    expect(spec.template.resourceClaims).toEqual([
      {
        name: 'accelerators',
        resourceClaimTemplateName: plan.claimTemplateName,
      },
    ]);
    expect(claim.metadata.name).toBe(plan.claimTemplateName);
    const [{ args, startupProbe }] = spec.template.containers;
    expect(args).toEqual(plan.args);
    expect(
      startupProbe.periodSeconds * startupProbe.failureThreshold,
    ).toBeGreaterThanOrEqual(3 * Number(plan.modelLoadSeconds));
  });
});

it('keeps free text out of everything that a machine reads', () => {
  const machine =
    /^(deploy|ci|gitops|smoke-test|\.github)\/|^\.gitlab-ci\.yml$|^CODEOWNERS$/;
  const readByMachines = (name: string) =>
    [...renderedFor(name).files].filter(([path]) => machine.test(path));
  const titled = cases.filter(({ name }) => name.startsWith('the title'));
  expect(titled.length).toBeGreaterThan(10);
  for (const { name } of titled) {
    expect(readByMachines(name)).toEqual(readByMachines('small'));
  }
});

it('tolerates the taints that the platform says, and none where it says none', async () => {
  const tolerations = [
    { key: 'nvidia.com/gpu', operator: 'Exists' as const },
    { key: 'pool', value: 'true', effect: 'NoSchedule' as const },
  ];
  for (const runtime of ['vllm', 'triton'] as const) {
    const files = await renderSkeleton({
      values: valuesOf(
        planOf(
          {
            runtime,
            ...(runtime === 'triton' && { model: { id: 'meridian/ranker' } }),
          },
          { platform: { tolerations } },
        ),
      ),
      trimBlocks,
      lstripBlocks,
    });
    const { manifests } = readManifests(
      'deploy',
      [...files]
        .filter(([path]) => path.endsWith('inference-service.yaml'))
        .map(([, text]) => text)
        .join('---\n'),
    );
    expect(at(servingPod(manifests[0]), 'spec', 'tolerations')).toEqual(
      tolerations,
    );
  }
  expect([...renderedFor('small').files.values()].join()).not.toContain(
    'toleration',
  );
});

it.each(['github', 'gitlab'] as const)(
  'gives Flux credentials for the private repository on %s',
  async publisher => {
    const files = await renderSkeleton({
      values: valuesOf(planOf({}, { repository: { publisher } })),
      trimBlocks,
      lstripBlocks,
    });
    const { problems, manifests } = readManifests(
      'gitops',
      files.get('gitops/flux.yaml') ?? '',
    );
    expect(problems).toEqual([]);
    expect(manifests.map(({ kind }) => kind)).toEqual([
      'GitRepository',
      'ExternalSecret',
      'Kustomization',
    ]);
    const [source, secret] = manifests;
    expect(at(source, 'spec', 'secretRef', 'name')).toBe(
      'support-chat-repository',
    );
    expect(at(secret, 'spec', 'target', 'name')).toBe(
      'support-chat-repository',
    );
    expect(at(secret, 'spec', 'data')).toEqual(
      ['username', 'password'].map(property => ({
        secretKey: property,
        remoteRef: { key: 'inference/support-assist/git', property },
      })),
    );
    expect(
      await objectProblems([
        { path: 'gitops', manifest: secret, runtime: 'vllm' },
      ]),
    ).toEqual([]);
    expect(files.get('docs/operating-model.md')).toContain(
      '`inference/support-assist/git` in the secret store',
    );
  },
);

it.each(['small', 'large'])('looks as reviewed for the %s case', name => {
  for (const [path, content] of renderedFor(name).files) {
    expect(`\n${content}`).toMatchSnapshot(path);
  }
});
