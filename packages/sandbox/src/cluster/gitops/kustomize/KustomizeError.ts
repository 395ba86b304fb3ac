/** What is wrong with a kustomization; the message names the file. */
export class KustomizeError extends Error {
  readonly name = 'KustomizeError';
}
