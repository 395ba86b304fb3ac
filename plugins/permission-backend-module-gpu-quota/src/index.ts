/**
 * A permission policy for GPU quota.
 *
 * @packageDocumentation
 */

export { permissionModuleGpuQuota as default } from './module';
export * from './GpuQuotaPolicy';
