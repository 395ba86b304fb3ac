import fs from 'node:fs';
import git from 'isomorphic-git';
import {
  REF_PREFIX,
  renderingsOf,
  storedIn,
  type Rendering,
} from './renderings';
import { isTakenIn } from './isTakenIn';

/** What a branch came from, as far as it is known. */
export type Origin = {
  rendering: Rendering;
  /** The rendering of the version on the branch is not to be found; this is an older one. */
  isOlder: boolean;
};

/** The renderings that earlier upgrades left in branches and tags. */
async function renderingsLeft(dir: string): Promise<Rendering[]> {
  const refs = [
    ...(await git.listBranches({ fs, dir, remote: 'origin' })).map(
      name => [name, `refs/remotes/origin/${name}`] as const,
    ),
    ...(await git.listTags({ fs, dir })).map(
      name => [name, `refs/tags/${name}`] as const,
    ),
  ].filter(([name]) => name.startsWith(REF_PREFIX));
  const found = new Map<string, Rendering>();
  for (const [, ref] of refs) {
    for (const rendering of await renderingsOf(dir, ref)) {
      found.set(rendering.commit, rendering);
    }
  }
  return [...found.values()];
}

/**
 * Finds the rendering that a branch came from: of the version its stored parameters name, in its own history or, after
 * a squash, in what earlier upgrades left in branches and tags.
 *
 * @param tip - commit of the branch
 * @throws InputError when stored parameters cannot be read
 */
export async function findOrigin(
  dir: string,
  tip: string,
): Promise<Origin | undefined> {
  const own = await renderingsOf(dir, tip);
  const stored = await storedIn(dir, tip);
  const [last] = own;
  const taken: Rendering[] = [];
  for (const rendering of await renderingsLeft(dir)) {
    const { commit, version } = rendering;
    if (
      version === stored?.version &&
      own.every(known => known.commit !== commit) &&
      // One that was built on an older one than the branch holds was passed over.
      (!last ||
        (await git.isDescendent({
          fs,
          dir,
          oid: commit,
          ancestor: last.commit,
          depth: -1,
        }))) &&
      (await isTakenIn(dir, rendering, tip))
    ) {
      taken.push(rendering);
    }
  }
  const same = [
    ...taken.sort((a, b) => b.committedAt - a.committedAt),
    ...own.filter(({ version }) => version === stored?.version),
  ];
  const rendering =
    same.find(({ parameters }) => parameters === stored?.oid) ?? same[0];
  if (rendering) {
    return { rendering, isOlder: false };
  }
  return last && { rendering: last, isOlder: true };
}
