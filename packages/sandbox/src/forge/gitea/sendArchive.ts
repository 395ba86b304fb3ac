import { NotFoundError } from '@backstage/errors';
import { type Response } from 'express';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { exitCode } from '../git/Git';
import { commitOf } from '../locate';
import { type StoredRepository } from '../RepositoryStore';

const ARCHIVES = [
  { suffix: '.tar.gz', format: 'tar', type: 'application/gzip' },
  { suffix: '.zip', format: 'zip', type: 'application/zip' },
] as const;

/** Sends a commit's files as one archive, under a folder named after the repository. `target` is `<ref>.tar.gz` or `<ref>.zip`. */
export async function sendArchive(
  res: Response,
  repository: StoredRepository,
  target: string,
): Promise<void> {
  const archive = ARCHIVES.find(({ suffix }) => target.endsWith(suffix));
  if (!archive) {
    throw new NotFoundError('An archive is asked for as .tar.gz or .zip');
  }
  const ref = target.slice(0, -archive.suffix.length);
  const commit = await commitOf(repository, ref);
  const folder = repository.name.toLowerCase();
  res.setHeader('Content-Type', archive.type);
  res.setHeader('ETag', `"${commit}"`);
  res.setHeader(
    'Content-Disposition',
    `attachment; filename="${folder}-${commit.slice(0, 10)}${archive.suffix}"`,
  );
  const child = repository.git.archive(commit, archive.format, folder);
  child.stdin.end();
  const message = text(child.stderr);
  const ended = exitCode(child);
  try {
    // Compressed here: older versions of git would start an external gzip.
    if (archive.format === 'tar') {
      await pipeline(child.stdout, createGzip(), res);
    } else {
      await pipeline(child.stdout, res);
    }
  } finally {
    child.kill();
  }
  const code = await ended;
  if (code !== 0) {
    throw new Error(`git archive ended with ${code}: ${await message}`);
  }
}
