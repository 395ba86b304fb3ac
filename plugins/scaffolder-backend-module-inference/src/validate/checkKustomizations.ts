import { posix } from 'node:path';
import { parseYaml } from '@golden-path/plugin-inference-node';
import {
  at,
  fieldsOf,
  listOf,
  readManifests,
  type Files,
  type Problem,
} from './manifest';

const NAME = 'kustomization.yaml';

function parsed(text: string): Record<string, unknown> | undefined {
  const [document] = parseYaml(text, { uniqueKeys: true });
  return document?.state === 'unread' ? undefined : fieldsOf(document?.value);
}

/**
 * Checks what holds the manifests together: every kustomization names what exists, names every file beside it, and
 * patches kinds that are there. Building them is for `kubectl kustomize`, in the repository's own pipeline.
 */
export function checkKustomizations(files: Files): Problem[] {
  const problems: Problem[] = [];
  const paths = [...files.keys()].filter(path => path.startsWith('deploy/'));
  const kinds = new Set(
    paths
      .filter(path => path.endsWith('.yaml'))
      .flatMap(path => readManifests(path, files.get(path) ?? '').manifests)
      .map(({ kind }) => kind),
  );
  if (!files.has(`deploy/${NAME}`)) {
    problems.push({ path: `deploy/${NAME}`, message: 'is missing' });
  }
  for (const path of paths.filter(one => posix.basename(one) === NAME)) {
    const folder = posix.dirname(path);
    const kustomization = parsed(files.get(path) ?? '');
    if (!kustomization) {
      problems.push({ path, message: 'is not YAML' });
      continue;
    }
    const named = new Set(
      listOf(kustomization.resources).map(resource =>
        posix.join(folder, String(resource)),
      ),
    );
    for (const resource of named) {
      if (!files.has(resource) && !files.has(`${resource}/${NAME}`)) {
        problems.push({ path, message: `names ${resource}, which is missing` });
      }
    }
    for (const beside of paths) {
      if (
        posix.dirname(beside) === folder &&
        beside !== path &&
        !named.has(beside)
      ) {
        problems.push({ path, message: `does not name ${beside}` });
      }
    }
    for (const patch of listOf(kustomization.patches)) {
      const kind = at(patch, 'target', 'kind');
      if (typeof kind !== 'string' || !kinds.has(kind)) {
        problems.push({
          path,
          message: `patches ${String(kind)}, of which there is none`,
        });
      }
    }
  }
  return problems;
}
