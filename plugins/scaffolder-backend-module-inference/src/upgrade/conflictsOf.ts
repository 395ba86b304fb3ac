import { isError } from '@backstage/errors';

/**
 * The files that a merge failed on, sorted; none where git did not say which. Nothing for an error of another kind.
 */
export function conflictsOf(error: unknown): string[] | undefined {
  if (!isError(error)) {
    return undefined;
  }
  if (error.code === 'MergeConflictError') {
    const { filepaths } = Object(error.data);
    return Array.isArray(filepaths) ? filepaths.map(String).sort() : [];
  }
  // A file became a folder, or the histories cross: git would need a person for it, too.
  return error.code === 'MergeNotSupportedError' ? [] : undefined;
}
