import express from 'express';
import request from 'supertest';
import { stringify } from 'yaml';
import { createTelemetry } from '../telemetry';
import {
  ClusterFixture,
  ListeningCluster,
  manifests,
} from './testing/clusterFixture';
import type { KubernetesObject } from './model/objects';

const LABELS = {
  'backstage.io/kubernetes-id': 'fraud',
  'goldenpath.dev/entity-namespace': 'default',
  'goldenpath.dev/entity-name': 'fraud',
};

/** A predictive model on devices of a device plugin, as the template writes it. */
const PREDICTIVE = {
  apiVersion: 'serving.kserve.io/v1beta1',
  kind: 'InferenceService',
  metadata: {
    name: 'fraud',
    namespace: 'team-a',
    labels: LABELS,
    annotations: {
      'goldenpath.dev/model': 'meridian/fraud',
      'goldenpath.dev/weights-gib': '4',
    },
  },
  spec: {
    predictor: {
      minReplicas: 2,
      maxReplicas: 3,
      timeout: 60,
      labels: LABELS,
      serviceAccountName: 'fraud',
      terminationGracePeriodSeconds: 40,
      nodeSelector: { 'goldenpath.dev/accelerator-class': 'h100-80g' },
      model: {
        modelFormat: { name: 'onnx' },
        runtime: 'kserve-tritonserver',
        runtimeVersion: '26.06-py3',
        storageUri: 's3://meridian-models/fraud',
        resources: { limits: { 'nvidia.com/gpu': '1' } },
        readinessProbe: { httpGet: { path: '/v2/health/ready', port: 8080 } },
      },
    },
  },
};

const PLAIN_OBJECTS: [group: string, kind: string, plural: string][] = [
  ['v1', 'ServiceAccount', 'serviceaccounts'],
  ['v1', 'PersistentVolumeClaim', 'persistentvolumeclaims'],
  ['batch/v1', 'Job', 'jobs'],
  ['monitoring.coreos.com/v1', 'PodMonitor', 'podmonitors'],
  ['monitoring.coreos.com/v1', 'PrometheusRule', 'prometheusrules'],
  ['networking.k8s.io/v1', 'NetworkPolicy', 'networkpolicies'],
  ['policy/v1', 'PodDisruptionBudget', 'poddisruptionbudgets'],
  ['gateway.networking.k8s.io/v1', 'HTTPRoute', 'httproutes'],
  ['networking.istio.io/v1', 'DestinationRule', 'destinationrules'],
  ['external-secrets.io/v1', 'ExternalSecret', 'externalsecrets'],
];

type Conditions = { type: string; status: string; reason?: string }[];

function conditionOf(object: KubernetesObject, type: string) {
  const { conditions } = object.status as { conditions: Conditions };
  return conditions.find(condition => condition.type === type);
}

