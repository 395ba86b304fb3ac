/**
 * Types, permissions, client and rules of GPU quota. No I/O but the client's.
 *
 * @packageDocumentation
 */

export * from './auditChain';
export * from './canDecide';
export * from './canonicalJson';
export * from './costChange';
export * from './createGpuQuotaClient';
export * from './drift';
export * from './etag';
export * from './explainRequest';
export type { components, operations, paths } from './generated/openapi';
export * from './grants';
export * from './ledger';
export * from './permissions';
export * from './policy';
export * from './requestState';
export * from './signals';
export * from './types';
export * from './capacity';
export * from './leadGroup';
export * from './settleDepartment';
export * from './quotaKeys';
