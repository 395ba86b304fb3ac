import type {
  ClusterQueue,
  Deployment,
  DeviceClass,
  KubernetesEvent,
  KubernetesObject,
  LocalQueue,
  Pod,
  ReplicaSet,
  ResourceClaim,
  ResourceClaimTemplate,
  ResourceQuota,
  ResourceSlice,
  ScaledObject,
} from './objects';

/**
 * Who may write objects of a type.
 * - `anyone`: the API and repositories
 * - `platform`: the API only; a team's repository may not (it would raise its own quota)
 * - `cluster`: the cluster's own controllers; the API reads, and deletes pods
 */
export type Writers = 'anyone' | 'platform' | 'cluster';

export type ResourceType<T extends KubernetesObject = KubernetesObject> = {
  group: string;
  version: string;
  kind: string;
  plural: string;
  namespaced: boolean;
  writers: Writers;
  /** Carries the object's shape at compile time only. */
  readonly shape?: T;
};

type Row = [kind: string, plural: string, flags?: string];

/** Flags: `c` cluster-scoped, `p` written by the platform, `x` written by the cluster. */
function rows(groupVersion: string, list: Row[]): ResourceType[] {
  const slash = groupVersion.indexOf('/');
  return list.map(([kind, plural, flags = '']) => {
    let writers: Writers = 'anyone';
    if (flags.includes('x')) {
      writers = 'cluster';
    } else if (flags.includes('p') || flags.includes('c')) {
      writers = 'platform';
    }
    return {
      group: slash < 0 ? '' : groupVersion.slice(0, slash),
      version: groupVersion.slice(slash + 1),
      kind,
      plural,
      namespaced: !flags.includes('c'),
      writers,
    };
  });
}

/** Every type that the sandbox's cluster serves. */
export const resourceTypes: ResourceType[] = [
  ...rows('v1', [
    ['Namespace', 'namespaces', 'c'],
    ['Node', 'nodes', 'cx'],
    ['Pod', 'pods', 'x'],
    ['Event', 'events', 'x'],
    ['Service', 'services'],
    ['ConfigMap', 'configmaps'],
    ['Secret', 'secrets'],
    ['ServiceAccount', 'serviceaccounts'],
    ['LimitRange', 'limitranges', 'p'],
    ['ResourceQuota', 'resourcequotas', 'p'],
    ['PersistentVolumeClaim', 'persistentvolumeclaims'],
    ['PersistentVolume', 'persistentvolumes', 'c'],
  ]),
  ...rows('apps/v1', [
    ['Deployment', 'deployments'],
    ['ReplicaSet', 'replicasets', 'x'],
    ['StatefulSet', 'statefulsets'],
    ['DaemonSet', 'daemonsets'],
  ]),
  ...rows('batch/v1', [
    ['Job', 'jobs'],
    ['CronJob', 'cronjobs'],
  ]),
  ...rows('autoscaling/v2', [
    ['HorizontalPodAutoscaler', 'horizontalpodautoscalers'],
  ]),
  ...rows('networking.k8s.io/v1', [
    ['Ingress', 'ingresses'],
    ['NetworkPolicy', 'networkpolicies'],
  ]),
  ...rows('policy/v1', [['PodDisruptionBudget', 'poddisruptionbudgets']]),
  ...rows('scheduling.k8s.io/v1', [['PriorityClass', 'priorityclasses', 'c']]),
  ...rows('rbac.authorization.k8s.io/v1', [
    ['Role', 'roles', 'p'],
    ['RoleBinding', 'rolebindings', 'p'],
  ]),
  ...rows('resource.k8s.io/v1', [
    ['DeviceClass', 'deviceclasses', 'c'],
    ['ResourceClaim', 'resourceclaims', 'x'],
    ['ResourceClaimTemplate', 'resourceclaimtemplates'],
    ['ResourceSlice', 'resourceslices', 'cx'],
  ]),
  ...rows('serving.kserve.io/v1alpha2', [
    ['LLMInferenceService', 'llminferenceservices'],
    ['LLMInferenceServiceConfig', 'llminferenceserviceconfigs'],
  ]),
  ...rows('serving.kserve.io/v1beta1', [
    ['InferenceService', 'inferenceservices'],
  ]),
  ...rows('serving.kserve.io/v1alpha1', [
    ['ServingRuntime', 'servingruntimes'],
    ['ClusterServingRuntime', 'clusterservingruntimes', 'c'],
    ['LocalModelCache', 'localmodelcaches', 'c'],
  ]),
  ...rows('gateway.networking.k8s.io/v1', [
    ['Gateway', 'gateways'],
    ['HTTPRoute', 'httproutes'],
  ]),
  ...rows('inference.networking.k8s.io/v1', [
    ['InferencePool', 'inferencepools'],
  ]),
  ...rows('llm-d.ai/v1alpha2', [['InferenceObjective', 'inferenceobjectives']]),
  ...rows('networking.istio.io/v1', [['DestinationRule', 'destinationrules']]),
  ...rows('monitoring.coreos.com/v1', [
    ['PodMonitor', 'podmonitors'],
    ['ServiceMonitor', 'servicemonitors'],
    ['PrometheusRule', 'prometheusrules'],
  ]),
  ...rows('keda.sh/v1alpha1', [
    ['ScaledObject', 'scaledobjects'],
    ['TriggerAuthentication', 'triggerauthentications'],
  ]),
  ...rows('external-secrets.io/v1', [
    ['ExternalSecret', 'externalsecrets'],
    ['SecretStore', 'secretstores', 'p'],
    ['ClusterSecretStore', 'clustersecretstores', 'c'],
  ]),
  ...rows('kueue.x-k8s.io/v1beta2', [
    ['ClusterQueue', 'clusterqueues', 'c'],
    ['LocalQueue', 'localqueues', 'p'],
    ['ResourceFlavor', 'resourceflavors', 'c'],
    ['Cohort', 'cohorts', 'c'],
  ]),
  ...rows('leaderworkerset.x-k8s.io/v1', [
    ['LeaderWorkerSet', 'leaderworkersets'],
  ]),
];

