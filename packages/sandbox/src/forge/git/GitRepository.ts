import { type ChildProcessWithoutNullStreams } from 'node:child_process';
import { isBranchName } from '../names';
import { type Git, GitFailure } from './Git';
import { decodeText } from './decodeText';
import { type Author } from './fastImport';
import { commitTree, type MergeOutcome, mergeTree } from './merging';

/** A branch and the commit it points at. */
export type Branch = { name: string; commit: string };

/** One file, folder, link or submodule in a tree. */
export type TreeEntry = {
  /** From the root of the repository. */
  path: string;
  name: string;
  type: 'file' | 'dir' | 'symlink' | 'submodule';
  sha: string;
  /** Bytes; 0 for what is not a file. */
  size: number;
};

/** One commit, as its log entry says. */
export type Commit = {
  sha: string;
  tree: string;
  parents: string[];
  author: { name: string; email: string; at: number };
  committer: { name: string; email: string; at: number };
  message: string;
};

const COMMIT_FIELDS = [
  '%H',
  '%T',
  '%P',
  '%an',
  '%ae',
  '%at',
  '%cn',
  '%ce',
  '%ct',
  '%B',
];

const MAX_TEXT_BYTES = 1024 * 1024;

/** The latest moment that `Date` can hold. */
const MAX_DATE = 8.64e15;

const FULL_SHA = /^([0-9a-f]{40}|[0-9a-f]{64})$/;
const SHA = /^[0-9a-f]{7,64}$/;

const TYPES: Record<string, TreeEntry['type']> = {
  '040000': 'dir',
  '120000': 'symlink',
  '160000': 'submodule',
};

function parseTree(output: Buffer, folder: string): TreeEntry[] {
  return output
    .toString('utf8')
    .split('\0')
    .filter(line => line !== '')
    .map(line => {
      const tab = line.indexOf('\t');
      const [mode = '', , sha = '', size = ''] = line.slice(0, tab).split(/ +/);
      const name = line.slice(tab + 1);
      return {
        path: folder ? `${folder}/${name}` : name,
        name: name.slice(name.lastIndexOf('/') + 1),
        type: TYPES[mode] ?? 'file',
        sha,
        size: size === '-' ? 0 : Number(size),
      };
    });
}

/** A commit may claim any date; what no calendar holds is moved to its end. */
function milliseconds(seconds: string): number {
  return Math.min((Number(seconds) || 0) * 1000, MAX_DATE);
}

function parseLog(output: Buffer): Commit[] {
  const fields = output.toString('utf8').split('\0');
  const commits: Commit[] = [];
  for (
    let i = 0;
    i + COMMIT_FIELDS.length <= fields.length;
    i += COMMIT_FIELDS.length
  ) {
    const [
      sha = '',
      tree = '',
      parents = '',
      an = '',
      ae = '',
      at = '',
      cn = '',
      ce = '',
      ct = '',
      message = '',
    ] = fields.slice(i, i + COMMIT_FIELDS.length);
    commits.push({
      sha,
      tree,
      parents: parents ? parents.split(' ') : [],
      author: { name: an, email: ae, at: milliseconds(at) },
      committer: { name: cn, email: ce, at: milliseconds(ct) },
      message: message.trimEnd(),
    });
  }
  return commits;
}

/** Reads one bare repository, and merges its branches. Commits are named by their full hash, which {@link GitRepository.resolve} gives. */
export class GitRepository {
  readonly #git: Git;
  readonly #gitDir: string;

  constructor(git: Git, gitDir: string) {
    this.#git = git;
    this.#gitDir = gitDir;
  }

