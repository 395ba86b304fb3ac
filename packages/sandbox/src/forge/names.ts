import { InputError, NotFoundError } from '@backstage/errors';

/**
 * What may name an owner, a repository, a branch and a file. Names become folders and arguments of git,
 * so the rules here are narrower than git's own; everything from outside passes through this file first.
 */

const MAX_OWNER = 40;
const MAX_REPOSITORY = 100;
const MAX_BRANCH = 200;
const MAX_PATH = 1024;
const MAX_PATH_SEGMENT_BYTES = 255;

/** First segments of the forge's own addresses. */
const RESERVED_OWNERS = new Set(['api', 'assets']);

/** Endings that mean something to git, to Gitea or to a web server. */
const RESERVED_ENDING = /\.(git|wiki|lock|rss|atom)$/i;

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const BRANCH_SEGMENT = /^[\p{L}\p{N}_@][\p{L}\p{N}._+@#=-]*$/u;
const UNSAFE_IN_PATH = /[\p{Cc}\p{Surrogate}\\]/u;

function isName(text: string, maxLength: number): boolean {
  return (
    text.length <= maxLength &&
    NAME.test(text) &&
    !text.includes('..') &&
    !text.endsWith('.') &&
    !RESERVED_ENDING.test(text)
  );
}

/** Whether `text` may name an owner (an organisation). */
export function isOwnerName(text: string): boolean {
  return isName(text, MAX_OWNER) && !RESERVED_OWNERS.has(text.toLowerCase());
}

/** Whether `text` may name a repository. */
export function isRepositoryName(text: string): boolean {
  return isName(text, MAX_REPOSITORY);
}

/** Whether `text` may name a branch or a tag: a subset of what `git check-ref-format` allows. */
export function isBranchName(text: string): boolean {
  return (
    text.length > 0 &&
    text.length <= MAX_BRANCH &&
    text !== 'HEAD' &&
    text !== '@' &&
    !text.includes('..') &&
    text
      .split('/')
      .every(
        segment =>
          BRANCH_SEGMENT.test(segment) &&
          !segment.endsWith('.') &&
          !segment.toLowerCase().endsWith('.lock'),
      )
  );
}

/** Whether `text` may name a file or folder inside a repository: relative, and never out of it. */
export function isFilePath(text: string): boolean {
  return (
    text.length > 0 &&
    text.length <= MAX_PATH &&
    !UNSAFE_IN_PATH.test(text) &&
    text
      .split('/')
      .every(
        segment =>
          segment !== '' &&
          segment !== '.' &&
          segment !== '..' &&
          segment.toLowerCase() !== '.git' &&
          Buffer.byteLength(segment) <= MAX_PATH_SEGMENT_BYTES,
      )
  );
}

/** A name as it may be shown in a sentence: bounded, on one line. */
function quoted(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Surrogate}]/gu, '�');
  return `'${line.length > 60 ? `${line.slice(0, 60)}…` : line}'`;
}

/** @throws InputError when `text` may not name an owner */
export function checkOwnerName(text: string): string {
  if (isOwnerName(text)) return text;
  throw new InputError(
    `${quoted(
      text,
    )} cannot name an owner: use up to ${MAX_OWNER} letters, digits, '.', '_' or '-', starting with a letter or digit`,
  );
}

/** @throws InputError when `text` may not name a repository */
export function checkRepositoryName(text: string): string {
  if (isRepositoryName(text)) return text;
  throw new InputError(
    `${quoted(
      text,
    )} cannot name a repository: use up to ${MAX_REPOSITORY} letters, digits, '.', '_' or '-', starting with a letter or digit and not ending in '.git'`,
  );
}

/** @throws InputError when `text` may not name a branch */
export function checkBranchName(text: string): string {
  if (isBranchName(text)) return text;
  throw new InputError(`${quoted(text)} cannot name a branch`);
}

/** @throws InputError when `text` may not name a file inside a repository */
export function checkFilePath(text: string): string {
  if (isFilePath(text)) return text;
  throw new InputError(`${quoted(text)} is not a path inside a repository`);
}

/** A repository as an address names it; what cannot exist is simply not found. */
export function checkAddress(owner: string, repo: string) {
  if (isOwnerName(owner) && isRepositoryName(repo)) return { owner, repo };
  throw new NotFoundError(
    `There is no repository ${quoted(`${owner}/${repo}`)}`,
  );
}
