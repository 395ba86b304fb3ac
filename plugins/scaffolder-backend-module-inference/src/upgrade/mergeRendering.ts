import fs from 'node:fs';
import { InputError } from '@backstage/errors';
import git from 'isomorphic-git';
import { conflictsOf } from './conflictsOf';
import { findOrigin, type Origin } from './findOrigin';
import {
  holds,
  REF_PREFIX,
  renderingMessage,
  renderingsOf,
  writeFolder,
} from './renderings';

/** What merging a new rendering into a team's branch comes to. */
export type MergeOutcome =
  | {
      /** The branch has all of it already. */
      state: 'nothing-to-do';
    }
  | {
      state: 'merged' | 'conflict';
      /** The branch to be pushed, and what it is at now. */
      branch: string;
      commit: string;
      /** What the host has under that name already. */
      pushed?: string;
      rendering: string;
      /** Keeps the rendering, should the branch be squashed and deleted. */
      tag: string;
      /** What the change does to the team's branch: paths with letters as git has them. */
      changes: { path: string; kind: 'added' | 'changed' | 'removed' }[];
      /** Files that both sides have changed in the same place; empty when git did not say which. */
      conflicts: string[];
      origin: Origin;
    };

/** Who makes a commit, and when. */
export type Signature = {
  name: string;
  email: string;
  /** Seconds since 1970. */
  timestamp: number;
  timezoneOffset: number;
};

type MergeOptions = {
  /** A clone with all branches and tags; its files are not looked at. */
  dir: string;
  /** The team's branch. */
  target: string;
  /** Folder with what the template writes now. */
  folder: string;
  version: string;
  signature: Signature;
};

/** Files that differ between two commits. */
async function changesBetween(dir: string, before: string, after: string) {
  const changes: { path: string; kind: 'added' | 'changed' | 'removed' }[] = [];
  await git.walk({
    fs,
    dir,
    trees: [git.TREE({ ref: before }), git.TREE({ ref: after })],
    map: async (path, [left, right]) => {
      const [from, to] = [left, right].map(entry => entry ?? undefined);
      if ((await from?.oid()) === (await to?.oid())) {
        // A folder that is the same all through need not be looked into.
        return (await from?.mode()) === (await to?.mode()) ? null : undefined;
      }
      const [old, present] = [await from?.type(), await to?.type()];
      if (old === 'blob' || present === 'blob') {
        const kind =
          old === 'blob'
            ? (present === 'blob' && 'changed') || 'removed'
            : 'added';
        changes.push({ path, kind });
      }
      return undefined;
    },
  });
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * Commits a new rendering on top of the one that the team's branch came from, and lets git merge the team's branch into
 * it. Nothing is pushed.
 *
 * @throws InputError when no rendering is found that the branch came from
 */
export async function mergeRendering(
  options: MergeOptions,
): Promise<MergeOutcome> {
  const { dir, target, folder, version, signature } = options;
  const people = { author: signature, committer: signature };
  const tip = await git.resolveRef({ fs, dir, ref: target });
  const origin = await findOrigin(dir, tip);
  if (!origin) {
    throw new InputError(
      `The history of this repository does not begin with what the template wrote, so there is nothing to compare with; see which parts of the golden path are missing on the endpoint's page.`,
    );
  }
  const base = origin.rendering.commit;
  const tree = await writeFolder(dir, folder);
  if (tree === origin.rendering.tree) {
    return { state: 'nothing-to-do' };
  }

  const { branch, present } = await chooseBranch(dir, {
    version,
    tree,
    base,
    tip,
  });
  const rendering =
    present?.rendering ??
    (await git.commit({
      fs,
      dir,
      ...people,
      message: renderingMessage(version, tree),
      tree,
      parent: [base],
      noUpdateBranch: true,
    }));
  const start = present?.commit ?? rendering;
  await git.writeRef({
    fs,
    dir,
    ref: `refs/heads/${branch}`,
    value: start,
    force: true,
  });
  const described = {
    branch,
    ...(present && { pushed: present.commit }),
    rendering,
    tag: `${REF_PREFIX}${version}-${rendering.slice(0, 8)}`,
    origin,
  };
  const theirs = await withRendering({ dir, start, tip, base, people });
  try {
    await git.merge({
      fs,
      dir,
      ...people,
      ours: branch,
      theirs,
      fastForward: false,
      abortOnConflict: true,
      message: `Merge ${target.replace(
        /^.*\/origin\//,
        '',
      )} into the golden path ${version}`,
    });
  } catch (error) {
    const conflicts = conflictsOf(error);
    if (!conflicts) {
      throw error;
    }
    return {
      ...described,
      state: 'conflict',
      commit: start,
      changes: await changesBetween(dir, base, rendering),
      conflicts,
    };
  }
  const commit = await git.resolveRef({ fs, dir, ref: `refs/heads/${branch}` });
  const changes = await changesBetween(dir, tip, commit);
  return changes.length === 0
    ? { state: 'nothing-to-do' }
    : { ...described, state: 'merged', commit, changes, conflicts: [] };
}

/**
 * A branch of this version that the host has already is gone on with when it holds this very rendering, on top of the
 * one that the team's branch came from, and has not been merged: what was merged and then reverted git would not merge
 * again. Any other is left alone: somebody may have worked on it.
 */
async function chooseBranch(
  dir: string,
  options: { version: string; tree: string; base: string; tip: string },
): Promise<{
  branch: string;
  present?: { commit: string; rendering: string };
}> {
  const { version, tree, base, tip } = options;
  const plain = `${REF_PREFIX}${version}`;
  const own = `${plain}-${tree.slice(0, 8)}`;
  const names = [plain, own, `${own}-${base.slice(0, 8)}`];
  const taken = await git.listBranches({ fs, dir, remote: 'origin' });
  for (const branch of names.filter(name => taken.includes(name))) {
    const ref = `refs/remotes/origin/${branch}`;
    const commit = await git.resolveRef({ fs, dir, ref });
    const rendering = (await renderingsOf(dir, ref)).find(
      found => found.tree === tree,
    )?.commit;
    if (
      rendering &&
      (await holds(dir, rendering, base)) &&
      !(await holds(dir, tip, commit))
    ) {
      return { branch, present: { commit, rendering } };
    }
  }
  const branch = names.find(name => !taken.includes(name));
  if (!branch) {
    throw new InputError(
      `The branches ${names.join(
        ', ',
      )} exist, and were merged or hold something else; delete or rename them.`,
    );
  }
  return { branch };
}

/**
 * The team's branch with the rendering it came from in its history. After a squash git no longer knows that it is in
 * there, and would take an older one as the base: a commit that changes nothing says so. Where git has a better base,
 * because an earlier run has said so already, the team's branch is merged as it is.
 */
async function withRendering(options: {
  dir: string;
  start: string;
  tip: string;
  base: string;
  people: { author: Signature; committer: Signature };
}): Promise<string> {
  const { dir, start, tip, base, people } = options;
  const bases: string[] = await git.findMergeBase({
    fs,
    dir,
    oids: [start, tip],
  });
  const areOlder = await Promise.all(
    bases.map(async oid => oid !== base && (await holds(dir, base, oid))),
  );
  if (areOlder.includes(false)) {
    return tip;
  }
  const { commit } = await git.readCommit({ fs, dir, oid: tip });
  return git.commit({
    fs,
    dir,
    ...people,
    message: `Say which rendering of the golden path is in here

It came in squashed, so that the history does not tell.`,
    tree: commit.tree,
    parent: [tip, base],
    noUpdateBranch: true,
  });
}
