import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Fields of KServe v0.20's LLMInferenceServiceSpec (serving.kserve.io/v1alpha2). */
const SERVICE_FIELDS = new Set([
  'annotations',
  'baseRefs',
  'kvCacheOffloading',
  'labels',
  'model',
  'parallelism',
  'prefill',
  'replicas',
  'rolloutStrategy',
  'router',
  'scaling',
  'storageInitializer',
  'template',
  'tracing',
  'worker',
]);
const REQUEST_FIELDS = new Set(['name', 'exactly', 'firstAvailable']);

type Fields = Record<string, unknown>;

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function unknownFields(value: unknown, known: Set<string>, where: string) {
  return Object.keys(fields(value))
    .filter(key => !known.has(key))
    .map(key => `${where}.${key} is not a field`);
}

/** KServe publishes no package of schemas: what its API types say, by hand. The pod is checked as a Pod. */
export function inferenceServiceProblems(service: unknown): string[] {
  const { apiVersion, spec } = fields(service);
  const { model, replicas, scaling, parallelism, template } = fields(spec);
  const { uri, name } = fields(model);
  const containers = fields(template).containers;
  const problems = unknownFields(spec, SERVICE_FIELDS, 'spec');
  const need = (holds: boolean, what: string) => {
    if (!holds) {
      problems.push(what);
    }
  };
  need(apiVersion === 'serving.kserve.io/v1alpha2', 'apiVersion is another');
  need(
    typeof uri === 'string' && /^(hf|s3|gs|pvc|oci):\/\/\S+$/.test(uri),
    'spec.model.uri is no address of a model',
  );
  need(typeof name === 'string', 'spec.model.name is no text');
  need(
    (replicas === undefined) !== (scaling === undefined),
    'one of spec.replicas and spec.scaling is needed',
  );
  need(Number.isInteger(replicas), 'spec.replicas is no whole number');
  need(
    parallelism === undefined || Number.isInteger(fields(parallelism).tensor),
    'spec.parallelism.tensor is no whole number',
  );
  need(
    Array.isArray(containers) &&
      containers.some(container => fields(container).name === 'main'),
    'spec.template has no container main, the one KServe merges with',
  );
  return problems;
}

/** DRA's v1 puts a request under `exactly`; published schemas let the flat form of v1beta1 pass. */
export function claimProblems(claim: unknown): string[] {
  const { devices } = fields(fields(fields(claim).spec).spec);
  const { requests } = fields(devices);
  return (Array.isArray(requests) ? requests : []).flatMap(request => [
    ...unknownFields(request, REQUEST_FIELDS, 'request'),
    ...(fields(request).exactly ? [] : ['request.exactly is missing']),
  ]);
}

/** What Kubernetes' own schemas find wrong, object by object. */
export function schemaProblems(objects: unknown[]): string[] {
  const child = spawnSync(
    process.execPath,
    [join(__dirname, 'validateKubernetes.mjs')],
    { input: JSON.stringify(objects), encoding: 'utf8' },
  );
  if (child.status !== 0) {
    throw new Error(child.stderr);
  }
  return JSON.parse(child.stdout);
}
