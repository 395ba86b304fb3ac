/**
 * The scaffolder module for inference endpoints.
 *
 * @packageDocumentation
 */
export { scaffolderModuleInference as default } from './module';
export {
  createPlanEndpointAction,
  type PlanEndpointActionOptions,
} from './actions/planEndpoint';
export type { QuotaAccess } from './actions/quotaClient';
export { createReleaseQuotaAction } from './actions/releaseQuota';
export {
  createReserveQuotaAction,
  type ReserveQuotaActionOptions,
} from './actions/reserveQuota';
export {
  createCheckTeamAction,
  type CheckTeamActionOptions,
} from './actions/checkTeam';
export {
  createRequestQuotaAction,
  type RequestQuotaActionOptions,
} from './actions/requestQuota';
export { createValidateEndpointAction } from './actions/validateEndpoint';
export {
  createReadEndpointAction,
  type ReadEndpointActionOptions,
} from './actions/readEndpoint';
export {
  createUpgradeEndpointAction,
  type UpgradeEndpointActionOptions,
} from './actions/upgradeEndpoint';
