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
