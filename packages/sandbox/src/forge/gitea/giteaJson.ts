import { type Branch, type Commit, type TreeEntry } from '../git/GitRepository';
import { addressOf } from '../addressOf';
import { type Repository } from '../RepositoryStore';

/** The shapes of Gitea's REST API (v1), as far as Backstage's Gitea support and a curious reader use them. */

const iso = (at: number) => new Date(at).toISOString();

export function organisationJson(baseUrl: string, owner: string) {
  return {
    name: owner,
    username: owner,
    full_name: owner,
    description: '',
    website: '',
    location: '',
    visibility: 'public',
    avatar_url: '',
    html_url: `${baseUrl}/${owner}`,
  };
}

export function repositoryJson(
  baseUrl: string,
  repository: Repository,
  state: { defaultBranch: string; empty: boolean },
) {
  const url = `${baseUrl}${addressOf(repository)}`;
  return {
    name: repository.name,
    full_name: `${repository.owner}/${repository.name}`,
    owner: { login: repository.owner, username: repository.owner },
    description: repository.description,
    empty: state.empty,
    private: false,
    fork: false,
    archived: false,
    html_url: url,
    url: apiUrl(baseUrl, repository),
    clone_url: `${url}.git`,
    default_branch: state.defaultBranch,
    created_at: iso(repository.createdAt),
    permissions: { admin: false, push: true, pull: true },
  };
}

export function commitJson(
  baseUrl: string,
  repository: Repository,
  commit: Commit,
) {
  const api = apiUrl(baseUrl, repository);
  const person = ({ name, email, at }: Commit['author']) => ({
    name,
    email,
    date: iso(at),
  });
  return {
    sha: commit.sha,
    url: `${api}/git/commits/${commit.sha}`,
    html_url: `${baseUrl}${addressOf(repository)}/commit/${commit.sha}`,
    created: iso(commit.committer.at),
    commit: {
      url: `${api}/git/commits/${commit.sha}`,
      author: person(commit.author),
      committer: person(commit.committer),
      message: commit.message,
      tree: { sha: commit.tree, created: iso(commit.committer.at) },
    },
    author: null,
    committer: null,
    parents: commit.parents.map(sha => ({
      sha,
      url: `${api}/git/commits/${sha}`,
    })),
  };
}

export function branchJson(branch: Branch, commit: Commit | undefined) {
  return {
    name: branch.name,
    commit: {
      id: branch.commit,
      message: commit?.message ?? '',
      ...(commit && { timestamp: iso(commit.committer.at) }),
    },
    protected: false,
    user_can_push: true,
  };
}

/** A file or folder; `content` is for a file that is read on its own. */
export function contentsJson(
  baseUrl: string,
  repository: Repository,
  entry: TreeEntry,
  options: { ref: string; commit: string; content?: Buffer },
) {
  const path = entry.path.split('/').map(encodeURIComponent).join('/');
  const api = apiUrl(baseUrl, repository);
  const self = `${api}/contents/${path}?ref=${encodeURIComponent(options.ref)}`;
  const site = `${baseUrl}${addressOf(repository)}`;
  const html = `${site}/src/commit/${options.commit}/${path}`;
  return {
    name: entry.name,
    path: entry.path,
    sha: entry.sha,
    type: entry.type,
    size: entry.size,
    encoding: options.content ? 'base64' : null,
    content: options.content?.toString('base64') ?? null,
    url: self,
    html_url: html,
    git_url: null,
    download_url:
      entry.type === 'file'
        ? `${site}/raw/commit/${options.commit}/${path}`
        : null,
    _links: { self, git: null, html },
  };
}

/** The address of a repository in the API. */
export function apiUrl(baseUrl: string, repository: Repository) {
  return `${baseUrl}/api/v1/repos${addressOf(repository)}`;
}
