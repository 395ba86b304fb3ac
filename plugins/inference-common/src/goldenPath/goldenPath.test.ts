import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Entity } from '@backstage/catalog-model';
import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import {
  checkAgainstPath,
  compareVersions,
  parseReleases,
  parseStoredParameters,
  releasesSince,
} from '.';
import { PATH_RULES } from './pathRules';

function templateWith(releases: unknown): Entity {
  return {
    apiVersion: 'scaffolder.backstage.io/v1beta3',
    kind: 'Template',
    metadata: { name: 'inference-endpoint' },
    spec: { releases: releases as never },
  };
}

const newest = { version: '1.10.0', date: '2026-11-25', changes: ['Alerts.'] };
const older = { version: '1.9.2', date: '2026-11-01', changes: ['Probes.'] };

describe('releases of a template', () => {
  it('are read newest first, and those after a version are found by number, not by text', () => {
    const parsed = parseReleases(templateWith([newest, older]));
    expect(parsed).toEqual({ ok: true, value: [newest, older] });
    expect(releasesSince([newest, older], '1.9.2')).toEqual([newest]);
    expect(releasesSince([newest, older], '1.0.0')).toEqual([newest, older]);
    expect(releasesSince([newest, older], '1.10.0')).toEqual([]);
    expect(releasesSince([newest, older], 'latest')).toEqual([]);
    expect(compareVersions('2.0.0', '10.0.0')).toBeLessThan(0);
  });

  it.each<[string, unknown, string]>([
    ['no list', undefined, 'spec.releases'],
    ['an empty list', [], 'spec.releases'],
    ['a version that is none', [{ ...newest, version: 'v1' }], '[0].version'],
    ['a date that is none', [{ ...newest, date: 'soon' }], '[0].date'],
    ['no sentence', [{ ...newest, changes: [] }], '[0].changes'],
    ['the oldest first', [older, newest], '[1].version'],
    ['a version twice', [newest, newest], '[1].version'],
  ])('are refused with the path for %s', (_, releases, path) => {
    const parsed = parseReleases(templateWith(releases));
    expect(parsed.ok ? [] : parsed.errors.map(error => error.path)).toEqual([
      expect.stringContaining(path),
    ]);
  });
});

it('reads stored parameters, and names what is wrong with them', () => {
  const stored = {
    template: 'template:default/inference-endpoint',
    version: '1.1.0',
    parameters: { name: 'chat', model: { id: 'a/b' }, minReplicas: 1 },
  };
  expect(parseStoredParameters(stored)).toEqual({ ok: true, value: stored });
  expect(
    parseStoredParameters({ ...stored, template: '../x', parameters: [] }),
  ).toMatchObject({
    ok: false,
    errors: [{ path: 'template' }, { path: 'parameters' }],
  });
  expect(parseStoredParameters(null).ok).toBe(false);
});

const entity: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'chat',
    annotations: {
      'backstage.io/kubernetes-id': 'chat',
      'backstage.io/kubernetes-namespace': 'support',
      'backstage.io/techdocs-ref': 'dir:.',
      'goldenpath.dev/accelerator-class': 'l4-24g',
      'goldenpath.dev/accelerators-per-replica': '1',
      'goldenpath.dev/min-replicas': '1',
      'goldenpath.dev/max-replicas': '3',
      'goldenpath.dev/model': 'a/b',
      'goldenpath.dev/runtime': 'vllm',
      'goldenpath.dev/environment': 'prod',
      'goldenpath.dev/model-load-seconds': '130',
    },
  },
  spec: { type: 'inference-endpoint' },
};

/** Everything the path asks for. */
const complete = `
apiVersion: serving.kserve.io/v1alpha2
kind: LLMInferenceService
metadata: { name: chat }
spec:
  labels: &labels
    backstage.io/kubernetes-id: chat
    goldenpath.dev/entity-namespace: default
    goldenpath.dev/entity-name: chat
  annotations: { goldenpath.dev/progress-deadline-seconds: '1200' }
  template:
    enableServiceLinks: false
    automountServiceAccountToken: false
    terminationGracePeriodSeconds: 75
    securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
    resourceClaims: [{ name: gpu, resourceClaimTemplateName: chat-gpu }]
    containers:
      - name: main
        resources: { claims: [{ name: gpu }] }
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }
        startupProbe: { periodSeconds: 10, failureThreshold: 60 }
        readinessProbe: { httpGet: { path: /health, port: 8000 } }
        livenessProbe: { httpGet: { path: /health, port: 8000 } }
        lifecycle: { preStop: { sleep: { seconds: 15 } } }
---
kind: ScaledObject
metadata: { name: chat }
---
kind: PodDisruptionBudget
metadata: { name: chat }
spec: { unhealthyPodEvictionPolicy: AlwaysAllow }
---
kind: NetworkPolicy
metadata: { name: chat }
---
kind: PodMonitor
metadata: { name: chat }
---
kind: PrometheusRule
metadata: { name: chat }
spec:
  groups:
    - rules:
        - record: a:b:c
        - alert: Slow
          labels: { party: model-team }
          annotations: { runbook_url: https://docs.example }
`;
const allPaths = ['CODEOWNERS', 'docs/runbook.md', 'mkdocs.yml'];

