import { stringify } from 'yaml';
import { type SeedEndpoint } from './endpoints';
import { expectedLoadSeconds } from './loadSeconds';

const PORT = 8000;
const PROBE_SECONDS = 10;

/** Classes whose devices need another build of the server. */
const AMD_CLASSES = new Set(['mi300x-192g']);

function imageOf(endpoint: SeedEndpoint): string {
  if (endpoint.runtime === 'triton') {
    return 'nvcr.io/nvidia/tritonserver:26.06-py3';
  }
  return AMD_CLASSES.has(endpoint.acceleratorClass)
    ? 'docker.io/rocm/vllm:v0.32.0'
    : 'docker.io/vllm/vllm-openai:v0.32.0';
}

/** Models of the organisation's own come from its bucket, all others from the hub they were published on. */
function modelUri(model: string): string {
  const own = /^meridian\/(.+)$/.exec(model);
  return own ? `s3://meridian-models/${own[1]}` : `hf://${model}`;
}

/** Labels and annotations by which the portal and its figures find an endpoint's pods. */
function identity(endpoint: SeedEndpoint) {
  return {
    labels: {
      'app.kubernetes.io/name': endpoint.name,
      'backstage.io/kubernetes-id': endpoint.name,
      'goldenpath.dev/entity-namespace': 'default',
      'goldenpath.dev/entity-name': endpoint.name,
    },
    annotations: {
      'goldenpath.dev/accelerator-class': endpoint.acceleratorClass,
      'goldenpath.dev/model-load-seconds': String(
        expectedLoadSeconds(endpoint.weightsGiB),
      ),
      'goldenpath.dev/weights-gib': String(endpoint.weightsGiB),
    },
  };
}

function claimTemplate(endpoint: SeedEndpoint, name: string) {
  return {
    apiVersion: 'resource.k8s.io/v1',
    kind: 'ResourceClaimTemplate',
    metadata: {
      name,
      namespace: endpoint.team,
      labels: identity(endpoint).labels,
    },
    spec: {
      metadata: { labels: identity(endpoint).labels },
      spec: {
        devices: {
          requests: [
            {
              name: 'accelerators',
              exactly: {
                deviceClassName: endpoint.acceleratorClass,
                allocationMode: 'ExactCount',
                count: endpoint.acceleratorsPerReplica,
              },
            },
          ],
        },
      },
    },
  };
}

function container(endpoint: SeedEndpoint) {
  const ready = endpoint.runtime === 'triton' ? '/v2/health/ready' : '/health';
  const live = endpoint.runtime === 'triton' ? '/v2/health/live' : '/health';
  const probe = (path: string) => ({
    httpGet: { path, port: PORT },
    periodSeconds: PROBE_SECONDS,
    timeoutSeconds: 5,
  });
  return {
    name: 'main',
    image: imageOf(endpoint),
    ports: [{ name: 'http', containerPort: PORT }],
    resources: {
      claims: [{ name: 'accelerators' }],
      requests: {
        cpu: String(4 * endpoint.acceleratorsPerReplica),
        memory: `${Math.ceil(endpoint.weightsGiB * 1.2) + 8}Gi`,
      },
    },
    // Twice the expected start, and never less than five minutes: a slow load is not a crash.
    startupProbe: {
      ...probe(ready),
      failureThreshold: Math.max(
        30,
        Math.ceil(
          (2 * expectedLoadSeconds(endpoint.weightsGiB)) / PROBE_SECONDS,
        ),
      ),
    },
    readinessProbe: { ...probe(ready), failureThreshold: 3 },
    livenessProbe: { ...probe(live), failureThreshold: 6 },
  };
}

function inferenceService(endpoint: SeedEndpoint, claim: string) {
  return {
    apiVersion: 'serving.kserve.io/v1alpha2',
    kind: 'LLMInferenceService',
    metadata: {
      name: endpoint.name,
      namespace: endpoint.team,
      ...identity(endpoint),
    },
    spec: {
      model: { uri: modelUri(endpoint.model), name: endpoint.model },
      replicas: endpoint.minReplicas,
      ...(endpoint.acceleratorsPerReplica > 1 && {
        parallelism: { tensor: endpoint.acceleratorsPerReplica },
      }),
      ...identity(endpoint),
      router: { route: {}, gateway: {} },
      template: {
        terminationGracePeriodSeconds: 60,
        resourceClaims: [
          { name: 'accelerators', resourceClaimTemplateName: claim },
        ],
        containers: [container(endpoint)],
      },
    },
  };
}

/** `deploy/endpoint.yaml`: the claim for accelerators and the service that uses it. */
export function endpointManifests(endpoint: SeedEndpoint): string {
  const claim = `${endpoint.name}-accelerators`;
  return [claimTemplate(endpoint, claim), inferenceService(endpoint, claim)]
    .map(object => stringify(object))
    .join('---\n');
}
