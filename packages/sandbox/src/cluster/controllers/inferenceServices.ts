import type { ClusterContext } from './ClusterContext';
import { controllerRef, isControlledBy } from './ownership';
import { scaledReplicas } from './scaledReplicas';
import { DEFAULT_PROGRESS_DEADLINE_SECONDS } from './workloadStatus';
import {
  INTERRUPTIBLE,
  MODEL_LOAD_SECONDS,
  PROGRESS_DEADLINE_SECONDS,
  RUNNING_SINCE,
  WEIGHTS_GIB,
} from '../model/annotations';
import { childName } from '../model/names';
import type {
  Container,
  Deployment,
  Draft,
  JsonObject,
  KubernetesObject,
  PodSpec,
} from '../model/objects';
import { TYPES, type ResourceType } from '../model/resourceTypes';
import {
  inferenceServiceSchema,
  llmInferenceServiceSchema,
} from '../model/validateObject';

/** The server that KServe's preset runs when the template names no image. */
const PRESET_IMAGE = 'ghcr.io/llm-d/llm-d-cuda:v0.9.0';
const TRITON_VERSION = '26.06-py3';
const LLM_PORT = 8000;
const PREDICTOR_PORT = 8080;
const MAX_LABEL = 63;

/** What a pod is told of its service: how its model starts, and whether it may be interrupted. */
const POD_ANNOTATIONS = [WEIGHTS_GIB, MODEL_LOAD_SECONDS, INTERRUPTIBLE];

/** What an inference service asks for, whatever its kind. */
type Rendering = {
  /** Name of the Deployment that KServe makes of it. */
  deployment: string;
  service: string;
  /** The Service's port and the container's. */
  port: { port: number; targetPort: number };
  replicas: number;
  /** Labels by which the pods are found. */
  selector: Record<string, string>;
  /** Labels that KServe adds to these. */
  ownLabels: Record<string, string>;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  podSpec: PodSpec;
};

function withImage(container: Container): Container {
  return { ...container, image: container.image ?? PRESET_IMAGE };
}

function renderLlm(object: KubernetesObject): Rendering {
  const { spec } = llmInferenceServiceSchema.parse(object);
  const { name } = object.metadata;
  const { containers = [], ...rest } = spec.template ?? {};
  const main: Container = {
    name: 'main',
    args: ['serve', '/mnt/models', '--port', String(LLM_PORT)],
  };
  return {
    deployment: childName(name, '-kserve'),
    service: childName(name, '-kserve-workload-svc'),
    port: { port: LLM_PORT, targetPort: LLM_PORT },
    replicas: spec.replicas ?? spec.scaling?.minReplicas ?? 1,
    labels: spec.labels,
    annotations: spec.annotations,
    selector: {
      'app.kubernetes.io/name': name,
      'app.kubernetes.io/component': 'llminferenceservice-workload',
      'kserve.io/component': 'workload',
    },
    ownLabels: { 'app.kubernetes.io/part-of': 'llminferenceservice' },
    podSpec: {
      ...rest,
      containers: (containers.length > 0 ? containers : [main]).map(withImage),
    },
  };
}

/** Fields of a predictor and of its model that are KServe's own; the others are the pod's and the container's. */
const PREDICTOR_FIELDS = [
  'minReplicas',
  'maxReplicas',
  'scaleTarget',
  'scaleMetric',
  'scaleMetricType',
  'autoScaling',
  'containerConcurrency',
  'timeout',
  'canaryTrafficPercent',
  'logger',
  'batcher',
  'deploymentStrategy',
  'labels',
  'annotations',
  'model',
  'workerSpec',
];
const MODEL_FIELDS = [
  'modelFormat',
  'runtime',
  'runtimeVersion',
  'protocolVersion',
  'storageUri',
  'storage',
  'name',
];

function without(from: JsonObject, keys: string[]): JsonObject {
  return Object.fromEntries(
    Object.entries(from).filter(([key]) => !keys.includes(key)),
  );
}

/** The image of the runtime that a model names. */
function runtimeImage(runtime = '', version = TRITON_VERSION): string {
  return runtime.includes('triton')
    ? `nvcr.io/nvidia/tritonserver:${version}`
    : PRESET_IMAGE;
}

