import { type Commit } from '../git/GitRepository';
import { type StoredRepository } from '../RepositoryStore';

/** What one commit has that another lacks. */
export type Comparison = {
  /** At most {@link MAX_COMMITS}, newest first. */
  commits: Commit[];
  /** How many there are. */
  total: number;
  /** A unified diff from where the histories parted. */
  diff: Buffer;
};

const MAX_COMMITS = 50;

/** Compares two commits as a reviewer sees them: what `head` adds since the histories parted. */
export async function compareCommits(
  { git }: StoredRepository,
  base: string,
  head: string,
): Promise<Comparison> {
  const parted = (await git.mergeBase(base, head)) ?? base;
  return {
    commits: await git.log(head, { limit: MAX_COMMITS, since: base }),
    total: await git.countCommits(head, base),
    diff: await git.diffBetween(parted, head),
  };
}
