import fs from 'node:fs';
import git from 'isomorphic-git';
import {
  holds,
  REF_PREFIX,
  renderingsOf,
  versionIn,
  type Rendering,
} from './renderings';
import { isTakenIn } from './isTakenIn';

/** What a branch came from, as far as it is known. */
export type Origin = {
  rendering: Rendering;
  /** The rendering of the version on the branch is not to be found; this is an older one. */
  isOlder: boolean;
};

/** The renderings that earlier upgrades left in branches and tags, oldest first. */
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
  return [...found.values()].sort((a, b) => a.committedAt - b.committedAt);
}

/**
 * Finds the rendering that a branch came from: of the version its stored parameters name, in its own history or, after
 * a squash, in what earlier upgrades left in branches and tags. Of several of that version there, a newer one is it
 * only when the branch shows what it has changed in the older one.
 *
 * @param tip - commit of the branch
 * @throws InputError when stored parameters cannot be read
 */
export async function findOrigin(
  dir: string,
  tip: string,
): Promise<Origin | undefined> {
  const version = await versionIn(dir, tip);
  const own = await renderingsOf(dir, tip);
  // One that names a newer version was reverted.
  const last = own.find(known => known.version === version) ?? own[0];
  let taken: Rendering | undefined;
  for (const rendering of await renderingsLeft(dir)) {
    const { commit } = rendering;
    if (
      rendering.version === version &&
      own.every(known => known.commit !== commit) &&
      // One that was built on an older one than the branch holds was passed over.
      (!last || (await holds(dir, commit, last.commit))) &&
      (await isTakenIn(dir, { rendering, older: taken, tip }))
    ) {
      taken = rendering;
    }
  }
  const rendering = taken ?? last;
  return rendering && { rendering, isOlder: rendering.version !== version };
}
