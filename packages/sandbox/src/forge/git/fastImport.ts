import { InputError } from '@backstage/errors';
import { checkBranchName, checkFilePath } from '../names';

/** Who wrote a commit. */
export type Author = { name: string; email: string };

/** One commit that starts a branch. */
export type InitialCommit = {
  branch: string;
  message: string;
  author: Author;
  /** Milliseconds since 1970. */
  at: number;
  /** Text by path. */
  files: Iterable<readonly [path: string, text: string]>;
};

const UNSAFE_IN_IDENTITY = /[<>\p{Cc}\p{Surrogate}]/u;

/** @throws InputError when git would not take the author as one */
export function checkAuthor(author: Author): Author {
  for (const text of [author.name, author.email]) {
    if (text.trim() === '' || UNSAFE_IN_IDENTITY.test(text)) {
      throw new InputError(
        "An author needs a name and an email without '<', '>' or control characters",
      );
    }
  }
  return author;
}

function identity(author: Author, at: number): string {
  const { name, email } = checkAuthor(author);
  return `${name} <${email}> ${Math.floor(at / 1000)} +0000`;
}

function data(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  return Buffer.concat([
    Buffer.from(`data ${bytes.length}\n`),
    bytes,
    Buffer.from('\n'),
  ]);
}

function quoted(path: string): string {
  return `"${checkFilePath(path).replace(/["\\]/g, '\\$&')}"`;
}

/**
 * The stream that makes `git fast-import` write one commit, so that a repository is filled without a working tree.
 *
 * @throws InputError for a path, branch or author that git or the forge would not accept
 */
export function fastImport(commit: InitialCommit): Buffer {
  const who = identity(commit.author, commit.at);
  const parts: Buffer[] = [
    Buffer.from(
      `commit refs/heads/${checkBranchName(
        commit.branch,
      )}\nauthor ${who}\ncommitter ${who}\n`,
    ),
    data(commit.message),
  ];
  for (const [path, text] of commit.files) {
    parts.push(Buffer.from(`M 100644 inline ${quoted(path)}\n`), data(text));
  }
  return Buffer.concat(parts);
}
