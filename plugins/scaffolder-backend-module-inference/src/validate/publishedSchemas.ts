import { execFile } from 'node:child_process';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { ForwardedError } from '@backstage/errors';
import type { Manifest } from './manifest';

/**
 * Kinds whose schemas their projects publish, with the module that has them. Where a version is newer than the module's,
 * its shape is the same and the older one is asked: External Secrets v1 and v1beta1, Istio v1 and v1beta1.
 */
const MODULES: Record<string, { module: string; as?: string }> = {
  'v1 Namespace': { module: 'kubernetes-models/v1/Namespace' },
  'v1 Pod': { module: 'kubernetes-models/v1/Pod' },
  'v1 PersistentVolumeClaim': {
    module: 'kubernetes-models/v1/PersistentVolumeClaim',
  },
  'v1 ServiceAccount': { module: 'kubernetes-models/v1/ServiceAccount' },
  'batch/v1 Job': { module: 'kubernetes-models/batch/v1/Job' },
  'networking.k8s.io/v1 NetworkPolicy': {
    module: 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy',
  },
  'policy/v1 PodDisruptionBudget': {
    module: 'kubernetes-models/policy/v1/PodDisruptionBudget',
  },
  'resource.k8s.io/v1 ResourceClaimTemplate': {
    module: 'kubernetes-models/resource.k8s.io/v1/ResourceClaimTemplate',
  },
  'external-secrets.io/v1 ExternalSecret': {
    module:
      '@kubernetes-models/external-secrets/external-secrets.io/v1beta1/ExternalSecret',
    as: 'external-secrets.io/v1beta1',
  },
  'gateway.networking.k8s.io/v1 HTTPRoute': {
    module:
      '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRoute',
  },
  'keda.sh/v1alpha1 ScaledObject': {
    module: '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject',
  },
  'monitoring.coreos.com/v1 PodMonitor': {
    module:
      '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor',
  },
  'monitoring.coreos.com/v1 PrometheusRule': {
    module:
      '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule',
  },
  'networking.istio.io/v1 DestinationRule': {
    module:
      '@kubernetes-models/istio/networking.istio.io/v1beta1/DestinationRule',
    as: 'networking.istio.io/v1beta1',
  },
};

const PACKAGE = '@golden-path/plugin-scaffolder-backend-module-inference';

/** Reads `{ module, kind, object }` as JSON lines' list, and writes what is wrong with each ('' where nothing is). */
const PROGRAM = `
  import { text } from 'node:stream/consumers';
  const answers = [];
  for (const { module, kind, object } of JSON.parse(await text(process.stdin))) {
    const Model = (await import(module))[kind];
    try {
      new Model(object).validate();
      answers.push('');
    } catch (error) {
      answers.push(error.message);
    }
  }
  process.stdout.write(JSON.stringify(answers));
`;

/** Whether there is a published schema for a kind. */
export function hasPublishedSchema(manifest: Manifest): boolean {
  return `${manifest.apiVersion} ${manifest.kind}` in MODULES;
}

/**
 * Checks objects against the schemas that Kubernetes and the operators publish, all in one process of its own: the
 * packages with the schemas are ES modules only.
 *
 * @param manifests - of kinds that have a published schema
 * @returns what is wrong with each, '' where nothing is
 */
export async function publishedSchemaProblems(
  manifests: Manifest[],
): Promise<string[]> {
  if (manifests.length === 0) {
    return [];
  }
  const asked = manifests.map(manifest => {
    const { apiVersion, kind } = manifest;
    const { module, as = apiVersion } = MODULES[`${apiVersion} ${kind}`];
    return { module, kind, object: { ...manifest, apiVersion: as } };
  });
  return JSON.parse(await runProgram(JSON.stringify(asked)));
}

function runProgram(input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      ['--input-type=module', '--eval', PROGRAM],
      {
        // The packages are found from here; nothing of our environment is needed
        cwd: resolvePackagePath(PACKAGE),
        env: {},
        maxBuffer: 64 * 2 ** 20,
        timeout: 120_000,
      },
      (error, stdout) =>
        error
          ? reject(new ForwardedError('The schemas could not be read', error))
          : resolve(stdout),
    );
    // A program that ended early is told of by the callback
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}
