/**
 * The kubernetes module of the gpu-quota backend.
 *
 * @packageDocumentation
 */

export { gpuQuotaModuleKubernetes as default } from './module';
export * from './chargesForKueue';
export * from './chargesForResourceQuota';
export type {
  Charges,
  DeviceRequest,
  DeviceSubRequest,
  DeviceUse,
  ExtendedResourceNames,
} from './deviceUse';
export type { Ownership } from './manifests';
export * from './quotaKeys';
export * from './renderKueue';
export {
  hardLimitsOf,
  renderNamespace,
  renderResourceQuota,
  RESOURCE_QUOTA_NAME,
  type NamespaceManifest,
  type ResourceQuotaManifest,
} from './renderResourceQuota';
