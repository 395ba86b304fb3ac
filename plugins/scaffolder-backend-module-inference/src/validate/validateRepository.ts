import type { Runtime } from '@golden-path/plugin-inference-common';
import { RUNTIME_METRICS } from '../plan/metricNames';
import { checkDeadlines } from './checkDeadlines';
import { checkKustomizations } from './checkKustomizations';
import { checkQueries } from './checkQueries';
import { claimTemplateSchema } from './claimSchema';
import { fieldErrors } from './fieldErrors';
import { kserveProblems, servingPod } from './kserveSchemas';
import {
  at,
  describe,
  readManifests,
  type Files,
  type Manifest,
  type Problem,
} from './manifest';
import {
  hasPublishedSchema,
  publishedSchemaProblems,
} from './publishedSchemas';

/** An object, the file it comes from, and the server whose metrics its queries are about. */
export type Placed = { path: string; manifest: Manifest; runtime: Runtime };

/** What stands in a repository. */
export type Repository = {
  placed: Placed[];
  /** What a GitOps controller is told, where the repository says it. */
  gitOps?: Manifest;
  /** What could not be read. */
  problems: Problem[];
};

function runtimeOf(manifests: Manifest[]): Runtime {
  return manifests.some(({ kind }) => kind === 'InferenceService')
    ? 'triton'
    : 'vllm';
}

/** The list of metric names goes with one version of the server. */
function versionProblems(manifests: Manifest[], runtime: Runtime): string[] {
  const { version } = RUNTIME_METRICS[runtime];
  const service = manifests.find(one => servingPod(one));
  const running =
    runtime === 'vllm'
      ? String(
          at(service, 'spec', 'template', 'containers', 0, 'image'),
        ).replace(/^.*:/, '')
      : at(service, 'spec', 'predictor', 'model', 'runtimeVersion');
  return !service || running === version
    ? []
    : [
        `the metric names are those of ${runtime} ${version}, but ${String(
          running,
        )} would run`,
      ];
}

/**
 * Checks objects, each for itself, against the schemas of their kinds and the metric names of the server.
 *
 * @remarks
 * Kubernetes' and the operators' published schemas, by hand for KServe; pods within KServe's objects as Pods.
 */
export async function objectProblems(placed: Placed[]): Promise<Problem[]> {
  const problems: Problem[] = [];
  const published: { placed: Placed; manifest: Manifest }[] = [];
  const add = ({ path, manifest }: Placed, messages: string[]) =>
    problems.push(
      ...messages.map(message => ({
        path,
        object: describe(manifest),
        message,
      })),
    );
  for (const one of placed) {
    const { manifest, runtime } = one;
    const pod = servingPod(manifest);
    const kserve = kserveProblems(manifest);
    if (pod) {
      published.push({ placed: one, manifest: pod });
    }
    if (kserve) {
      add(one, kserve);
    } else if (hasPublishedSchema(manifest)) {
      published.push({ placed: one, manifest });
    } else {
      add(one, [`there is no schema for ${manifest.apiVersion}`]);
    }
    if (manifest.kind === 'ResourceClaimTemplate') {
      add(one, fieldErrors(claimTemplateSchema, manifest));
    }
    add(one, checkQueries(manifest, runtime));
  }
  const answers = await publishedSchemaProblems(
    published.map(({ manifest }) => manifest),
  );
  answers.forEach((answer, index) => {
    if (answer) {
      add(published[index].placed, [answer]);
    }
  });
  return problems;
}

/** Reads the objects of a repository's `deploy` folder. */
export function readRepository(files: Files): Repository {
  const problems: Problem[] = [];
  const read = [...files]
    .filter(
      ([path]) =>
        /^deploy\/.*\.ya?ml$/.test(path) &&
        !path.endsWith('/kustomization.yaml'),
    )
    .flatMap(([path, text]) => {
      const file = readManifests(path, text);
      problems.push(...file.problems);
      return file.manifests.map(manifest => ({ path, manifest }));
    });
  const runtime = runtimeOf(read.map(({ manifest }) => manifest));
  const flux = readManifests('gitops', files.get('gitops/flux.yaml') ?? '');
  return {
    placed: read.map(one => ({ ...one, runtime })),
    gitOps: flux.manifests.find(({ kind }) => kind === 'Kustomization'),
    problems,
  };
}

/** Checks what no object shows alone: the deadlines, the version of the server, and the kustomizations. */
export function wholeProblems(files: Files, repository: Repository): Problem[] {
  const manifests = repository.placed.map(({ manifest }) => manifest);
  const messages = [
    ...checkDeadlines(manifests, repository.gitOps),
    ...versionProblems(manifests, runtimeOf(manifests)),
  ];
  return [
    ...checkKustomizations(files),
    ...messages.map(message => ({ path: 'deploy', message })),
  ];
}

/**
 * Checks an endpoint's repository: every object against its schema, the deadlines, the metric names, and that the
 * kustomizations name what is there.
 *
 * @param files - text files by path
 * @returns everything that is wrong, in order of path
 */
export async function validateRepository(files: Files): Promise<Problem[]> {
  const repository = readRepository(files);
  const problems = [
    ...repository.problems,
    ...(await objectProblems(repository.placed)),
    ...wholeProblems(files, repository),
  ];
  return problems.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** A problem in a line, for people. */
export function formatProblem({ path, object, message }: Problem): string {
  return object ? `${path}, ${object}: ${message}` : `${path}: ${message}`;
}
