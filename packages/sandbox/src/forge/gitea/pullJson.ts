import { addressOf } from '../addressOf';
import { type Mergeability } from '../pulls/PullRequests';
import { type Pull } from '../pulls/PullStore';
import { type Repository } from '../RepositoryStore';
import { apiUrl } from './giteaJson';

const iso = (at: number) => new Date(at).toISOString();

/** A pull request in the shape of Gitea's REST API. `ability` is for one that is open. */
export function pullJson(
  baseUrl: string,
  repository: Repository,
  pull: Pull,
  ability: Mergeability | undefined,
) {
  const { index, title, body, state } = pull;
  const merged = state.kind === 'merged' ? state : undefined;
  const closedAt = state.kind === 'open' ? undefined : state.at;
  const tips =
    merged ?? (ability && ability.kind !== 'gone' ? ability : undefined);
  const branch = (name: string, sha: string | undefined) => ({
    label: name,
    ref: name,
    sha: sha ?? '',
    repo: {
      name: repository.name,
      full_name: `${repository.owner}/${repository.name}`,
      owner: { login: repository.owner, username: repository.owner },
    },
  });
  return {
    id: index,
    number: index,
    url: `${apiUrl(baseUrl, repository)}/pulls/${index}`,
    html_url: `${baseUrl}${addressOf(repository)}/pulls/${index}`,
    title,
    body,
    state: state.kind === 'open' ? 'open' : 'closed',
    base: branch(pull.base, tips?.baseCommit),
    head: branch(pull.head, tips?.headCommit),
    mergeable: ability?.kind === 'clean' || ability?.kind === 'included',
    merged: merged !== undefined,
    merged_at: merged ? iso(merged.at) : null,
    merge_commit_sha: merged?.commit ?? null,
    created_at: iso(pull.createdAt),
    updated_at: iso(closedAt ?? pull.createdAt),
    closed_at: closedAt === undefined ? null : iso(closedAt),
  };
}
