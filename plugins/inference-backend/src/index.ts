/**
 * The inference backend plugin.
 *
 * @packageDocumentation
 */

export { inferencePlugin as default } from './plugin';
