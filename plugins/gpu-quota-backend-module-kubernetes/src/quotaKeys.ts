export {
  extendedResourceQuotaKey,
  implicitExtendedResourceName,
  quotaKeysOf,
  resourceQuotaKey,
} from '@golden-path/plugin-gpu-quota-common';
