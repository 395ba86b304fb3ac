/**
 * What modules of the gpu-quota backend build on.
 *
 * @packageDocumentation
 */

export * from './gpuQuotaSinkExtensionPoint';
export * from './QuotaSink';
export * from './permissionFilter';
export * from './permissionRules';
export * from './quotaClockServiceRef';
