export { plugin as default } from './plugin';
export { gpuQuotaApiRef } from './api/gpuQuotaApiRef';