export function apiVersionOf(type: ResourceType): string {
  return type.group ? `${type.group}/${type.version}` : type.version;
}

/** The type's name in messages: `resourceclaims.resource.k8s.io`, `pods`. */
export function qualifiedPlural(type: ResourceType): string {
  return type.group ? `${type.plural}.${type.group}` : type.plural;
}

export function typeByKind(
  apiVersion: string,
  kind: string,
): ResourceType | undefined {
  return resourceTypes.find(
    type => apiVersionOf(type) === apiVersion && type.kind === kind,
  );
}

export function typeByPlural(
  group: string,
  version: string,
  plural: string,
): ResourceType | undefined {
  return resourceTypes.find(
    type =>
      type.group === group &&
      type.version === version &&
      type.plural === plural,
  );
}

function known<T extends KubernetesObject = KubernetesObject>(
  apiVersion: string,
  kind: string,
): ResourceType<T> {
  const type = typeByKind(apiVersion, kind);
  if (!type) {
    throw new Error(`${apiVersion} ${kind} is not in the table`);
  }
  return { ...type, shape: undefined };
}

/** The types that the cluster's own controllers read and write. */
export const TYPES = {
  namespace: known('v1', 'Namespace'),
  node: known('v1', 'Node'),
  pod: known<Pod>('v1', 'Pod'),
  event: known<KubernetesEvent>('v1', 'Event'),
  service: known('v1', 'Service'),
  configMap: known('v1', 'ConfigMap'),
  resourceQuota: known<ResourceQuota>('v1', 'ResourceQuota'),
  deployment: known<Deployment>('apps/v1', 'Deployment'),
  replicaSet: known<ReplicaSet>('apps/v1', 'ReplicaSet'),
  deviceClass: known<DeviceClass>('resource.k8s.io/v1', 'DeviceClass'),
  claim: known<ResourceClaim>('resource.k8s.io/v1', 'ResourceClaim'),
  claimTemplate: known<ResourceClaimTemplate>(
    'resource.k8s.io/v1',
    'ResourceClaimTemplate',
  ),
  slice: known<ResourceSlice>('resource.k8s.io/v1', 'ResourceSlice'),
  llmInferenceService: known(
    'serving.kserve.io/v1alpha2',
    'LLMInferenceService',
  ),
  inferenceService: known('serving.kserve.io/v1beta1', 'InferenceService'),
  scaledObject: known<ScaledObject>('keda.sh/v1alpha1', 'ScaledObject'),
  clusterQueue: known<ClusterQueue>('kueue.x-k8s.io/v1beta2', 'ClusterQueue'),
  localQueue: known<LocalQueue>('kueue.x-k8s.io/v1beta2', 'LocalQueue'),
  resourceFlavor: known('kueue.x-k8s.io/v1beta2', 'ResourceFlavor'),
};
