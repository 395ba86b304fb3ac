import { ConflictError } from '@backstage/errors';
import { type Author, checkAuthor } from './fastImport';
import { type Git, GitFailure } from './Git';

/** What comes of merging one commit into another. */
export type MergeOutcome =
  | { kind: 'clean'; tree: string }
  | { kind: 'conflicts'; files: string[] };

/** git's status for an option that it does not know. */
const USAGE = 129;

/**
 * Merges two commits that have an ancestor in common, without a working tree and without writing a commit.
 *
 * @throws ConflictError when git is too old to do that
 */
export async function mergeTree(
  git: Git,
  gitDir: string,
  options: { base: string; head: string },
): Promise<MergeOutcome> {
  const args = ['merge-tree', '--write-tree', '--name-only', '-z'];
  const { code, output } = await git
    .run([...args, '--no-messages', options.base, options.head], {
      gitDir,
    })
    .then(
      stdout => ({ code: 0, output: stdout }),
      error => {
        // A status of 1 says "conflicts", and what was written names them.
        if (error instanceof GitFailure && error.code === 1) {
          return { code: 1, output: error.stdout };
        }
        throw error instanceof GitFailure && error.code === USAGE
          ? new ConflictError(
              'This git is too old to merge here: version 2.38 or newer is needed',
            )
          : error;
      },
    );
  const [tree = '', ...files] = output
    .toString('utf8')
    .split('\0')
    .filter(line => line !== '');
  return code === 0 ? { kind: 'clean', tree } : { kind: 'conflicts', files };
}

/** Writes a merge commit and answers its hash; no branch points at it yet. */
export async function commitTree(
  git: Git,
  gitDir: string,
  options: {
    tree: string;
    parents: readonly string[];
    message: string;
    author: Author;
    /** Milliseconds since 1970. */
    at: number;
  },
): Promise<string> {
  const { name, email } = checkAuthor(options.author);
  const date = `@${Math.floor(options.at / 1000)} +0000`;
  const output = await git.run(
    [
      'commit-tree',
      ...options.parents.flatMap(parent => ['-p', parent]),
      '-F',
      '-',
      options.tree,
    ],
    {
      gitDir,
      input: options.message,
      env: {
        GIT_AUTHOR_NAME: name,
        GIT_AUTHOR_EMAIL: email,
        GIT_AUTHOR_DATE: date,
        GIT_COMMITTER_NAME: name,
        GIT_COMMITTER_EMAIL: email,
        GIT_COMMITTER_DATE: date,
      },
    },
  );
  return output.toString('utf8').trim();
}
