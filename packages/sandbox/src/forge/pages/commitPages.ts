import { addressOf, type Place } from '../addressOf';
import { type Commit } from '../git/GitRepository';
import { type Repository } from '../RepositoryStore';
import { changes } from './changes';
import { ago, count, subject } from './format';
import { html } from './html';
import { crumbsTo, type Page } from './layout';

/** Commits of a branch, newest first. */
export function commitsPage(options: {
  repository: Repository;
  at: Place['at'];
  commits: Commit[];
  total: number;
  page: number;
  pages: number;
  now: number;
}): Page {
  const { repository, at, page, pages, now } = options;
  const base = addressOf(repository);
  const where = 'branch' in at ? at.branch : at.commit.slice(0, 10);
  const turn = (to: number, text: string) =>
    to >= 1 &&
    to <= pages &&
    html`<a class="button" href="?page=${to}">${text}</a>`;
  return {
    title: `Commits · ${repository.owner}/${repository.name}`,
    crumbs: crumbsTo(repository, { text: 'Commits' }),
    body: html`<div>
        <h1>Commits</h1>
        <p class="lead">
          ${count(options.total, 'commit')} on
          <a href="${addressOf(repository, { view: 'src', at })}"
            ><bdi>${where}</bdi></a
          >
        </p>
      </div>
      <ol class="list card">
        ${options.commits.map(
          commit => html`<li>
            <div class="row">
              <a class="title grow" href="${base}/commit/${commit.sha}"
                >${subject(commit.message)}</a
              >
              <a
                class="mono"
                href="${addressOf(repository, {
                  view: 'src',
                  at: { commit: commit.sha },
                })}"
                aria-label="Files at ${commit.sha.slice(0, 10)}"
                >${commit.sha.slice(0, 10)}</a
              >
            </div>
            <p class="quiet">
              <bdi>${commit.author.name}</bdi>, ${ago(commit.committer.at, now)}
            </p>
          </li>`,
        )}
      </ol>
      ${pages > 1 &&
      html`<nav class="row" aria-label="Pages">
        ${turn(page - 1, 'Newer')}<span class="quiet"
          >Page ${page} of ${pages}</span
        >${turn(page + 1, 'Older')}
      </nav>`}`,
  };
}

/** One commit and what it changed. */
export function commitPage(options: {
  repository: Repository;
  commit: Commit;
  /** A unified diff, or nothing when it is too large to show. */
  diff: string | undefined;
  now: number;
}): Page {
  const { repository, commit, diff, now } = options;
  const rest = commit.message.split('\n').slice(1).join('\n').trim();
  const files = addressOf(repository, {
    view: 'src',
    at: { commit: commit.sha },
  });
  return {
    title: `${subject(commit.message)} · ${repository.owner}/${
      repository.name
    }`,
    crumbs: crumbsTo(repository, { text: commit.sha.slice(0, 10) }),
    body: html`<div>
        <h1>${subject(commit.message)}</h1>
        <p class="lead">
          <bdi>${commit.author.name}</bdi>, ${ago(commit.committer.at, now)}
        </p>
        ${rest !== '' && html`<p class="message">${rest}</p>`}
      </div>
      <div class="row">
        <a class="button" href="${files}">Browse files</a> ${commit.parents.map(
          sha =>
            html`<span class="quiet"
              >Parent
              <a class="mono" href="${addressOf(repository)}/commit/${sha}"
                >${sha.slice(0, 10)}</a
              ></span
            >`,
        )}
      </div>
      <section class="card" aria-labelledby="changes">
        <header>
          <h2 id="changes">Changes</h2>
          <span class="mono quiet">${commit.sha}</span>
        </header>
        ${changes(diff)}
      </section>`,
  };
}