  /** Branches by name. */
  async branches(): Promise<Branch[]> {
    const output = await this.#run([
      'for-each-ref',
      '--format=%(refname:strip=2)%00%(objectname)',
      'refs/heads/',
    ]);
    return output
      .toString('utf8')
      .split('\n')
      .filter(line => line !== '')
      .map(line => {
        const [name = '', commit = ''] = line.split('\0');
        return { name, commit };
      });
  }

  /** The branch that `HEAD` names, whether it has a commit or not. */
  async defaultBranch(): Promise<string> {
    const output = await this.#run(['symbolic-ref', '--short', 'HEAD']);
    return output.toString('utf8').trim();
  }

  async setDefaultBranch(branch: string): Promise<void> {
    await this.#run(['symbolic-ref', 'HEAD', `refs/heads/${branch}`]);
  }

  /** The commit that a branch, a tag or a hash names. */
  async resolve(ref: string): Promise<string | undefined> {
    const candidates = isBranchName(ref)
      ? [`refs/heads/${ref}`, `refs/tags/${ref}`]
      : [];
    if (SHA.test(ref)) candidates.push(ref);
    for (const candidate of candidates) {
      const sha = await this.#optional([
        'rev-parse',
        '--verify',
        '--quiet',
        `${candidate}^{commit}`,
      ]);
      const text = sha?.toString('utf8').trim();
      if (text && FULL_SHA.test(text)) return text;
    }
    return undefined;
  }

  /** The file or folder at a checked path, if there is one. */
  async entry(commit: string, path: string): Promise<TreeEntry | undefined> {
    const output = await this.#run([
      'ls-tree',
      '-z',
      '-l',
      '--full-tree',
      commit,
      '--',
      path,
    ]);
    return parseTree(output, '').find(entry => entry.path === path);
  }

  /** What a folder holds: folders first, then by name. The root is `''`. */
  async list(commit: string, folder: string): Promise<TreeEntry[]> {
    const output = await this.#run([
      'ls-tree',
      '-z',
      '-l',
      '--full-tree',
      folder ? `${commit}:${folder}` : commit,
    ]);
    const rank = (entry: TreeEntry) => (entry.type === 'dir' ? 0 : 1);
    return parseTree(output, folder).sort(
      (a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, 'en'),
    );
  }

  async blob(sha: string): Promise<Buffer> {
    return this.#run(['cat-file', 'blob', sha]);
  }

  /**
   * The text files of a commit by path. Links, submodules, files over 1 MiB and files that are not UTF-8 text
   * are left out.
   */
  async textFiles(commit: string): Promise<Map<string, string>> {
    const tree = await this.#run([
      'ls-tree',
      '-r',
      '-z',
      '-l',
      '--full-tree',
      commit,
    ]);
    const entries = parseTree(tree, '').filter(
      entry => entry.type === 'file' && entry.size <= MAX_TEXT_BYTES,
    );
    const output = await this.#run(['cat-file', '--batch'], {
      input: entries.map(entry => `${entry.sha}\n`).join(''),
    });
    const files = new Map<string, string>();
    let offset = 0;
    for (const entry of entries) {
      // "<sha> blob <size>\n<content>\n"
      const start = output.indexOf(0x0a, offset) + 1;
      const content = decodeText(output.subarray(start, start + entry.size));
      if (content !== undefined) files.set(entry.path, content);
      offset = start + entry.size + 1;
    }
    return files;
  }

  /** Commits from `commit` back, newest first; of one path when given, without those that `since` holds. */
  async log(
    commit: string,
    options: { limit: number; skip?: number; path?: string; since?: string },
  ): Promise<Commit[]> {
    const output = await this.#run([
      'log',
      '-z',
      '--encoding=UTF-8',
      `--format=${COMMIT_FIELDS.join('%x00')}`,
      `--max-count=${options.limit}`,
      `--skip=${options.skip ?? 0}`,
      commit,
      ...(options.since ? [`^${options.since}`] : []),
      '--',
      ...(options.path ? [options.path] : []),
    ]);
    return parseLog(output);
  }

  /** How many commits lead to `commit`, without those that `since` holds. */
  async countCommits(commit: string, since?: string): Promise<number> {
    const output = await this.#run([
      'rev-list',
      '--count',
      commit,
      ...(since ? [`^${since}`] : []),
      '--',
    ]);
    return Number(output.toString('utf8'));
  }

  /** What a commit changed, as a unified diff. */
  async diff(commit: string): Promise<Buffer> {
    return this.#run([
      'show',
      '--format=',
      '--patch',
      '--no-color',
      '--no-ext-diff',
      '--no-textconv',
      '--encoding=UTF-8',
      commit,
      '--',
    ]);
  }

  /** The commit at which two histories parted, if they have one in common. */
  async mergeBase(a: string, b: string): Promise<string | undefined> {
    const output = await this.#optional(['merge-base', a, b]);
    return output?.toString('utf8').trim();
  }

  /** What lies between two commits, as a unified diff. */
  async diffBetween(from: string, to: string): Promise<Buffer> {
    return this.#run([
      'diff',
      '--no-color',
      '--no-ext-diff',
      '--no-textconv',
      from,
      to,
      '--',
    ]);
  }

  /** Whether a commit can be merged into another; they have an ancestor in common. */
  merge(options: { base: string; head: string }): Promise<MergeOutcome> {
    return mergeTree(this.#git, this.#gitDir, options);
  }

  /** Puts a merge commit on a branch, unless the branch has moved from the first parent meanwhile. */
  async commitMerge(
    branch: string,
    options: {
      tree: string;
      parents: readonly [base: string, head: string];
      message: string;
      author: Author;
      at: number;
    },
  ): Promise<string> {
    const commit = await commitTree(this.#git, this.#gitDir, options);
    const [base] = options.parents;
    await this.#run(['update-ref', `refs/heads/${branch}`, commit, base]);
    return commit;
  }

  /** Starts writing an archive of a commit, with everything under one folder. */
  archive(
    commit: string,
    format: 'tar' | 'zip',
    folder: string,
  ): ChildProcessWithoutNullStreams {
    return this.#git.start(
      ['archive', `--format=${format}`, `--prefix=${folder}/`, commit],
      { gitDir: this.#gitDir },
    );
  }

  #run(args: string[], call: { input?: string } = {}): Promise<Buffer> {
    return this.#git.run(args, { ...call, gitDir: this.#gitDir });
  }

  /** For questions whose answer "there is none" is an exit status of 1 or 128. */
  async #optional(args: string[]): Promise<Buffer | undefined> {
    try {
      return await this.#run(args);
    } catch (error) {
      if (error instanceof GitFailure) return undefined;
      throw error;
    }
  }
}
