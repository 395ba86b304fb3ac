import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { mockServices } from '@backstage/backend-test-utils';
import { ScmIntegrations } from '@backstage/integration';
import { createFetchTemplateAction } from '@backstage/plugin-scaffolder-backend';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import type { JsonObject } from '@backstage/types';
import { root } from '../../__testUtils__/platform';

/** Where the template lives. */
export const templateFolder = resolve(root, 'templates/inference-endpoint');

/** Text of every file below a folder, by its path from there. */
export async function filesBelow(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, {
    recursive: true,
    withFileTypes: true,
  });
  const paths = entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort();
  return new Map(
    await Promise.all(
      paths.map(
        async path =>
          [relative(folder, path), await readFile(path, 'utf8')] as const,
      ),
    ),
  );
}

/** Runs the scaffolder's own fetch:template on the skeleton and reads back what it wrote. */
export async function renderSkeleton(
  input: JsonObject,
): Promise<Map<string, string>> {
  const workspacePath = await mkdtemp(join(tmpdir(), 'skeleton-'));
  try {
    const config = mockServices.rootConfig();
    const action = createFetchTemplateAction({
      reader: mockServices.urlReader.mock(),
      integrations: ScmIntegrations.fromConfig(config),
    });
    const context = createMockActionContext({
      workspacePath,
      input: { url: './skeleton', values: {}, ...input },
      templateInfo: {
        entityRef: 'template:default/inference-endpoint',
        baseUrl: pathToFileURL(join(templateFolder, 'template.yaml')).href,
      },
    });
    await action.handler({
      ...context,
      createTemporaryDirectory: () => mkdtemp(join(tmpdir(), 'fetched-')),
    });
    return await filesBelow(workspacePath);
  } finally {
    await rm(workspacePath, { recursive: true });
  }
}
