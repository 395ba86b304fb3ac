import type { Entity } from '@backstage/catalog-model';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { ENDPOINT_TEMPLATE_REF } from '@golden-path/plugin-inference-common';
import { stringify } from 'yaml';
import { contractErrors } from './__testUtils__/contract';
import {
  FakeHost,
  REPOSITORY_URL as url,
  endpointWith,
  repository,
} from './__testUtils__/FakeHost';
import { catalogFor, start } from './__testUtils__/startInference';

let time = Date.parse('2026-11-25T09:00:00Z');
beforeEach(() => {
  time = Date.parse('2026-11-25T09:00:00Z');
  jest.spyOn(Date, 'now').mockImplementation(() => time);
});
afterEach(() => jest.restoreAllMocks());

const template: Entity = {
  apiVersion: 'scaffolder.backstage.io/v1beta3',
  kind: 'Template',
  metadata: {
    name: 'inference-endpoint',
    namespace: 'default',
    title: 'Inference endpoint',
  },
  spec: {
    releases: [
      { version: '1.1.0', date: '2026-11-25', changes: ['Adds alerts.'] },
      { version: '1.0.0', date: '2026-11-23', changes: ['Serves a model.'] },
    ],
  },
};
const upgrade: Entity = {
  ...template,
  metadata: { name: 'upgrade-inference-endpoint', namespace: 'default' },
  spec: {},
};
const made = endpointWith('made', { 'template-version': '1.0.0' });
const { 'goldenpath.dev/quota-reservation': _reservation, ...annotations } =
  made.metadata.annotations ?? {};
const unreserved = { ...made, metadata: { ...made.metadata, annotations } };

async function startWith(
  entities: Entity[],
  options: { host?: FakeHost; permission?: AuthorizeResult.DENY } = {},
) {
  const host = options.host ?? new FakeHost();
  const { get } = await start({
    catalog: catalogFor(() => true, entities),
    urlReader: host.reader,
    integrations: { gitea: [{ host: 'git.example' }] },
    ...(options.permission && { permission: options.permission }),
  });
  return { get, host };
}

function stateOf(
  checks: { id: string; state: string }[],
  id: string,
): string | undefined {
  return checks.find(check => check.id === id)?.state;
}

