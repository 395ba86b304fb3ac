import { addressOf } from '../addressOf';
import { type Comparison } from '../pulls/compareCommits';
import { type Mergeability, obstacle } from '../pulls/PullRequests';
import { type Pull } from '../pulls/PullStore';
import { type Repository } from '../RepositoryStore';
import { changes } from './changes';
import { ago, count, subject } from './format';
import { type Html, html } from './html';
import { crumbsTo, type Page } from './layout';

/** A comparison as a page shows it; the diff is left out when it is too large. */
export type ShownComparison = Omit<Comparison, 'diff'> & {
  diff: string | undefined;
};

function branchLink(repository: Repository, branch: string): Html {
  const address = addressOf(repository, { view: 'src', at: { branch } });
  return html`<a href="${address}"><bdi>${branch}</bdi></a>`;
}

function commitList(
  repository: Repository,
  { commits, total }: ShownComparison,
  now: number,
): Html {
  return html`<section aria-labelledby="commits">
    <h2 id="commits">${count(total, 'commit')}</h2>
    ${commits.length > 0 &&
    html`<ol class="list card">
      ${commits.map(
        commit => html`<li class="row">
          <a
            class="title grow"
            href="${addressOf(repository)}/commit/${commit.sha}"
            >${subject(commit.message)}</a
          >
          <span class="quiet"
            ><bdi>${commit.author.name}</bdi>,
            ${ago(commit.committer.at, now)}</span
          >
        </li>`,
      )}
    </ol>`}
    ${total > commits.length &&
    html`<p class="quiet">The latest ${commits.length} are listed.</p>`}
  </section>`;
}

function changesCard({ diff }: ShownComparison): Html {
  return html`<section class="card" aria-labelledby="changes">
    <header><h2 id="changes">Changes</h2></header>
    ${changes(diff)}
  </section>`;
}

const STATES: Record<Pull['state']['kind'], string> = {
  open: 'Open',
  closed: 'Closed',
  merged: 'Merged',
};

function badge({ state }: Pull): Html {
  return html`<span class="badge ${state.kind}">${STATES[state.kind]}</span>`;
}

/** The pull requests of a repository, newest first. */
export function pullsPage(options: {
  repository: Repository;
  pulls: Pull[];
  now: number;
}): Page {
  const { repository, pulls, now } = options;
  return {
    title: `Pull requests · ${repository.owner}/${repository.name}`,
    crumbs: crumbsTo(repository, { text: 'Pull requests' }),
    body: html`<h1>Pull requests</h1>
      ${pulls.length === 0
        ? html`<p>
            None yet. An upgrade of an endpoint opens one, as does anybody who
            asks the API to.
          </p>`
        : html`<ol class="list card">
            ${pulls.map(
              pull => html`<li>
                <div class="row">
                  <a
                    class="title grow"
                    href="${addressOf(repository)}/pulls/${pull.index}"
                    ><bdi>${pull.title}</bdi></a
                  >
                  ${badge(pull)}
                </div>
                <p class="quiet">
                  #${pull.index}, opened ${ago(pull.createdAt, now)}
                </p>
              </li>`,
            )}
          </ol>`}`,
  };
}

function merging(pull: Pull, ability: Mergeability, action: string): Html {
  const text = (sentence: string) =>
    html`<p class="body" role="status">${sentence}</p>`;
  switch (ability.kind) {
    case 'clean':
      return html`<form class="body row" method="post" action="${action}">
        <input type="hidden" name="head" value="${ability.headCommit}" />
        <button class="button primary" type="submit">Merge</button>
        <span class="quiet"
          >Merges without conflicts. Your browser asks for the sandbox's user
          name and password.</span
        >
      </form>`;
    case 'included':
      return text(`'${pull.base}' holds these changes already.`);
    default:
      return text(`This cannot be merged: ${obstacle(ability)}.`);
  }
}

/** One pull request: what it says, what it changes, and the way to merge it. */
export function pullPage(options: {
  repository: Repository;
  pull: Pull;
  /** The body, rendered. */
  body: Html;
  /** For one that is open. */
  ability: Mergeability | undefined;
  /** Nothing when a branch is gone. */
  comparison: ShownComparison | undefined;
  now: number;
}): Page {
  const { repository, pull, ability, comparison, now } = options;
  const base = addressOf(repository);
  const { state } = pull;
  return {
    title: `${pull.title} (#${pull.index}) · ${repository.owner}/${repository.name}`,
    crumbs: crumbsTo(
      repository,
      { text: 'Pull requests', address: `${base}/pulls` },
      { text: `#${pull.index}` },
    ),
    body: html`<div>
        <h1><bdi>${pull.title}</bdi></h1>
        <p class="lead row">
          ${badge(pull)}<span
            >${pull.state.kind === 'open'
              ? html`wants to merge ${branchLink(repository, pull.head)} into
                ${branchLink(repository, pull.base)},`
              : html`${pull.state.kind === 'merged'
                    ? 'merged'
                    : 'wanted to merge'} <bdi>${pull.head}</bdi> into
                  ${branchLink(repository, pull.base)},`}
            opened ${ago(pull.createdAt, now)}</span
          >
        </p>
      </div>
      ${pull.body !== '' &&
      html`<section class="card" aria-label="Description">
        <div class="body prose">${options.body}</div>
      </section>`}
      <section class="card" aria-label="Merge">
        ${state.kind === 'merged' &&
        html`<p class="body" role="status">
          Merged ${ago(state.at, now)} as
          <a class="mono" href="${base}/commit/${state.commit}"
            >${state.commit.slice(0, 10)}</a
          >.
        </p>`}
        ${state.kind === 'closed' &&
        html`<p class="body" role="status">
          Closed ${ago(state.at, now)} without being merged.
        </p>`}
        ${ability !== undefined &&
        merging(pull, ability, `${base}/pulls/${pull.index}/merge`)}
      </section>
      ${comparison !== undefined && [
        commitList(repository, comparison, now),
        changesCard(comparison),
      ]}`,
  };
}

/** What a branch or commit has that another lacks. */
export function comparePage(options: {
  repository: Repository;
  base: string;
  head: string;
  comparison: ShownComparison;
  /** An open pull request for the same branches. */
  pull: Pull | undefined;
  now: number;
}): Page {
  const { repository, base, head, comparison, pull, now } = options;
  return {
    title: `${base}...${head} · ${repository.owner}/${repository.name}`,
    crumbs: crumbsTo(repository, { text: `${base}...${head}` }),
    body: html`<div>
        <h1>Compare</h1>
        <p class="lead">
          What <bdi>${head}</bdi> adds to <bdi>${base}</bdi> since they parted
        </p>
      </div>
      ${pull !== undefined &&
      html`<div>
        <a class="button" href="${addressOf(repository)}/pulls/${pull.index}"
          >Pull request #${pull.index}</a
        >
      </div>`}
      ${commitList(repository, comparison, now)} ${changesCard(comparison)}`,
  };
}
