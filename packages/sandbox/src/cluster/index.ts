export {
  createCluster,
  type Cluster,
  type ClusterOptions,
} from './createCluster';
export { type SeedNode } from './controllers/seedCluster';
export { type RepositoryState, type SyncResult } from './gitops/GitOps';
export {
  type ObservedReplica,
  type ObservedWorkload,
} from './controllers/observe';
export {
  FAULT_KINDS,
  isFaultKind,
  type Fault,
  type FaultKind,
  type FaultRequest,
} from './controllers/FaultBoard';
export { type PodStage } from './model/podTimeline';