function renderInferenceService(object: KubernetesObject): Rendering {
  const { predictor } = inferenceServiceSchema.parse(object).spec;
  const { name } = object.metadata;
  const { model, containers = [] } = predictor;
  const main: Container = {
    image: runtimeImage(model?.runtime, model?.runtimeVersion),
    ...without(model ?? {}, MODEL_FIELDS),
    name: 'kserve-container',
  };
  const deployment = childName(name, '-predictor');
  return {
    deployment,
    service: deployment,
    port: { port: 80, targetPort: PREDICTOR_PORT },
    replicas: predictor.minReplicas ?? 1,
    labels: predictor.labels,
    annotations: predictor.annotations,
    selector: { app: `isvc.${deployment}`.slice(0, MAX_LABEL) },
    ownLabels: {
      component: 'predictor',
      'serving.kserve.io/inferenceservice': name,
    },
    podSpec: {
      ...without(predictor, PREDICTOR_FIELDS),
      containers: (containers.length > 0 ? containers : [main]).map(withImage),
    },
  };
}

function pick(
  from: Record<string, string>,
  keys: string[],
): Record<string, string> {
  return Object.fromEntries(
    keys.flatMap(key => (key in from ? [[key, from[key]]] : [])),
  );
}

function deploymentDraft(
  object: KubernetesObject,
  rendering: Rendering,
): Draft<Deployment> {
  const { namespace } = object.metadata;
  const { selector } = rendering;
  const labels = {
    ...object.metadata.labels,
    ...rendering.labels,
    ...selector,
    ...rendering.ownLabels,
  };
  const annotations = {
    ...object.metadata.annotations,
    ...rendering.annotations,
  };
  return {
    metadata: {
      name: rendering.deployment,
      namespace,
      labels,
      ownerReferences: [controllerRef(object)],
    },
    spec: {
      replicas: rendering.replicas,
      // KServe has no field for it; the platform's admission policy takes it from the annotation.
      progressDeadlineSeconds:
        Number(annotations[PROGRESS_DEADLINE_SECONDS]) ||
        DEFAULT_PROGRESS_DEADLINE_SECONDS,
      // The sandbox replaces pods before it starts new ones: quota leaves no room for both.
      strategy: { type: 'Recreate' },
      selector: { matchLabels: selector },
      template: {
        metadata: {
          labels,
          annotations: pick(annotations, POD_ANNOTATIONS),
        },
        spec: rendering.podSpec,
      },
    },
  };
}

/** Writes a generated object unless something else holds its name. */
function putGenerated<T extends KubernetesObject>(
  context: ClusterContext,
  owner: KubernetesObject,
  type: ResourceType<T>,
  draft: Draft<T>,
): void {
  const { namespace, name } = draft.metadata;
  const current = context.store.get(type, namespace, name);
  if (!current) {
    context.store.create(type, draft);
  } else if (isControlledBy(current, owner)) {
    context.store.change(type, current, copy => {
      Object.assign(copy, {
        ...draft,
        metadata: { ...copy.metadata, labels: draft.metadata.labels },
      });
    });
  } else {
    context.events.record(owner, {
      type: 'Warning',
      reason: 'ReconcileError',
      message: `fails to reconcile: ${type.kind} "${name}" exists and is not controlled by ${owner.kind} "${owner.metadata.name}"`,
      component: 'kserve-controller',
    });
  }
}

function reconcile(
  context: ClusterContext,
  object: KubernetesObject,
  rendered: Rendering,
): void {
  const { namespace } = object.metadata;
  const rendering = {
    ...rendered,
    replicas: scaledReplicas(context, object, rendered),
  };
  const draft = deploymentDraft(object, rendering);
  const since = object.metadata.annotations?.[RUNNING_SINCE];
  const isNew = !context.store.get(
    TYPES.deployment,
    namespace,
    rendering.deployment,
  );
  if (isNew && since !== undefined) {
    draft.metadata.annotations = { [RUNNING_SINCE]: since };
  }
  putGenerated(context, object, TYPES.deployment, draft);
  putGenerated(context, object, TYPES.service, {
    metadata: {
      name: rendering.service,
      namespace,
      labels: draft.metadata.labels,
      ownerReferences: [controllerRef(object)],
    },
    spec: {
      type: 'ClusterIP',
      selector: draft.spec.selector.matchLabels,
      ports: [{ name: 'http', ...rendering.port }],
    },
  });
}

/** Turns KServe's objects into Deployments and Services, as KServe's controller does. */
export function reconcileInferenceServices(context: ClusterContext): void {
  for (const object of context.store.list(TYPES.llmInferenceService)) {
    reconcile(context, object, renderLlm(object));
  }
  for (const object of context.store.list(TYPES.inferenceService)) {
    reconcile(context, object, renderInferenceService(object));
  }
}
