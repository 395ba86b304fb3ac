import fs, { type Dirent } from 'node:fs';
import { readFile, readdir, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError, isError } from '@backstage/errors';
import { STORED_PARAMETERS_PATH } from '@golden-path/plugin-inference-common';
import git, { type ReadCommitResult } from 'isomorphic-git';
import { parseStored } from './parseStored';

/** Branches and tags of upgrades begin with it. */
export const REF_PREFIX = 'golden-path/';

/** The tree without files, which git knows without its being stored. */
export const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/**
 * What the template wrote, and nobody has touched since: a commit whose tree is a rendering and nothing else.
 */
export type Rendering = {
  commit: string;
  tree: string;
  version: string;
  /** Seconds since 1970. */
  committedAt: number;
};

/** Says which version a rendering is of, and which tree: after a squash the trailer no longer fits the commit. */
export function renderingMessage(version: string, tree: string): string {
  return `Render the golden path ${version}

Golden-Path-Template-Version: ${version}
Golden-Path-Rendering: ${tree}
`;
}

/** Whether a commit is another one, or has it in its history. */
export async function holds(
  dir: string,
  oid: string,
  ancestor: string,
): Promise<boolean> {
  return (
    oid === ancestor || git.isDescendent({ fs, dir, oid, ancestor, depth: -1 })
  );
}

/**
 * The version that the stored parameters in a commit name.
 *
 * @throws InputError when they are too large or no YAML
 */
export async function versionIn(
  dir: string,
  commit: string,
): Promise<string | undefined> {
  try {
    const { blob } = await git.readBlob({
      fs,
      dir,
      oid: commit,
      filepath: STORED_PARAMETERS_PATH,
    });
    const parsed = parseStored(blob, `commit ${commit.slice(0, 10)}`);
    return parsed.ok ? parsed.value.version : undefined;
  } catch (error) {
    // No such file, or a file where its folder would be.
    if (
      isError(error) &&
      ['NotFoundError', 'ObjectTypeError'].includes(String(error.code))
    ) {
      return undefined;
    }
    throw error;
  }
}

/** A commit as a rendering, if it is one: by its trailers, or because a repository began with it. */
async function asRendering(
  dir: string,
  { oid, commit }: ReadCommitResult,
): Promise<Rendering | undefined> {
  const tree = /^Golden-Path-Rendering: ([0-9a-f]{40})$/m.exec(
    commit.message,
  )?.[1];
  if (commit.parent.length > 0 && tree !== commit.tree) {
    return undefined;
  }
  const version = await versionIn(dir, oid);
  return version === undefined
    ? undefined
    : {
        commit: oid,
        tree: commit.tree,
        version,
        committedAt: commit.committer.timestamp,
      };
}

/** The renderings that a ref's history holds, newest first. */
export async function renderingsOf(
  dir: string,
  ref: string,
): Promise<Rendering[]> {
  const found: Rendering[] = [];
  for (const entry of await git.log({ fs, dir, ref })) {
    const rendering = await asRendering(dir, entry);
    if (rendering) {
      found.push(rendering);
    }
  }
  return found;
}

/**
 * Writes a folder into the repository's objects, as git would add it.
 *
 * @throws InputError for something that git cannot keep
 */
export async function writeFolder(
  dir: string,
  folder: string,
): Promise<string> {
  const entries = await readdir(folder, { withFileTypes: true });
  const tree = [];
  for (const entry of entries.filter(({ name }) => name !== '.git')) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      const oid = await writeFolder(dir, path);
      // Git keeps no folder without files.
      if (oid !== EMPTY_TREE) {
        const type = 'tree' as const;
        tree.push({ mode: '040000', path: entry.name, oid, type });
      }
    } else {
      const { mode, blob } = await contentOf(path, entry);
      const oid = await git.writeBlob({ fs, dir, blob });
      tree.push({ mode, path: entry.name, oid, type: 'blob' as const });
    }
  }
  return git.writeTree({ fs, dir, tree });
}

async function contentOf(path: string, entry: Dirent) {
  if (entry.isSymbolicLink()) {
    return { mode: '120000', blob: await readlink(path, 'buffer') };
  }
  if (entry.isFile()) {
    const { mode } = await stat(path);
    // Whether it can be run is all that git keeps of a file's mode.
    const canRun = Math.floor(mode / 0o100) % 2 === 1;
    return { mode: canRun ? '100755' : '100644', blob: await readFile(path) };
  }
  throw new InputError(
    `The skeleton has been rendered with '${entry.name}', which is no file, folder or link.`,
  );
}
