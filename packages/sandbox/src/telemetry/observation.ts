/**
 * One pod of an endpoint as the cluster sees it. Times are milliseconds since the epoch.
 *
 * @public
 */
export type ObservedReplica = {
  pod: string;
  node?: string;
  /** Devices allocated to the pod; empty while it waits for any. */
  deviceIds: string[];
  ready: boolean;
  startedAt?: number;
  readyAt?: number;
  /** How long the model takes to load on this pod. */
  loadSeconds?: number;
};

/**
 * One endpoint as the cluster sees it: all that the simulation knows about the present.
 *
 * @public
 */
export type ObservedEndpoint = {
  entityNamespace: string;
  entityName: string;
  /** Kubernetes namespace. */
  namespace: string;
  /** Replicas wanted. */
  desired: number;
  deviceClass?: string;
  devicesPerReplica: number;
  /** Model id, where the workload names one. */
  model?: string;
  runtime?: string;
  replicas: ObservedReplica[];
};

/** `namespace/name` of the catalog entity: the value of the `endpoint` label. */
export function endpointKey(endpoint: {
  entityNamespace: string;
  entityName: string;
}): string {
  return `${endpoint.entityNamespace}/${endpoint.entityName}`;
}
