import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { errorCode } from '../errorCode';
import { isBranchName } from '../names';
import { type StoredRepository } from '../RepositoryStore';

/** Beside git's own files. */
const PULLS_FILE = 'pulls.json';

const branchSchema = z.string().refine(isBranchName);

const pullSchema = z.object({
  /** From 1, in the order they were opened. */
  index: z.number().int().positive(),
  title: z.string(),
  /** Markdown. */
  body: z.string(),
  /** The branch to merge into. */
  base: branchSchema,
  /** The branch to merge. */
  head: branchSchema,
  /** Milliseconds since 1970. */
  createdAt: z.number(),
  state: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('open') }),
    z.object({
      kind: z.literal('closed'),
      /** Milliseconds since 1970. */
      at: z.number(),
    }),
    z.object({
      kind: z.literal('merged'),
      /** Milliseconds since 1970. */
      at: z.number(),
      /** The commit that holds both branches. */
      commit: z.string(),
      /** Where the branches pointed before. */
      baseCommit: z.string(),
      headCommit: z.string(),
    }),
  ]),
});

/** A wish to merge one branch of a repository into another. */
export type Pull = z.infer<typeof pullSchema>;

/** A pull request that has been merged. */
export type MergedState = Extract<Pull['state'], { kind: 'merged' }>;

/** The pull requests of a repository, in the order they were opened. */
export async function readPulls(repository: StoredRepository): Promise<Pull[]> {
  let content: string;
  try {
    content = await readFile(join(repository.gitDir, PULLS_FILE), 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
  return z.array(pullSchema).parse(JSON.parse(content));
}

/** Replaces the pull requests of a repository, whole or not at all. Whoever calls holds the repository's lock. */
export async function writePulls(
  repository: StoredRepository,
  pulls: readonly Pull[],
): Promise<void> {
  const path = join(repository.gitDir, PULLS_FILE);
  await writeFile(`${path}.new`, JSON.stringify(pulls));
  await rename(`${path}.new`, path);
}
