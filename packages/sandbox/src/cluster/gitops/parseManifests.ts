import {
  buildKustomization,
  kustomizationOf,
} from './kustomize/buildKustomization';
import { KustomizeError } from './kustomize/KustomizeError';
import { parseFile, type ParsedManifests } from './parseFile';

const ROOT = 'deploy';
const MAX_OBJECTS = 500;

function isManifestPath(path: string): boolean {
  return path.startsWith(`${ROOT}/`) && /\.ya?ml$/.test(path);
}

function pathProblem(path: string): string | undefined {
  const parts = path.split(/[\\/]/);
  return parts.includes('..') || parts.includes('.') || parts.includes('')
    ? 'is not a plain path inside the repository'
    : undefined;
}

function pathProblems(files: ReadonlyMap<string, string>): string[] {
  return [...files.keys()].sort().flatMap(path => {
    const problem = pathProblem(path);
    return problem ? [`${JSON.stringify(path)} ${problem}`] : [];
  });
}

/** Every YAML document under `deploy/`, in order of path. */
function plainManifests(files: ReadonlyMap<string, string>): ParsedManifests {
  const parsed = [...files]
    .filter(([path]) => isManifestPath(path) && !pathProblem(path))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, text]) => parseFile(path, text));
  return {
    manifests: parsed.flatMap(({ manifests }) => manifests),
    errors: parsed.flatMap(({ errors }) => errors),
  };
}

function builtManifests(files: ReadonlyMap<string, string>): ParsedManifests {
  try {
    return { manifests: buildKustomization(files, ROOT), errors: [] };
  } catch (error) {
    if (error instanceof KustomizeError) {
      return { manifests: [], errors: error.message.split('\n') };
    }
    throw error;
  }
}

/**
 * The objects of a repository: what the kustomization of `deploy/` builds, or every YAML document under `deploy/` where
 * there is none. What is wrong is in `errors`.
 */
export function parseManifests(
  files: ReadonlyMap<string, string>,
): ParsedManifests {
  const { manifests, errors } = kustomizationOf(files, ROOT)
    ? builtManifests(files)
    : plainManifests(files);
  return {
    manifests,
    errors: [
      ...pathProblems(files),
      ...errors,
      ...(manifests.length > MAX_OBJECTS
        ? [`deploy/ holds more than ${MAX_OBJECTS} objects`]
        : []),
    ],
  };
}
