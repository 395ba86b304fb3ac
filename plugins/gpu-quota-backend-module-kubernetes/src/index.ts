/**
 * The kubernetes module of the gpu-quota backend.
 *
 * @packageDocumentation
 */

export { gpuQuotaModuleKubernetes as default } from './module';
export * from './renderResourceQuota';
