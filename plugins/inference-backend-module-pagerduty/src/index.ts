/**
 * The PagerDuty module of the inference backend.
 *
 * @packageDocumentation
 */

export { inferenceModulePagerDuty as default } from './module';
