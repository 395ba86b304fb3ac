export * from './acceleratorClass';
export * from './endpoint';
export { formatFieldErrors, type FieldError, type Parsed } from './fieldError';
export * from './money';
export * from './signals';
export * from './sizing/types';
export * from './client';
export * from './permissions';
export * from './schemas';
export * from './cost';
export * from './formatSignalValue';
export * from './onCall';
export * from './operatingModel';
export * from './phase';
export * from './resolveSignals';
export * from './triage';
export {
  describeCondition,
  type Comparison,
  type Condition,
  type SloField,
  type Threshold,
} from './operatingModelCondition';
export { checkSizingInput, SIZING_LIMITS } from './sizing/checkSizingInput';
export { formatCount, formatGiB, formatMilliseconds } from './sizing/format';
export { kvBytesPerToken } from './sizing/kvCache';
export { countParameters, type ParameterCount } from './sizing/parameters';
export { weightBytes } from './sizing/weights';
export * from './sizing/weightsIndex';
export { parseModelConfig } from './sizing/parseModelConfig';
export { recommend, sizeForClasses } from './sizing/sizeForClasses';
export { estimateModelLoadSeconds, startupProbe } from './sizing/startup';
export * from './models';
export * from './modelHub';
export { KNOWN_MODELS } from './knownModels';
export { MEMORY_UTILISATION } from './sizing/constants';
export * from './usage';
export * from './gpuTenancy';
export * from './quotaEnvelope';
export { entityRefOf } from './entityRefOf';
export * from './endpointOptions';
export * from './hoursReplicas';
export * from './remedies';
export * from './scalingCost';
export type { OwnedResource } from './ownedResource';
export * from './predictive';
export * from './goldenPath';
export * from './catalogInfoUrl';
export { isCurrency } from './currency';
