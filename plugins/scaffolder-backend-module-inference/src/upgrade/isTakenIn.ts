import fs from 'node:fs';
import { STORED_PARAMETERS_PATH } from '@golden-path/plugin-inference-common';
import git from 'isomorphic-git';
import { conflictsOf } from './conflictsOf';
import { EMPTY_TREE, versionIn, type Rendering } from './renderings';

/** Makes commits that are compared and thrown away. */
const NOBODY = {
  name: 'Golden Path',
  email: 'golden-path@localhost',
  timestamp: 0,
  timezoneOffset: 0,
};

/** One path in three commits: its content's object id, or nothing where there is no such file. */
type Path = {
  /** In the rendering before. */
  was: string | undefined;
  /** In the rendering. */
  wrote: string | undefined;
  /** On the branch. */
  is: string | undefined;
};

/** Every path that a rendering wrote differently than the one before, but the answers. */
async function changedPaths(
  dir: string,
  commits: { before: string; rendering: string; tip: string },
): Promise<Path[]> {
  const { before, rendering, tip } = commits;
  const paths: Path[] = [];
  await git.walk({
    fs,
    dir,
    trees: [before, rendering, tip].map(ref => git.TREE({ ref })),
    map: async (path, entries) => {
      const [was, wrote, is] = await Promise.all(
        entries.map(async entry =>
          entry && (await entry.type()) === 'blob' ? entry.oid() : undefined,
        ),
      );
      if (path !== STORED_PARAMETERS_PATH && wrote !== was) {
        paths.push({ was, wrote, is });
      }
    },
  });
  return paths;
}

/** A commit with one file, or none. */
async function commitFile(dir: string, oid: string | undefined, from?: string) {
  const file = { mode: '100644', path: 'file', type: 'blob' as const };
  const tree = await git.writeTree({
    fs,
    dir,
    tree: oid ? [{ ...file, oid }] : [],
  });
  const commit = await git.commit({
    fs,
    dir,
    message: 'One file',
    tree,
    parent: from ? [from] : [],
    author: NOBODY,
    noUpdateBranch: true,
  });
  return { commit, tree };
}

/** Whether the branch's file has what the rendering changed in it, or other lines in the same place. */
async function lookAt(
  dir: string,
  { was, wrote, is }: Path,
): Promise<'in' | 'missing' | 'other'> {
  if (is === wrote || is === was) {
    return is === wrote ? 'in' : 'missing';
  }
  const { commit: base } = await commitFile(dir, was);
  const ours = await commitFile(dir, is, base);
  const theirs = await commitFile(dir, wrote, base);
  try {
    const { tree } = await git.merge({
      fs,
      dir,
      ours: ours.commit,
      theirs: theirs.commit,
      author: NOBODY,
      fastForward: false,
      abortOnConflict: true,
      noUpdateBranch: true,
    });
    return tree === ours.tree ? 'in' : 'missing';
  } catch (error) {
    if (conflictsOf(error)) {
      return 'other';
    }
    throw error;
  }
}

/**
 * Whether a branch that names the version of a rendering has taken it in without having it in its history, as a squash
 * does. Each path that it wrote differently than the rendering before has to agree, but for the answers, which can be
 * edited first. The one before is an older one of this version that is in, or else the one it was built on. If that is
 * of another version, the name came with this rendering, and files may have been edited in the pull request or since:
 * it is in when none of the paths is as it was before. If it is of the same version, the name says nothing: it is in when git would have nothing left to merge into any path that has not the
 * team's lines in that very place, and at least one path shows it. So neither a mere proposal nor a file copied by hand
 * is taken for a merge. A squash that leaves a file out is not recognised; an older rendering is then compared with,
 * which may show conflicts and loses nothing.
 */
export async function isTakenIn(
  dir: string,
  options: { rendering: Rendering; older?: Rendering; tip: string },
): Promise<boolean> {
  const { rendering, older, tip } = options;
  const { commit } = await git.readCommit({ fs, dir, oid: rendering.commit });
  const before = older?.commit ?? commit.parent[0] ?? EMPTY_TREE;
  const paths = await changedPaths(dir, {
    before,
    rendering: rendering.commit,
    tip,
  });
  if ((await versionIn(dir, before)) !== rendering.version) {
    return paths.every(({ was, is }) => is !== was);
  }
  let isShown = false;
  for (const path of paths) {
    const state = await lookAt(dir, path);
    if (state === 'missing') {
      return false;
    }
    isShown ||= state === 'in';
  }
  return isShown;
}
