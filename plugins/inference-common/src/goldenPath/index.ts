export {
  checkAgainstPath,
  type PathCheck,
  type PathSubject,
} from './checkAgainstPath';
export * from './planUpgrade';
export * from './releases';
export * from './storedParameters';
