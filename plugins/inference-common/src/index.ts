export * from './acceleratorClass';
export * from './endpoint';
export { formatFieldErrors, type FieldError, type Parsed } from './fieldError';
export * from './money';
export * from './signals';
export * from './sizing/types';
export * from './client';
export * from './permissions';
export * from './schemas';
