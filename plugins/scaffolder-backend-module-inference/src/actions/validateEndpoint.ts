import { readFile, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  formatProblem,
  readRepository,
  validateRepository,
} from '../validate/validateRepository';
import { examples } from './validateEndpoint.examples';

/** What the check reads of a repository. */
const FOLDERS = ['deploy', 'gitops'];

async function readFolder(
  root: string,
  folder: string,
): Promise<[string, string][]> {
  const entries = await readdir(join(root, folder), {
    recursive: true,
    withFileTypes: true,
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') {
      return [];
    }
    throw error;
  });
  return Promise.all(
    entries
      .filter(entry => entry.isFile())
      .map(async entry => {
        const path = join(entry.parentPath, entry.name);
        return [
          relative(root, path).split(sep).join('/'),
          await readFile(path, 'utf8'),
        ] satisfies [string, string];
      }),
  );
}

/**
 * Creates `inference:endpoint:validate`: checks the manifests in the workspace before anybody else sees them.
 *
 * @remarks
 * Every object against the schema of its kind, every wait against the one inside it, every PromQL query against its
 * grammar and the metric names of the server's version, and the kustomizations against the files that are there. It
 * reads only, so a dry run does the same.
 *
 * @public
 */
export function createValidateEndpointAction() {
  return createTemplateAction({
    id: 'inference:endpoint:validate',
    description:
      "Checks an inference endpoint's manifests: schemas, deadlines, metric names, and that everything is there",
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        path: z =>
          z
            .string({
              description:
                'Folder in the workspace; the whole workspace if left out',
            })
            .optional(),
      },
      output: {
        objects: z => z.number({ description: 'How many were checked' }),
      },
    },
    async handler(ctx) {
      const root = resolveSafeChildPath(
        ctx.workspacePath,
        ctx.input.path ?? '.',
      );
      const files = new Map(
        (
          await Promise.all(FOLDERS.map(folder => readFolder(root, folder)))
        ).flat(),
      );
      const objects = readRepository(files).placed.length;
      if (objects === 0) {
        throw new InputError(
          "There is nothing to check: the folder 'deploy' holds no Kubernetes objects.",
        );
      }
      const problems = await validateRepository(files);
      if (problems.length > 0) {
        const lines = problems.map(problem => `- ${formatProblem(problem)}`);
        throw new InputError(
          `The repository has ${
            lines.length === 1 ? 'a problem' : `${lines.length} problems`
          }:\n${lines.join('\n')}`,
        );
      }
      ctx.logger.info(`${objects} objects are as they should be`);
      ctx.output('objects', objects);
    },
  });
}
