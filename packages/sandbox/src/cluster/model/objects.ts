/** Shapes of the Kubernetes objects that the sandbox's cluster stores and writes. */

export type JsonObject = { [key: string]: unknown };

export type OwnerReference = {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
};

export type ManagedFieldsEntry = {
  manager: string;
  operation: 'Apply' | 'Update';
  apiVersion: string;
  time: string;
  fieldsType: 'FieldsV1';
  fieldsV1: JsonObject;
};

export type ObjectMeta = {
  name: string;
  namespace?: string;
  uid: string;
  resourceVersion: string;
  generation: number;
  creationTimestamp: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: OwnerReference[];
  managedFields?: ManagedFieldsEntry[];
};

export type KubernetesObject = {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  [field: string]: unknown;
};

/** What is written: the store fills in the rest of the metadata. */
export type Draft<T extends KubernetesObject = KubernetesObject> = {
  [Field in keyof T as Field extends 'apiVersion' | 'kind' | 'metadata'
    ? never
    : Field]: T[Field];
} & { metadata: Partial<ObjectMeta> & { name: string } };

export type Condition = {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
  lastTransitionTime: string;
};

export type Quantities = Record<string, string | number>;

export type PodClaim = {
  name: string;
  resourceClaimTemplateName?: string;
  resourceClaimName?: string;
};

export type Container = JsonObject & {
  name: string;
  image?: string;
  resources?: { requests?: Quantities; limits?: Quantities };
};

export type PodSpec = JsonObject & {
  containers: Container[];
  resourceClaims?: PodClaim[];
  nodeName?: string;
  nodeSelector?: Record<string, string>;
};

export type ContainerState =
  | { waiting: { reason: string; message?: string } }
  | { running: { startedAt: string } };

export type ContainerStatus = {
  name: string;
  image: string;
  imageID: string;
  ready: boolean;
  started: boolean;
  restartCount: number;
  state: ContainerState;
};

export type PodStatus = {
  phase: 'Pending' | 'Running';
  conditions?: Condition[];
  containerStatuses?: ContainerStatus[];
  resourceClaimStatuses?: { name: string; resourceClaimName: string }[];
  startTime?: string;
  podIP?: string;
  hostIP?: string;
  qosClass?: string;
};

export type Pod = KubernetesObject & { spec: PodSpec; status: PodStatus };

export type PodTemplate = {
  metadata?: {
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  spec: PodSpec;
};

export type Deployment = KubernetesObject & {
  spec: {
    replicas?: number;
    /** Default 600. */
    progressDeadlineSeconds?: number;
    selector: { matchLabels?: Record<string, string> };
    template: PodTemplate;
    [field: string]: unknown;
  };
};

export type ReplicaSet = Deployment;

export type DeviceSubRequest = {
  name?: string;
  deviceClassName: string;
  allocationMode?: 'ExactCount' | 'All';
  count?: number;
};

export type DeviceRequest = {
  name: string;
  exactly?: DeviceSubRequest;
  firstAvailable?: DeviceSubRequest[];
};

export type ClaimSpec = { devices?: { requests?: DeviceRequest[] } };

export type ResourceClaimTemplate = KubernetesObject & {
  spec: { spec: ClaimSpec };
};

export type AllocatedDevice = {
  request: string;
  driver: string;
  pool: string;
  device: string;
};

export type ResourceClaim = KubernetesObject & {
  spec: ClaimSpec;
  status?: {
    allocation?: { devices: { results: AllocatedDevice[] } };
    reservedFor?: { resource: string; name: string; uid: string }[];
  };
};

export type ResourceQuota = KubernetesObject & {
  spec?: { hard?: Quantities };
  status?: { hard: Quantities; used: Record<string, string> };
};

export type DeviceClass = KubernetesObject & {
  spec?: JsonObject & { extendedResourceName?: string };
};

/** KEDA's ScaledObject. */
export type ScaledObject = KubernetesObject & {
  spec: {
    scaleTargetRef: { kind?: string; name: string };
    minReplicaCount?: number;
    maxReplicaCount?: number;
  };
};

/** Kueue's ClusterQueue. */
export type ClusterQueue = KubernetesObject & {
  spec: { resourceGroups?: { flavors: { name: string }[] }[] };
  status?: { conditions: Condition[] };
};

/** Kueue's LocalQueue. */
export type LocalQueue = KubernetesObject & {
  spec: { clusterQueue: string };
  status?: { conditions: Condition[] };
};

export type Device = {
  name: string;
  attributes: Record<string, { string: string }>;
  capacity: { memory: { value: string } };
  taints?: { key: string; value: string; effect: string; timeAdded: string }[];
};

export type ResourceSlice = KubernetesObject & {
  spec: {
    driver: string;
    nodeName: string;
    pool: { name: string; generation: number; resourceSliceCount: number };
    devices: Device[];
  };
};

export type KubernetesEvent = KubernetesObject & {
  involvedObject: {
    apiVersion: string;
    kind: string;
    name: string;
    namespace?: string;
    uid: string;
  };
  reason: string;
  message: string;
  type: 'Normal' | 'Warning';
  count: number;
  firstTimestamp: string;
  lastTimestamp: string;
};
