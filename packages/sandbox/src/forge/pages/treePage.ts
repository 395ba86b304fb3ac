import { addressOf, type Place } from '../addressOf';
import { type Branch, type Commit, type TreeEntry } from '../git/GitRepository';
import { isFilePath } from '../names';
import { type Repository } from '../RepositoryStore';
import { ago, count, formatBytes, subject } from './format';
import { type Html, html } from './html';
import { crumbsTo, type Page } from './layout';
import { pathCrumbs } from './pathCrumbs';

/** A folder of a repository at a branch or a commit. */
export type Tree = {
  repository: Repository;
  at: Place['at'];
  /** Empty for the root. */
  path: string;
  entries: TreeEntry[];
  branches: Branch[];
  latest: Commit | undefined;
  commits: number;
  /** How many pull requests there are, open and merged. */
  pulls: number;
  /** The folder's README, rendered. */
  readme?: { name: string; content: Html };
  cloneUrl: string;
  now: number;
};

const ICONS: Record<TreeEntry['type'], { label: string; path: string }> = {
  dir: { label: 'Folder', path: 'M2 4h4l2 2h6v7H2z' },
  file: { label: 'File', path: 'M4 2h5l3 3v9H4zM9 2v3h3' },
  symlink: { label: 'Link', path: 'M4 2h5l3 3v9H4zM6 10l4-3M7 7h3v3' },
  submodule: { label: 'Submodule', path: 'M2 4h4l2 2h6v7H2zM8 8v3' },
};

function icon(type: TreeEntry['type']): Html {
  const { label, path } = ICONS[type];
  return html`<svg
    width="16"
    height="16"
    viewBox="0 0 16 16"
    role="img"
    aria-label="${label}"
    fill="none"
    stroke="currentColor"
    stroke-width="1.5"
  >
    <path d="${path}" />
  </svg>`;
}

function row(tree: Tree, entry: TreeEntry): Html {
  // Git allows names that no address can hold; they are listed, and cannot be opened.
  const opens = isFilePath(entry.path) && entry.type !== 'submodule';
  const address = addressOf(tree.repository, {
    view: 'src',
    at: tree.at,
    path: entry.path,
  });
  const name = html`<bdi>${entry.name}</bdi>`;
  return html`<tr>
    <th scope="row">
      ${icon(entry.type)}${opens
        ? html`<a href="${address}">${name}</a>`
        : name}
    </th>
    <td class="size">${entry.type === 'file' && formatBytes(entry.size)}</td>
  </tr>`;
}

/** A menu of branches that works without a script. */
export function branchMenu(
  tree: Pick<Tree, 'repository' | 'at' | 'branches' | 'path'>,
): Html {
  const current =
    'branch' in tree.at ? tree.at.branch : tree.at.commit.slice(0, 10);
  return html`<details class="menu">
    <summary>
      ${'branch' in tree.at ? 'Branch' : 'Commit'}:
      <strong><bdi>${current}</bdi></strong>
    </summary>
    <ul>
      ${tree.branches.map(
        ({ name }) =>
          html`<li>
            <a
              href="${addressOf(tree.repository, {
                view: 'src',
                at: { branch: name },
              })}"
              ><bdi>${name}</bdi></a
            >
          </li>`,
      )}
    </ul>
  </details>`;
}

function latestCommit({ repository, latest, now }: Tree): Html | false {
  return (
    latest !== undefined &&
    html`<div class="head">
      <span
        ><a href="${addressOf(repository)}/commit/${latest.sha}"
          >${subject(latest.message)}</a
        >
        <span class="quiet">by <bdi>${latest.author.name}</bdi></span></span
      >
      <span class="quiet">${ago(latest.committer.at, now)}</span>
    </div>`
  );
}

/** The files of a folder, with its README below. */
export function treePage(tree: Tree): Page {
  const { repository, at, path, readme } = tree;
  const commitsAddress = addressOf(repository, { view: 'commits', at });
  return {
    title: `${repository.owner}/${repository.name}${path && ` · ${path}`}`,
    crumbs:
      path === ''
        ? crumbsTo(repository)
        : crumbsTo(repository, ...pathCrumbs(repository, at, path)),
    body: html`<div>
        <h1>
          <bdi
            >${path === ''
              ? `${repository.owner}/${repository.name}`
              : path}</bdi
          >
        </h1>
        ${path === '' &&
        repository.description !== '' &&
        html`<p class="lead">${repository.description}</p>`}
      </div>
      <div class="row">
        ${branchMenu(tree)}<a class="button" href="${commitsAddress}"
          >${count(tree.commits, 'commit')}</a
        ><a class="button" href="${addressOf(repository)}/pulls"
          >${count(tree.pulls, 'pull request')}</a
        >
      </div>
      <section class="card" aria-label="Files">
        ${latestCommit(tree)}
        <table class="files">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col" class="size">Size</th>
            </tr>
          </thead>
          <tbody>
            ${tree.entries.map(entry => row(tree, entry))}
          </tbody>
        </table>
      </section>
      ${readme !== undefined &&
      html`<section class="card" aria-labelledby="readme">
        <header><h2 id="readme">${readme.name}</h2></header>
        <div class="body prose">${readme.content}</div>
      </section>`}
      ${path === '' &&
      html`<section aria-labelledby="clone">
        <h2 id="clone">Clone</h2>
        <p class="lead">
          Anybody may read; pushing needs the sandbox's user name and password.
        </p>
        <code class="clone">git clone ${tree.cloneUrl}</code>
      </section>`}`,
  };
}

/** A repository without a commit. */
export function emptyRepositoryPage(
  repository: Repository,
  branch: string,
  cloneUrl: string,
): Page {
  return {
    title: `${repository.owner}/${repository.name}`,
    crumbs: crumbsTo(repository),
    body: html`<div>
        <h1>${repository.owner}/${repository.name}</h1>
        ${repository.description !== '' &&
        html`<p class="lead">${repository.description}</p>`}
      </div>
      <p>This repository is empty. Push a first commit:</p>
      <code class="clone">git push ${cloneUrl} HEAD:${branch}</code>`,
  };
}
