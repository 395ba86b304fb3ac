import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import {
  TestDatabases,
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import giteaModule from '@backstage/plugin-scaffolder-backend-module-gitea';
import type { JsonObject } from '@backstage/types';
import request from 'supertest';
import { parse } from 'yaml';
import { scaffolderModuleInference } from '../../module';
import { filesBelow } from './renderSkeleton';

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

/** What the scaffolder answers to a dry run. */
type Answer = {
  log: { body: { message: string; status?: string } }[];
  directoryContents: { path: string; base64Content: string }[];
  output: { links: JsonObject[]; text: { content: string }[] };
};

/**
 * Starts a scaffolder that runs the template of a folder dry, in its own workflow runner.
 *
 * @param options.values - what every form is filled in with, unless a run changes it
 * @param options.entities - what the catalog has
 */
export async function startDryRuns(options: {
  folder: string;
  values: JsonObject;
  entities: Entity[];
}) {
  const { folder, values, entities } = options;
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
      catalogServiceMock.factory({ entities }),
    ],
  });
  const template = parse(readFileSync(join(folder, 'template.yaml'), 'utf8'));
  const files = [...(await filesBelow(folder))];
  const dryRun = (changes?: JsonObject) =>
    request(server)
      .post('/api/scaffolder/v2/dry-run')
      .set('Authorization', mockCredentials.user.header())
      .send({
        template,
        values: { ...values, ...changes },
        directoryContents: files.map(([path, content]) => ({
          path,
          base64Content: Buffer.from(content).toString('base64'),
        })),
      });
  return {
    /** The error of a run that fails. */
    refusal: async (changes: JsonObject): Promise<string> => {
      const response = await dryRun(changes);
      expect(response.status).toBe(400);
      return JSON.stringify(response.body);
    },
    /** The files of a run in which no step fails, by path, and what it shows at its end. */
    render: async (changes?: JsonObject) => {
      const response = await dryRun(changes);
      expect(JSON.stringify(response.body.error ?? '')).toBe('""');
      const { log, directoryContents, output }: Answer = response.body;
      expect(
        log
          .filter(({ body }) => body.status === 'failed')
          .map(({ body }) => body.message),
      ).toEqual([]);
      const written = new Map(
        directoryContents.map(({ path, base64Content }) => [
          path,
          Buffer.from(base64Content, 'base64').toString(),
        ]),
      );
      return { files: written, output };
    },
  };
}
