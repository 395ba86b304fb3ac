import {
  TestDatabases,
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import giteaModule from '@backstage/plugin-scaffolder-backend-module-gitea';
import type { Entity } from '@backstage/catalog-model';
import type { JsonObject } from '@backstage/types';
import inferencePlugin from '@golden-path/plugin-inference-backend';
import scaffolderModuleInference from '@golden-path/plugin-scaffolder-backend-module-inference';
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import request from 'supertest';
import { parse, parseAllDocuments } from 'yaml';

const root = resolve(__dirname, '../../..');
const templateFolder = join(root, 'templates/inference-endpoint');
const location = join(templateFolder, 'template.yaml');
const template: Entity = parse(readFileSync(location, 'utf8'));

const classEntities = parseAllDocuments(
  readFileSync(join(root, 'platform/accelerator-classes.yaml'), 'utf8'),
).map((document): Entity => document.toJS());

const teamEntity: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name: 'support-assist', namespace: 'default' },
  spec: { type: 'team', children: [] },
};

/** The template's folder as the scaffolder's dry run takes it. */
async function templateFiles() {
  const entries = await readdir(templateFolder, {
    recursive: true,
    withFileTypes: true,
  });
  return Promise.all(
    entries
      .filter(entry => entry.isFile())
      .map(async entry => {
        const path = join(entry.parentPath, entry.name);
        return {
          path: relative(templateFolder, path),
          base64Content: (await readFile(path)).toString('base64'),
        };
      }),
  );
}

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

const values = {
  name: 'first-chat',
  title: 'First chat',
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

const templateEntity: Entity = {
  ...template,
  metadata: {
    ...template.metadata,
    namespace: 'default',
    annotations: {
      'backstage.io/managed-by-location': `file:${location}`,
      'backstage.io/managed-by-origin-location': `file:${location}`,
    },
  },
};

const otherTemplate: Entity = {
  ...templateEntity,
  metadata: { ...templateEntity.metadata, name: 'website' },
  spec: { ...templateEntity.spec, type: 'website' },
};

async function start(result?: AuthorizeResult.DENY) {
  const { server } = await startTestBackend({
    features: [
      scaffolderPlugin,
      giteaModule,
      scaffolderModuleInference,
      inferencePlugin,
      mockServices.database.factory({
        knex: await databases.init('POSTGRES_18'),
      }),
      ...(result ? [mockServices.permissions.factory({ result })] : []),
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'http://portal.example' },
          integrations: {
            gitea: [{ host: 'git.example', username: 'u', password: 'p' }],
          },
          inference: {
            operatingModel: {
              file: resolve(root, 'platform/operating-model.yaml'),
            },
          },
        },
      }),
      catalogServiceMock.factory({
        entities: [...classEntities, teamEntity, templateEntity, otherTemplate],
      }),
    ],
  });
  const post = (path: string, body: object) =>
    request(server)
      .post(path)
      .set('Authorization', mockCredentials.user.header())
      .send(body);
  return {
    preview: (changes: JsonObject = {}, ref = 'inference-endpoint') =>
      post('/api/inference/previews', {
        template: `template:default/${ref}`,
        values: { ...values, ...changes },
      }),
    dryRun: async () =>
      post('/api/scaffolder/v2/dry-run', {
        template,
        values,
        directoryContents: await templateFiles(),
      }),
  };
}

describe('a preview of the repository', () => {
  let portal: Awaited<ReturnType<typeof start>>;
  beforeAll(async () => {
    portal = await start();
  });

  it("holds every file that the scaffolder's own run of the template writes", async () => {
    const answer = await portal.preview();
    expect(answer.status).toBe(200);
    const run = await portal.dryRun();
    const written = Object.fromEntries(
      run.body.directoryContents.map(
        (file: { path: string; base64Content: string }) => [
          file.path,
          Buffer.from(file.base64Content, 'base64').toString(),
        ],
      ),
    );
    expect(
      Object.fromEntries(
        answer.body.files.map((file: { path: string; content: string }) => [
          file.path,
          file.content,
        ]),
      ),
    ).toEqual(written);
    expect(written['catalog-info.yaml']).toContain('name: "first-chat"');
  });

  it.each([
    [{ acceleratorClass: 'v100-16g' }, /is not in the catalog/],
    [{ model: { id: 'a/b', config: 'no' } }, /config\.json of 'a\/b'/],
    [{ minReplicas: 0 }, /minReplicas|greater than or equal to 1/],
  ])('says for %j what the task would say', async (changes, sentence) => {
    const answer = await portal.preview(changes);
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toMatch(sentence);
  });

  it('shows templates of inference endpoints and no others', async () => {
    for (const name of ['website', 'gone']) {
      const answer = await portal.preview({}, name);
      expect(answer.status).toBe(404);
      expect(answer.body.error.message).toBe(
        `There is no template of inference endpoints 'template:default/${name}'`,
      );
    }
  });
});

it('refuses a preview to those who may not', async () => {
  const { preview } = await start(AuthorizeResult.DENY);
  expect((await preview()).status).toBe(403);
});
