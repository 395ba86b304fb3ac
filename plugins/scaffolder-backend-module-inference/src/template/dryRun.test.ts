import {
  TestDatabases,
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import giteaModule from '@backstage/plugin-scaffolder-backend-module-gitea';
import type { JsonObject } from '@backstage/types';
import request from 'supertest';
import { parse } from 'yaml';
import { classEntities, teamEntity } from '../__testUtils__/platform';
import { scaffolderModuleInference } from '../module';
import { filesBelow, templateFolder } from './__testUtils__/renderSkeleton';
import { template } from './__testUtils__/template';

const VARIABLE = 'BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING';
if (!process.env[VARIABLE]) {
  throw new Error(
    `These tests need a PostgreSQL server: set ${VARIABLE}, or run them through scripts/with-postgres.mjs`,
  );
}
const databases = TestDatabases.create({
  ids: ['POSTGRES_18'],
  disableDocker: true,
});

type Answer = {
  log: { body: { message: string; status?: string } }[];
  directoryContents: { path: string; base64Content: string }[];
  steps: { id: string }[];
  output: { links: JsonObject[] };
};

const values = {
  name: 'first-chat',
  title: '- First chat: "quoted" ${{ 7 * 7 }} {% raw %}',
  owner: 'group:default/support-assist',
  environment: 'dev',
  model: { id: 'Qwen/Qwen2.5-7B-Instruct' },
  precision: 'auto',
  maxModelLength: 8192,
  requestsPerSecond: 1,
  promptTokens: 600,
  outputTokens: 200,
  minReplicas: 1,
  maxReplicas: 1,
  acceleratorClass: 'l4-24g',
  repoUrl: 'git.example?owner=meridian&repo=first-chat',
};

describe("a dry run in the scaffolder's own workflow runner", () => {
  let dryRun: (changes?: JsonObject) => Promise<request.Response>;

  beforeAll(async () => {
    const { server } = await startTestBackend({
      features: [
        scaffolderPlugin,
        giteaModule,
        scaffolderModuleInference,
        mockServices.database.factory({
          knex: await databases.init('POSTGRES_18'),
        }),
        mockServices.rootConfig.factory({
          data: {
            app: { baseUrl: 'http://portal.example' },
            integrations: {
              gitea: [{ host: 'git.example', username: 'u', password: 'p' }],
            },
          },
        }),
        catalogServiceMock.factory({
          entities: [...classEntities, teamEntity],
        }),
      ],
    });
    const files = await filesBelow(templateFolder);
    dryRun = async changes =>
      request(server)
        .post('/api/scaffolder/v2/dry-run')
        .set('Authorization', mockCredentials.user.header())
        .send({
          template,
          values: { ...values, ...changes },
          directoryContents: [...files].map(([path, content]) => ({
            path,
            base64Content: Buffer.from(content).toString('base64'),
          })),
        });
  });

  it('writes the repository and passes every step its input', async () => {
    const response = await dryRun();
    expect(response.status).toBe(200);
    const answer: Answer = response.body;
    const finished = answer.log
      .filter(({ body }) => body.status === 'failed')
      .map(({ body }) => body.message);
    expect(finished).toEqual([]);
    const written = new Map(
      answer.directoryContents.map(({ path, base64Content }) => [
        path,
        Buffer.from(base64Content, 'base64').toString(),
      ]),
    );
    expect([...written.keys()]).toEqual(
      expect.arrayContaining([
        '.goldenpath/parameters.yaml',
        'CODEOWNERS',
        'catalog-info.yaml',
        'deploy/kustomization.yaml',
        'deploy/base/llm-inference-service.yaml',
        'docs/runbook.md',
      ]),
    );
    expect(parse(written.get('catalog-info.yaml') ?? '')).toMatchObject({
      metadata: { name: 'first-chat', title: values.title },
      spec: { type: 'inference-endpoint' },
    });
    expect(answer.output.links).toEqual([
      expect.objectContaining({ title: 'Endpoint page' }),
      { title: 'Repository', url: 'https://git.example/meridian/first-chat' },
    ]);
  });

  it.each([
    [{ minReplicas: 0 }, 'must be greater than or equal to 1'],
    [{ acceleratorClass: 'v100-16g' }, 'is not in the catalog (any more)'],
    [{ repoUrl: 'bitbucket.org?owner=a&repo=b' }, 'Configured: git.example.'],
    [
      { model: { id: 'a/b', config: 'not json' } },
      "config.json of 'a/b' cannot be used",
    ],
  ])('fails with a sentence for %j', async (changes, sentence) => {
    const response = await dryRun(changes);
    expect(response.status).toBe(400);
    expect(JSON.stringify(response.body)).toContain(sentence);
  });
});
