import type { UrlReaderService } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { ENDPOINT_TEMPLATE_REF } from '@golden-path/plugin-inference-common';
import { Readable } from 'node:stream';
import { stringify } from 'yaml';
import { contractErrors } from './__testUtils__/contract';
import { endpointEntity } from './__testUtils__/entities';
import { catalogFor, start } from './__testUtils__/startInference';

const url = 'https://git.example/meridian/made/src/branch/main/';

let time = Date.parse('2026-11-25T09:00:00Z');
beforeEach(() => {
  time = Date.parse('2026-11-25T09:00:00Z');
  jest.spyOn(Date, 'now').mockImplementation(() => time);
});
afterEach(() => jest.restoreAllMocks());

function endpointWith(
  name: string,
  annotations: Record<string, string>,
  location = url,
): Entity {
  const entity = endpointEntity(name, { annotations });
  return {
    ...entity,
    metadata: {
      ...entity.metadata,
      annotations: {
        ...entity.metadata.annotations,
        'backstage.io/source-location': `url:${location}`,
      },
    },
  };
}

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

const manifest = stringify({
  kind: 'Deployment',
  metadata: { name: 'made' },
  spec: { template: { spec: { containers: [{ name: 'main' }] } } },
});
const repository: Record<string, string> = {
  '.goldenpath/parameters.yaml': stringify({
    template: ENDPOINT_TEMPLATE_REF,
    version: '1.0.0',
    parameters: { name: 'made' },
  }),
  'catalog-info.yaml': stringify({ metadata: { name: 'made' } }),
  CODEOWNERS: '* @meridian/support',
  'deploy/base/endpoint.yaml': manifest,
  'deploy/base/chart.yaml': '{{ not yaml',
  'deploy/overlays/prod/patch.yaml': stringify({
    kind: 'Deployment',
    metadata: { name: 'made' },
    spec: { template: { spec: { enableServiceLinks: false } } },
  }),
  'deploy/overlays/dev/policy.yaml': 'kind: NetworkPolicy\n',
};

/** A host with one repository, of which a test says whether it answers. */
class FakeHost {
  readonly reads: string[] = [];
  failure?: Error;
  files = repository;

  readonly reader: UrlReaderService = {
    ...mockServices.urlReader.mock(),
    readTree: async (from, options) => {
      this.reads.push(from);
      if (this.failure) {
        throw this.failure;
      }
      const wanted = Object.entries(this.files).filter(([path, text]) =>
        options?.filter?.(path, { size: text.length }),
      );
      return {
        etag: 'e',
        archive: async () => Readable.from(''),
        dir: async () => '',
        files: async () =>
          wanted.map(([path, text]) => ({
            path,
            content: async () => Buffer.from(text),
          })),
      };
    },
  };
}

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
