import { Readable } from 'node:stream';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import type { UrlReaderService } from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import { NotFoundError } from '@backstage/errors';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { parse, stringify } from 'yaml';
import { createReadEndpointAction } from './readEndpoint';
import { examples } from './readEndpoint.examples';

const config = mockServices.rootConfig({
  data: {
    integrations: {
      gitea: [{ host: 'git.example', baseUrl: 'https://git.example' }],
    },
  },
});
const root = 'https://git.example/meridian/chat/src/branch/main';

const endpoint: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'support-chat',
    namespace: 'default',
    annotations: {
      'backstage.io/managed-by-location': `url:${root}/catalog-info.yaml`,
      'goldenpath.dev/accelerator-class': 'l4-24g',
      'goldenpath.dev/accelerators-per-replica': '2',
      'goldenpath.dev/max-replicas': '3',
      'goldenpath.dev/template-version': '1.0.0',
      'goldenpath.dev/quota-reservation':
        '0d3e1c0a-7f7a-4a52-9d52-7e1f3b1f8b11',
    },
  },
  spec: { type: 'inference-endpoint', owner: 'group:default/support-assist' },
};
const template: Entity = {
  apiVersion: 'scaffolder.backstage.io/v1beta3',
  kind: 'Template',
  metadata: { name: 'inference-endpoint', namespace: 'default' },
  spec: {
    releases: [
      {
        version: '1.2.0',
        date: '2026-11-25',
        changes: ['Alerts.', 'A budget.'],
      },
      { version: '1.1.0', date: '2026-11-24', changes: ['Probes.'] },
      { version: '1.0.0', date: '2026-11-23', changes: ['Serves.'] },
    ],
  },
};
const stored = {
  template: 'template:default/inference-endpoint',
  version: '1.0.0',
  parameters: { name: 'support-chat', title: 'yes', minReplicas: 1 },
};

async function run(
  options: {
    content?: string;
    entities?: Entity[];
    endpoint?: string;
    stream?: Readable;
    /** A host whose answers come at once. */
    buffered?: boolean;
  } = {},
) {
  const read: string[] = [];
  const reader: UrlReaderService = {
    ...mockServices.urlReader.mock(),
    async readUrl(url) {
      read.push(url);
      const content = options.content ?? stringify(stored);
      if (content === 'none') {
        throw new NotFoundError('gone');
      }
      return {
        buffer: async () => Buffer.from(content),
        ...(options.buffered
          ? {}
          : { stream: () => options.stream ?? Readable.from(content) }),
      };
    },
  };
  const outputs: Record<string, unknown> = {};
  await createReadEndpointAction({
    catalog: catalogServiceMock({
      entities: options.entities ?? [endpoint, template],
    }),
    config,
    reader,
  }).handler({
    ...createMockActionContext({
      input: {
        endpoint: options.endpoint ?? 'component:default/support-chat',
      } as never,
    }),
    getInitiatorCredentials: async () => mockCredentials.user(),
    output: (name, value) => {
      outputs[name] = value;
    },
  });
  return { outputs, read };
}

const without = (annotation: string): Entity => ({
  ...endpoint,
  metadata: {
    ...endpoint.metadata,
    annotations: Object.fromEntries(
      Object.entries(endpoint.metadata.annotations ?? {}).filter(
        ([key]) => !key.endsWith(annotation),
      ),
    ),
  },
});

describe('inference:endpoint:read', () => {
  it('gives what the endpoint was rendered from, and what came since', async () => {
    const { outputs, read } = await run();
    expect(read).toEqual([`${root}/.goldenpath/parameters.yaml`]);
    expect(outputs).toEqual({
      endpointRef: 'component:default/support-chat',
      parameters: stored.parameters,
      reservationId: '0d3e1c0a-7f7a-4a52-9d52-7e1f3b1f8b11',
      reservedDevices: 6,
      fromVersion: '1.0.0',
      version: '1.2.0',
      changes: ['Alerts.', 'A budget.', 'Probes.'],
      repoUrl: 'git.example?owner=meridian&repo=chat',
      branch: 'main',
    });
  });

  it.each<[string, Parameters<typeof run>[0], string]>([
    ['an endpoint that is not there', { entities: [template] }, 'no endpoint'],
    [
      'what is no endpoint',
      {
        endpoint: 'component:default/site',
        entities: [
          {
            ...endpoint,
            metadata: { name: 'site', namespace: 'default' },
            spec: { type: 'website' },
          },
        ],
      },
      "must be 'inference-endpoint'",
    ],
    [
      'one without a reservation',
      { entities: [without('quota-reservation'), template] },
      'no quota reservation',
    ],
    [
      'a repository from before the answers were kept',
      { content: 'none' },
      'made before the answers of the form were kept',
    ],
    ['what is no YAML', { content: '{' }, 'is not YAML'],
    [
      'aliases without end',
      {
        content: `a: &a [${'x, '.repeat(99)}]\nb: &b [${'*a, '.repeat(
          99,
        )}]\nc: [${'*b, '.repeat(99)}]`,
      },
      'is not YAML',
    ],
    [
      'what is inside itself',
      {
        content: stringify(stored).replace(
          'parameters:',
          '$& &self\n  me: *self',
        ),
      },
      'is not YAML',
    ],
    [
      'what is nested without end',
      { content: `parameters: ${'['.repeat(60_000)}` },
      'is not YAML',
    ],
    ['another shape', { content: 'parameters: 1' }, 'template: '],
    ['too much of it', { content: ' '.repeat(1_000_001) }, 'too large'],
    [
      'the repository of another endpoint',
      {
        content: stringify({ ...stored, parameters: { name: 'payments' } }),
      },
      'that of another endpoint',
    ],
    [
      'another template',
      { content: stringify({ ...stored, template: 'template:default/other' }) },
      'was made from template:default/other',
    ],
    [
      'a version from the future',
      { content: stringify({ ...stored, version: '2.0.0' }) },
      'newer than 1.2.0',
    ],
    [
      'a template that is gone',
      { entities: [endpoint] },
      'There is no template',
    ],
    [
      'a template without releases',
      { entities: [endpoint, { ...template, spec: {} }] },
      'spec.releases',
    ],
  ])('refuses %s with a sentence', async (_, options, sentence) => {
    await expect(run(options)).rejects.toThrow(sentence);
  });

  it('stops a download as soon as it is more than a form was filled in with', async () => {
    let sent = 0;
    const endless = Readable.from(
      (function* chunks() {
        for (;;) {
          sent += 16_000;
          yield Buffer.alloc(16_000, ' ');
        }
      })(),
    );
    await expect(run({ stream: endless })).rejects.toThrow('may have 128 kB');
    expect(endless.destroyed).toBe(true);
    expect(sent).toBeLessThan(1_000_000);
  });

  it('takes what a host gives at once as well', async () => {
    const { outputs } = await run({ buffered: true });
    expect(outputs).toMatchObject({ parameters: stored.parameters });
  });

  it.each(examples)(
    'has a working example: $description',
    async ({ example }) => {
      const [step] = parse(example).steps;
      await expect(
        run({ endpoint: step.input.endpoint }),
      ).resolves.toBeDefined();
    },
  );
});
