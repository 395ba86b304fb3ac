export { AuditTrail, type AuditTrailProps } from './AuditTrail';
export { auditActions } from './auditWords';
