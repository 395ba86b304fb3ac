/**
 * The catalog module for inference endpoints and accelerator classes.
 *
 * @packageDocumentation
 */
export { catalogModuleInference as default } from './module';
export { InferenceEntityProcessor } from './InferenceEntityProcessor';