describe('GET /endpoints/{namespace}/{name}/golden-path', () => {
  it('says what an endpoint was made from, what is new, and what it lacks', async () => {
    const { get, host } = await startWith([made, template, upgrade]);
    const { status, body } = await get('/endpoints/default/made/golden-path');
    expect(status).toBe(200);
    expect(contractErrors('GoldenPath', body)).toEqual([]);
    expect(body).toMatchObject({
      template: {
        ref: 'template:default/inference-endpoint',
        title: 'Inference endpoint',
        latestVersion: '1.1.0',
      },
      origin: {
        state: 'from-template',
        version: '1.0.0',
        releasedOn: '2026-11-23',
      },
      since: [{ version: '1.1.0', changes: ['Adds alerts.'] }],
      upgrade: {
        state: 'available',
        templateRef: 'template:default/upgrade-inference-endpoint',
      },
      repository: { state: 'ok', url, asOf: '2026-11-25T09:00:00.000Z' },
    });
    expect(stateOf(body.checks, 'codeowners')).toBe('present');
    expect(stateOf(body.checks, 'startup-probe')).toBe('missing');
    // The overlay of its environment counts, that of another does not.
    expect(stateOf(body.checks, 'service-links')).toBe('present');
    expect(stateOf(body.checks, 'network-policy')).toBe('missing');

    await Promise.all([
      get('/endpoints/default/made/golden-path'),
      get('/endpoints/default/made/golden-path'),
    ]);
    expect(host.reads).toEqual([url]);
  });

  it('keeps the last checks with their age while the host does not answer', async () => {
    const { get, host } = await startWith([made, template, upgrade]);
    await get('/endpoints/default/made/golden-path');
    time += 3600_000;
    host.failure = new Error('connect ECONNREFUSED 10.0.0.1 with s3cret');
    const { status, body } = await get('/endpoints/default/made/golden-path');
    expect(status).toBe(200);
    expect(contractErrors('GoldenPath', body)).toEqual([]);
    expect(body.repository).toEqual({
      state: 'error',
      url,
      asOf: '2026-11-25T09:00:00.000Z',
      message: 'The repository could not be read: Error',
      gaps: ['Not YAML that can be read: deploy/base/chart.yaml.'],
    });
    expect(stateOf(body.checks, 'codeowners')).toBe('present');
    expect(body.upgrade.state).toBe('available');
  });

  it.each<[string, Entity, object]>([
    [
      'did not come from the template',
      endpointWith('made', {}),
      {
        origin: { state: 'not-from-template' },
        since: [],
        upgrade: { state: 'not-possible' },
        repository: { state: 'ok' },
      },
    ],
    [
      'is as new as the template',
      endpointWith('made', { 'template-version': '1.1.0' }),
      { since: [], upgrade: { state: 'up-to-date' } },
    ],
    [
      'claims a version there never was',
      endpointWith('made', { 'template-version': '9.0.0' }),
      { since: [], upgrade: { state: 'unknown' } },
    ],
    [
      'lies on a host that is not configured',
      endpointWith(
        'made',
        { 'template-version': '1.0.0' },
        'http://169.254.169.254/latest/',
      ),
      {
        since: [{ version: '1.1.0' }],
        upgrade: { state: 'unknown' },
        repository: { state: 'not-readable' },
        checks: [],
      },
    ],
    [
      "names another team's repository",
      endpointWith('spy', { 'template-version': '1.0.0' }),
      {
        upgrade: { state: 'unknown' },
        repository: {
          state: 'not-readable',
          message: expect.stringContaining('that of another component'),
        },
        checks: [],
      },
    ],
  ])('answers for an endpoint that %s', async (_, entity, expected) => {
    const { get } = await startWith([entity, template, upgrade]);
    const { status, body } = await get(
      `/endpoints/default/${entity.metadata.name}/golden-path`,
    );
    expect(status).toBe(200);
    expect(contractErrors('GoldenPath', body)).toEqual([]);
    expect(body).toMatchObject(expected);
  });

  it('says why there can be no upgrade: no answers kept, no template, no upgrade template', async () => {
    const host = new FakeHost();
    const { '.goldenpath/parameters.yaml': _, ...rest } = repository;
    host.files = rest;
    const old = await startWith([made, template, upgrade], { host });
    const answer = await old.get('/endpoints/default/made/golden-path');
    expect(answer.body.upgrade).toEqual({
      state: 'not-possible',
      why: expect.stringContaining('before the answers of the form were kept'),
    });

    const without = await startWith([made]);
    const { body } = await without.get('/endpoints/default/made/golden-path');
    expect(contractErrors('GoldenPath', body)).toEqual([]);
    expect(body.upgrade.state).toBe('unknown');
    expect(body.template).toEqual({ ref: ENDPOINT_TEMPLATE_REF });

    const half = await startWith([made, template]);
    const { body: other } = await half.get(
      '/endpoints/default/made/golden-path',
    );
    expect(other.upgrade).toMatchObject({ state: 'not-possible' });
  });

  it.each<[string, Entity, Record<string, string>, string]>([
    [
      'whose folder is not the root of a branch',
      endpointWith('made', { 'template-version': '1.0.0' }, `${url}svc/`),
      {},
      'The repository of component:default/made cannot be used: its catalog-info.yaml does not lie at the root of a branch without a slash in its name.',
    ],
    [
      'that was made from another template',
      made,
      {
        '.goldenpath/parameters.yaml': stringify({
          template: 'template:default/other',
          version: '1.0.0',
          parameters: { name: 'made' },
        }),
      },
      'The endpoint was made from template:default/other, and upgrades bring what is new in template:default/inference-endpoint.',
    ],
    [
      'whose answers are those of another endpoint',
      made,
      {
        '.goldenpath/parameters.yaml': stringify({
          template: ENDPOINT_TEMPLATE_REF,
          version: '1.0.0',
          parameters: { name: 'sibling' },
        }),
      },
      'The repository of made is that of another endpoint, by the answers it keeps.',
    ],
    [
      'whose answers are more than anybody types',
      made,
      {
        '.goldenpath/parameters.yaml': `${
          repository['.goldenpath/parameters.yaml']
        }  note: ${'x'.repeat(128_000)}`,
      },
      'The answers that its repository keeps cannot be read.',
    ],
    [
      'whose reservation has been taken out',
      unreserved,
      {},
      "'component:default/made' names no quota reservation in its catalog-info.yaml, so it was not made by the template or the line has been taken out.",
    ],
  ])(
    'offers no upgrade that its task refuses: for one %s',
    async (_, entity, files, why) => {
      const host = new FakeHost();
      host.files = { ...repository, ...files };
      const other: Entity = {
        ...template,
        metadata: { name: 'other', namespace: 'default' },
      };
      const { get } = await startWith([entity, template, other, upgrade], {
        host,
      });
      const { status, body } = await get('/endpoints/default/made/golden-path');
      expect(status).toBe(200);
      expect(contractErrors('GoldenPath', body)).toEqual([]);
      expect(body.upgrade).toEqual({ state: 'not-possible', why });
    },
  );

  it('takes no more out of a repository than it can look into, and says what it left', async () => {
    const host = new FakeHost();
    const keys = Array.from({ length: 40_000 }, (_, index) => `  k${index}: v`);
    host.files = {
      ...repository,
      'deploy/base/a-long-map.yaml': `kind: NetworkPolicy\nspec:\n${keys.join(
        '\n',
      )}\n`,
      'deploy/base/alias.yaml': 'kind: PodMonitor\n---\nfiles: *.yaml\n',
      'deploy/base/huge.yaml': `kind: ServiceMonitor\n# ${'x'.repeat(1e6)}`,
      ...Object.fromEntries(
        Array.from({ length: 250 }, (_, index) => [
          `deploy/base/many/${index}.yaml`,
          'kind: ConfigMap\n',
        ]),
      ),
      'deploy/base/z.yaml': 'kind: ScaledObject\n',
      'docs/runbook.md': '# Runbook',
    };
    const { get } = await startWith([made, template, upgrade], { host });
    const { body } = await get('/endpoints/default/made/golden-path');
    expect(contractErrors('GoldenPath', body)).toEqual([]);
    expect(body.repository).toMatchObject({
      state: 'ok',
      gaps: [
        'Larger than 1 MB: deploy/base/huge.yaml.',
        expect.stringMatching(
          /^Beyond the first 200 manifests or their first 2 MB: deploy\/base\/many\/\d+\.yaml, .* and 53 more\.$/,
        ),
        'Not YAML that can be read: deploy/base/chart.yaml, deploy/base/alias.yaml.',
      ],
    });
    // Of manifests 200 at most, beside the two files that every repository is asked for.
    expect(host.held).toHaveLength(202);
    expect(host.held).not.toContain('deploy/base/huge.yaml');
    expect(stateOf(body.checks, 'network-policy')).toBe('present');
    expect(stateOf(body.checks, 'monitor')).toBe('present');
    expect(stateOf(body.checks, 'runbook')).toBe('present');
    expect(body.upgrade.state).toBe('available');
  });

  it('says so when the files that say what a repository is cannot be looked into', async () => {
    const host = new FakeHost();
    host.files = { ...repository, '.goldenpath/parameters.yaml': 'a: *b\n' };
    const { get } = await startWith([made, template, upgrade], { host });
    const { body } = await get('/endpoints/default/made/golden-path');
    expect(body.upgrade).toEqual({
      state: 'not-possible',
      why: 'The answers that its repository keeps cannot be read.',
    });

    time += 3600_000;
    host.files = { ...repository, 'catalog-info.yaml': '#'.repeat(1e6 + 1) };
    const { body: nameless } = await get('/endpoints/default/made/golden-path');
    expect(contractErrors('GoldenPath', nameless)).toEqual([]);
    expect(nameless).toMatchObject({
      repository: {
        state: 'not-readable',
        message:
          'The repository does not say whose it is: its catalog-info.yaml cannot be looked into (Larger than 1 MB).',
      },
      checks: [],
    });
  });

  it('believes the first document of catalog-info.yaml only, and says so when it is broken', async () => {
    const host = new FakeHost();
    host.files = {
      ...repository,
      'catalog-info.yaml':
        'metadata: { name: ]\n---\nmetadata: { name: made }\n',
    };
    const { get } = await startWith([made, template, upgrade], { host });
    const { body } = await get('/endpoints/default/made/golden-path');
    expect(body.repository.message).toBe(
      'The repository does not say whose it is: its catalog-info.yaml cannot be looked into (Not YAML that can be read).',
    );
  });

  it('answers whatever a repository holds, and says what it could not read', async () => {
    const host = new FakeHost();
    const inItself =
      'kind: Deployment\nmetadata: { name: loop }\nspec: &a { s: *a }\n';
    const deep = '- '.repeat(3000);
    host.files = {
      ...repository,
      'deploy/base/chart.yaml': 'kind: NetworkPolicy\n',
      'deploy/base/deep.yaml': `${deep}x\n`,
      'deploy/base/loop.yaml': `${inItself}---\n${inItself}`,
      'deploy/base/keys.yaml': `${'? '.repeat(90)}x\n`,
      'deploy/base/kind.yaml': 'kind: constructor\n',
      'deploy/base/name.yaml':
        'kind: PodMonitor\nmetadata: { name: { toString: a } }\n',
      'deploy/overlays/prod/grace.yaml': stringify({
        kind: 'Deployment',
        metadata: { name: 'made' },
        spec: {
          template: {
            spec: {
              terminationGracePeriodSeconds: { valueOf: 1, toString: 1 },
              containers: [
                {
                  name: 'main',
                  lifecycle: { preStop: { sleep: { seconds: 15 } } },
                },
              ],
            },
          },
        },
      }),
    };
    const { get } = await startWith([made, template, upgrade], { host });
    const { status, body } = await get('/endpoints/default/made/golden-path');
    expect(status).toBe(200);
    expect(contractErrors('GoldenPath', body)).toEqual([]);
    expect(body.repository).toMatchObject({
      state: 'ok',
      gaps: [
        'Not YAML that can be read: deploy/base/deep.yaml, deploy/base/loop.yaml, deploy/base/keys.yaml.',
      ],
    });
    expect(stateOf(body.checks, 'workload')).toBe('present');
    expect(stateOf(body.checks, 'monitor')).toBe('present');
    expect(stateOf(body.checks, 'drain')).toBe('different');
  });

  it('is for those who may read the endpoint', async () => {
    const denied = await startWith([made], {
      permission: AuthorizeResult.DENY,
    });
    const { status, body } = await denied.get(
      '/endpoints/default/made/golden-path',
    );
    expect(status).toBe(403);
    expect(contractErrors('Error', body)).toEqual([]);
    expect(body.error.message).toContain('inference.endpoint.read');
    expect(denied.host.reads).toEqual([]);

    const { get, host } = await startWith([made]);
    expect((await get('/endpoints/default/none/golden-path')).status).toBe(404);
    expect((await get('/endpoints/default/-x/golden-path')).status).toBe(400);
    expect(
      (await get('/endpoints/default/made/golden-path?fresh=1')).status,
    ).toBe(400);
    expect(host.reads).toEqual([]);
  });
});
