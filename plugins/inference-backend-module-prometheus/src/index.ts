/**
 * The Prometheus module of the inference backend.
 *
 * @packageDocumentation
 */

export { inferenceModulePrometheus as default } from './module';