describe("KServe's services in the cluster", () => {
  let fixture: ClusterFixture;
  let server: ListeningCluster;

  beforeEach(async () => {
    fixture = new ClusterFixture();
    server = await ListeningCluster.start(fixture.cluster);
    await server.setQuota({
      'h100-80g.deviceclass.resource.k8s.io/devices': 8,
      'requests.nvidia.com/gpu': 2,
    });
  });

  afterEach(async () => {
    await server.stop();
    await fixture.cluster.stop();
  });

  const only = (kind: string) => fixture.ofKind(kind)[0];
  const replicas = () => fixture.cluster.observe()[0].replicas;

  it('run a predictive model on Triton, with devices of a device plugin that quota counts', async () => {
    const { errors } = await fixture.push('fraud', stringify(PREDICTIVE));
    expect(errors).toEqual([]);
    await fixture.pass(1);
    expect(only('Deployment')).toMatchObject({
      metadata: { name: 'fraud-predictor' },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: 'isvc.fraud-predictor' } },
      },
    });
    const [pod] = fixture.pods();
    expect(pod.metadata.labels).toMatchObject({
      ...LABELS,
      component: 'predictor',
      'serving.kserve.io/inferenceservice': 'fraud',
    });
    expect(pod.spec).toMatchObject({
      serviceAccountName: 'fraud',
      terminationGracePeriodSeconds: 40,
      containers: [
        {
          name: 'kserve-container',
          image: 'nvcr.io/nvidia/tritonserver:26.06-py3',
          resources: { limits: { 'nvidia.com/gpu': '1' } },
          readinessProbe: { httpGet: { path: '/v2/health/ready' } },
        },
      ],
    });
    expect(pod.spec).not.toHaveProperty('model');
    expect(pod.spec).not.toHaveProperty('timeout');
    expect(fixture.quota('golden-path-gpu-quota')?.status?.used).toMatchObject({
      'requests.nvidia.com/gpu': '2',
    });
    expect(conditionOf(only('InferenceService'), 'Ready')?.status).toBe(
      'False',
    );

    // 4 GiB: 5 s of weights, 10 s to boot and 25 s to compile, after the image.
    await fixture.pass(60);
    expect(conditionOf(only('InferenceService'), 'Ready')?.status).toBe('True');
    expect(only('InferenceService').status).toMatchObject({
      url: 'http://fraud-predictor.team-a.svc.cluster.local',
      modelStatus: { copies: { totalCopies: 2 } },
    });
    expect(only('Service').spec).toMatchObject({
      ports: [{ port: 80, targetPort: 8080 }],
    });

    // No room for a third by quota.
    const more = structuredClone(PREDICTIVE);
    more.spec.predictor.minReplicas = 3;
    await fixture.push('fraud', stringify(more));
    await fixture.pass(60);
    expect(replicas()).toHaveLength(2);
    expect(
      fixture.events(only('ReplicaSet').metadata.name).join('\n'),
    ).toContain('requested: requests.nvidia.com/gpu=1');
  });

  it('show the metrics of the server that they run, and of its devices', async () => {
    await fixture.push('fraud', stringify(PREDICTIVE));
    await fixture.push('chat', manifests({ name: 'chat' }));
    await fixture.pass(200);
    const telemetry = createTelemetry({
      seed: 1,
      now: () => fixture.now,
      observe: () => fixture.cluster.observe(),
      endpoints: [],
      onError: error => {
        throw error;
      },
    });
    await fixture.pass(120);
    const { text } = await request(express().use(telemetry.router)).get(
      '/metrics',
    );
    const ofPod = (metric: string, pod: string) =>
      text
        .split('\n')
        .filter(
          line => line.startsWith(`${metric}{`) && line.includes(`pod="${pod}`),
        );
    expect(
      ofPod('nv_inference_request_success', 'fraud-predictor-'),
    ).toHaveLength(2);
    expect(ofPod('nv_inference_pending_request_count', 'fraud-')).toHaveLength(
      2,
    );
    expect(ofPod('vllm:num_requests_waiting', 'chat-kserve-')).toHaveLength(1);
    expect(ofPod('vllm:num_requests_waiting', 'fraud-')).toEqual([]);
    const devices = ofPod('DCGM_FI_DEV_FB_USED', 'fraud-predictor-');
    expect(devices).toHaveLength(2);
    expect(devices[0]).toContain('modelName="NVIDIA H100 80GB HBM3"');
    expect(ofPod('DCGM_FI_DEV_FB_USED', 'chat-kserve-')).toHaveLength(1);
  });

  it('have the replicas that KServe or KEDA keep at least, and go with all that was made of them', async () => {
    const service = manifests({ name: 'chat' });
    const scaling = service.replace(
      'replicas: 1',
      'scaling: { minReplicas: 2, maxReplicas: 4 }',
    );
    await fixture.push('chat', scaling);
    expect(fixture.pods()).toHaveLength(2);

    const scaler = (target: object, minReplicaCount: number) =>
      `${service.replace('  replicas: 1\n', '')}---\n${stringify({
        apiVersion: 'keda.sh/v1alpha1',
        kind: 'ScaledObject',
        metadata: { name: 'chat', namespace: 'team-a' },
        spec: { scaleTargetRef: target, minReplicaCount, maxReplicaCount: 4 },
      })}`;
    await fixture.push('chat', scaler({ name: 'chat-kserve' }, 3));
    expect(fixture.pods()).toHaveLength(3);
    await fixture.push(
      'chat',
      scaler({ kind: 'LLMInferenceService', name: 'chat' }, 4),
    );
    expect(fixture.pods()).toHaveLength(4);
    const refused = await fixture.push('chat', scaler({ name: 'x' }, 5));
    expect(refused.errors[0]).toContain(
      '`minReplicaCount` must not exceed `maxReplicaCount`',
    );

    const path =
      '/apis/serving.kserve.io/v1alpha2/namespaces/team-a/llminferenceservices/chat';
    await server.request('DELETE', path);
    await fixture.pass(1);
    for (const kind of [
      'Deployment',
      'ReplicaSet',
      'Pod',
      'Service',
      'ResourceClaim',
    ]) {
      expect(fixture.ofKind(kind)).toEqual([]);
    }
  });

  it('give names that are too long the form that KServe gives them', async () => {
    const name = `a${'b'.repeat(60)}`;
    await fixture.push('chat', manifests({ name }));
    await fixture.pass(1);
    const made = only('Deployment').metadata.name;
    expect(made).toHaveLength(63);
    expect(made).toMatch(/^ab{23}[0-9a-f]{32}-kserve$/);
    expect(only('LLMInferenceService').status).toMatchObject({
      url: `http://${
        only('Service').metadata.name
      }.team-a.svc.cluster.local:8000`,
    });
  });

  it('say that a start takes longer than the deadline that the pods carry', async () => {
    // 1600 GiB: 2000 s of weights.
    const slow = (deadline: Record<string, string>) =>
      manifests({
        name: 'chat',
        annotations: { 'goldenpath.dev/weights-gib': '1600', ...deadline },
      });
    const progressing = () => conditionOf(only('Deployment'), 'Progressing');
    await fixture.push('chat', slow({}));
    await fixture.pass(599);
    expect(progressing()).toMatchObject({ status: 'True' });
    await fixture.pass(10);
    expect(progressing()).toMatchObject({
      status: 'False',
      reason: 'ProgressDeadlineExceeded',
    });
    expect(
      conditionOf(only('LLMInferenceService'), 'WorkloadsReady'),
    ).toMatchObject({ status: 'False', reason: 'ProgressDeadlineExceeded' });
    await fixture.pass(2000);
    expect(progressing()).toMatchObject({
      status: 'True',
      reason: 'NewReplicaSetAvailable',
    });

    await fixture.push('chat', '');
    await fixture.push(
      'chat',
      slow({ 'goldenpath.dev/progress-deadline-seconds': '4000' }),
    );
    expect(only('Deployment').spec).toMatchObject({
      progressDeadlineSeconds: 4000,
    });
    await fixture.pass(1500);
    expect(progressing()).toMatchObject({ status: 'True' });
  });

  it('stand beside everything else that a repository brings, each found in its own list', async () => {
    const objects = PLAIN_OBJECTS.map(([apiVersion, kind]) =>
      stringify({
        apiVersion,
        kind,
        metadata: { name: 'chat', namespace: 'team-a', labels: LABELS },
        spec: {},
      }),
    );
    const { errors } = await fixture.push('chat', objects.join('---\n'));
    expect(errors).toEqual([]);
    for (const [apiVersion, kind, plural] of PLAIN_OBJECTS) {
      const root = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`;
      const served = await server.request('GET', root);
      expect(served.json.resources).toContainEqual(
        expect.objectContaining({ name: plural, kind, namespaced: true }),
      );
      const list = await server.request(
        'GET',
        `${root}/${plural}?labelSelector=backstage.io%2Fkubernetes-id%3Dfraud`,
      );
      expect(list.json).toMatchObject({
        kind: `${kind}List`,
        items: [{ metadata: { name: 'chat' } }],
      });
    }
    const groups = await server.request('GET', '/apis');
    expect(groups.text).toContain('external-secrets.io');
  });
});
