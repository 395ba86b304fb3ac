import type { ClusterContext } from './ClusterContext';
import { controllerRef, isControlledBy } from './ownership';
import {
  MODEL_LOAD_SECONDS,
  RUNNING_SINCE,
  WEIGHTS_GIB,
} from '../model/annotations';
import type {
  Container,
  Deployment,
  Draft,
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
const SERVING_PORT = 8000;

/** What an inference service asks for, whatever its kind. */
type Rendering = {
  /** Name of the Deployment that KServe makes of it. */
  deployment: string;
  service: string;
  component: string;
  replicas: number;
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
    args: ['serve', '/mnt/models', '--port', String(SERVING_PORT)],
  };
  return {
    deployment: `${name}-kserve`,
    service: `${name}-kserve-workload-svc`,
    component: 'llminferenceservice-workload',
    replicas: spec.replicas ?? spec.scaling?.minReplicas ?? 1,
    labels: spec.labels,
    annotations: spec.annotations,
    podSpec: {
      ...rest,
      containers: (containers.length > 0 ? containers : [main]).map(withImage),
    },
  };
}

function renderInferenceService(object: KubernetesObject): Rendering {
  const { predictor } = inferenceServiceSchema.parse(object).spec;
  const { name } = object.metadata;
  const { model, containers = [], resourceClaims, nodeSelector } = predictor;
  const main: Container = {
    name: 'kserve-container',
    image: model?.image,
    resources: model?.resources,
  };
  return {
    deployment: `${name}-predictor`,
    service: `${name}-predictor`,
    component: 'predictor',
    replicas: predictor.minReplicas ?? 1,
    labels: predictor.labels,
    annotations: predictor.annotations,
    podSpec: {
      containers: (containers.length > 0 ? containers : [main]).map(withImage),
      ...(resourceClaims && { resourceClaims }),
      ...(nodeSelector && { nodeSelector }),
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
  const { name, namespace } = object.metadata;
  const selector = {
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/component': rendering.component,
    'kserve.io/component': 'workload',
  };
  const labels = {
    ...object.metadata.labels,
    ...rendering.labels,
    ...selector,
    'app.kubernetes.io/part-of': object.kind.toLowerCase(),
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
      // The sandbox replaces pods before it starts new ones: quota leaves no room for both.
      strategy: { type: 'Recreate' },
      selector: { matchLabels: selector },
      template: {
        metadata: {
          labels,
          annotations: pick(annotations, [WEIGHTS_GIB, MODEL_LOAD_SECONDS]),
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
  rendering: Rendering,
): void {
  const draft = deploymentDraft(object, rendering);
  const { namespace } = object.metadata;
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
      ports: [{ name: 'http', port: SERVING_PORT, targetPort: SERVING_PORT }],
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
