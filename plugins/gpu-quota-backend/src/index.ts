/**
 * The gpu-quota backend plugin.
 *
 * @packageDocumentation
 */

export { gpuQuotaPlugin as default } from './plugin';
export * from './cli/auditVerifyCommand';
