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
export {
  isBranchName,
  locateRepository,
  type LocatedRepository,
} from './repository/locateRepository';
export {
  parseRepository,
  type Publisher,
  type Repository,
} from './repository/parseRepository';
