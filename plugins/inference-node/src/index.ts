/**
 * What modules of the inference backend build on.
 *
 * @packageDocumentation
 */

export * from './inferenceOnCallSourceExtensionPoint';
export * from './inferenceSignalSourceExtensionPoint';
export * from './OnCallSource';
export * from './SignalSource';
export * from './SignalSourceError';
export * from './yaml/parseYaml';
