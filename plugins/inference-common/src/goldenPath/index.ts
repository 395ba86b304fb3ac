export {
  checkAgainstPath,
  type PathCheck,
  type PathSubject,
} from './checkAgainstPath';
export * from './releases';
export * from './storedParameters';