function objectsOf(text: string): unknown[] {
  return parseAllDocuments(text).map(document => document.toJS());
}

function checksOf(
  manifests: string,
  options: { entity?: Entity; paths?: string[] } = {},
) {
  return checkAgainstPath({
    entity: options.entity ?? entity,
    objects: objectsOf(manifests),
    paths: options.paths ?? allPaths,
  });
}

/** What is not as the path has it, by id. */
function gapsOf(...args: Parameters<typeof checksOf>) {
  return Object.fromEntries(
    checksOf(...args)
      .filter(({ state }) => state !== 'present')
      .map(check => [check.id, check.found ?? check.state]),
  );
}

it('is told in the documentation point by point, as the card tells it', () => {
  const page = readFileSync(
    resolve(__dirname, '../../../../docs/adopting-an-endpoint.md'),
    'utf8',
  );
  const told = [...page.matchAll(/^\|\s*\d+\s*\|(.*)\|$/gm)].map(([, row]) =>
    row.split('|').map(cell => cell.trim()),
  );
  expect(told).toEqual(
    PATH_RULES.map(({ title, why, how }) => [title, why, how]),
  );
});

describe('an endpoint compared with the golden path', () => {
  it('lacks nothing where everything is there', () => {
    expect(gapsOf(complete)).toEqual({});
    expect(checksOf(complete)).toHaveLength(20);
  });

  it('lacks everything where there is nothing, each with its reason and its remedy', () => {
    const bare: Entity = {
      ...entity,
      metadata: { name: 'chat', annotations: {} },
    };
    const checks = checksOf('', { entity: bare, paths: [] });
    expect(new Set(checks.map(({ state }) => state))).toEqual(
      new Set(['missing']),
    );
    for (const { why, how } of checks) {
      expect(why).toMatch(/\.$/);
      expect(how).toMatch(/\.$/);
    }
    // Replicas that do not vary need nothing that varies them.
    expect(checks.map(({ id }) => id)).not.toContain('autoscaling');
  });

  it.each<[string, string, string, Record<string, string>]>([
    [
      'a start-up probe that gives up while the model loads',
      'failureThreshold: 60',
      'failureThreshold: 6',
      {
        'startup-probe':
          'it gives up after 60 s, and loading is expected to take 130 s',
      },
    ],
    [
      'a roll-out that is given up before the probe',
      "'1200'",
      "'300'",
      {
        'start-deadline':
          'the roll-out is given up after 300 s, the start-up probe waits 600 s',
      },
    ],
    [
      'no deadline beside a long start',
      "annotations: { goldenpath.dev/progress-deadline-seconds: '1200' }",
      '',
      {
        'start-deadline':
          'the start-up probe waits 600 s, the roll-out is given up after 600 s',
      },
    ],
    [
      'a pause that uses up the time to end',
      'terminationGracePeriodSeconds: 75',
      'terminationGracePeriodSeconds: 15',
      {
        drain:
          'the pause before the stop (15 s) uses up the 15 s that a pod has to end',
      },
    ],
    [
      'pods that may become root',
      'runAsNonRoot: true, ',
      '',
      { 'security-context': 'without runAsNonRoot' },
    ],
    [
      'devices that are taken twice',
      'claims: [{ name: gpu }] }',
      'claims: [{ name: gpu }], limits: { nvidia.com/gpu: 1 } }',
      {
        devices:
          'a claim and a counted resource at once: the devices are taken twice',
      },
    ],
    [
      'a budget that blocks maintenance',
      'spec: { unhealthyPodEvictionPolicy: AlwaysAllow }',
      'spec: { maxUnavailable: 1 }',
      {
        'disruption-budget':
          'pods that never become ready block the maintenance of their node',
      },
    ],
    [
      'an alert without anybody responsible',
      'labels: { party: model-team }',
      '',
      { alerts: '1 of 1 alerts name nobody responsible' },
    ],
    [
      'service links by default',
      'enableServiceLinks: false',
      '',
      { 'service-links': 'missing' },
    ],
  ])('finds %s', (_, from, to, gaps) => {
    expect(complete).toContain(from);
    expect(gapsOf(complete.replace(from, to))).toEqual(gaps);
  });

  it('takes counted devices and the labels of a Deployment as well', () => {
    const gaps = gapsOf(`
kind: Deployment
metadata: { name: chat }
spec:
  progressDeadlineSeconds: 1200
  template:
    metadata:
      labels:
        backstage.io/kubernetes-id: chat
        goldenpath.dev/entity-namespace: default
        goldenpath.dev/entity-name: chat
    spec:
      containers:
        - name: server
          resources: { limits: { nvidia.com/gpu: 2 } }
          startupProbe: { periodSeconds: 10, failureThreshold: 60 }
`);
    for (const id of [
      'workload',
      'devices',
      'pod-labels',
      'startup-probe',
      'start-deadline',
    ]) {
      expect(gaps).not.toHaveProperty(id);
    }
    expect(gaps).toMatchObject({ 'liveness-probe': 'missing' });
  });

  it('lays the patches of an overlay over the base', () => {
    const patch = `---
kind: LLMInferenceService
metadata: { name: chat }
spec:
  template:
    containers:
      - name: main
        startupProbe: { failureThreshold: 6 }
`;
    expect(gapsOf(complete + patch)).toEqual({
      'startup-probe':
        'it gives up after 60 s, and loading is expected to take 130 s',
    });
  });

  it('reads whatever is in the files without failing', () => {
    const odd = `
[1, 2]
---
kind: Deployment
spec: [none]
---
kind: PrometheusRule
spec: { groups: [1, { rules: no }] }
---
null
`;
    expect(gapsOf(odd)).toMatchObject({
      alerts: 'missing',
      devices: 'missing',
      'security-context': 'missing',
    });
  });

  it.each<[string, string, string, Record<string, string>]>([
    [
      'time to end',
      'terminationGracePeriodSeconds: 75',
      'terminationGracePeriodSeconds: { valueOf: 1, toString: 1 }',
      {
        drain:
          'the pause before the stop or terminationGracePeriodSeconds is no number',
      },
    ],
    [
      'start',
      'failureThreshold: 60',
      'failureThreshold: [many]',
      {
        'startup-probe': 'its periodSeconds or failureThreshold is no number',
        'start-deadline':
          'the deadline or the start-up probe is no number of seconds',
      },
    ],
  ])('says so where the %s is no number', (_, from, to, gaps) => {
    expect(gapsOf(complete.replace(from, to))).toEqual(gaps);
  });

  it('answers whatever stands in the place of anything', () => {
    const odd = fc.constantFrom<unknown[]>(
      { toString: 'a' },
      { valueOf: 1, toString: 1 },
      { constructor: { name: 'a' } },
      [{ name: { toString: 'a' } }],
      [[]],
      'constructor',
      'many',
      -1,
      null,
      true,
    );
    const patched = (value: unknown, path: number[], put: unknown): unknown => {
      if (path.length === 0 || typeof value !== 'object' || value === null) {
        return put;
      }
      const [first, ...rest] = path;
      const entries = Object.entries(value);
      const at = first % Math.max(entries.length, 1);
      const changed = entries.map(([key, inner], index) => [
        key,
        index === at ? patched(inner, rest, put) : inner,
      ]);
      return Array.isArray(value)
        ? changed.map(([, inner]) => inner)
        : Object.fromEntries(changed);
    };
    const objects = objectsOf(complete);
    fc.assert(
      fc.property(
        fc.array(fc.nat(20), { minLength: 1, maxLength: 8 }),
        odd,
        (path, put) => {
          const changed = patched(objects, path, put);
          const checks = checkAgainstPath({
            entity,
            objects: Array.isArray(changed) ? changed : [changed],
            paths: allPaths,
          });
          // Its own objects as an overlay of the odd ones
          const laid = checkAgainstPath({
            entity,
            objects: [changed, objects].flat(),
            paths: allPaths,
          });
          expect(checks).toHaveLength(20);
          expect(laid).toHaveLength(20);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
