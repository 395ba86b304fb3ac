import { addressOf, type Place } from '../addressOf';
import { type Branch, type TreeEntry } from '../git/GitRepository';
import { type Repository } from '../RepositoryStore';
import { codeLines } from './codeLines';
import { count, formatBytes } from './format';
import { type Html, html } from './html';
import { crumbsTo, type Page } from './layout';
import { pathCrumbs } from './pathCrumbs';
import { branchMenu } from './treePage';

/** One file at a branch or a commit. */
export type FileView = {
  repository: Repository;
  at: Place['at'];
  entry: TreeEntry;
  branches: Branch[];
  content:
    | { kind: 'source'; text: string; rendering: boolean }
    | { kind: 'rendered'; markup: Html }
    | { kind: 'binary' }
    | { kind: 'too-large' };
};

function lines(text: string): string[] {
  const all = text.split(/\r?\n/);
  if (all[all.length - 1] === '') all.pop();
  return all;
}

function body({ content, entry }: FileView): Html {
  switch (content.kind) {
    case 'source': {
      const all = lines(content.text);
      return all.length === 0
        ? html`<p class="body quiet">This file is empty.</p>`
        : codeLines(all, `Content of ${entry.name}`);
    }
    case 'rendered':
      return html`<div class="body prose">${content.markup}</div>`;
    case 'binary':
      return html`<p class="body">
        This file is not text. Its raw content can be downloaded.
      </p>`;
    // Left: too large.
    default:
      return html`<p class="body">
        This file is too large to show here. Its raw content can be downloaded.
      </p>`;
  }
}

/** A file with line numbers, or rendered when it is Markdown. */
export function filePage(view: FileView): Page {
  const { repository, at, entry, content } = view;
  const place = { at, path: entry.path };
  const self = addressOf(repository, { ...place, view: 'src' });
  const raw = addressOf(repository, { ...place, view: 'raw' });
  return {
    title: `${entry.path} · ${repository.owner}/${repository.name}`,
    crumbs: crumbsTo(repository, ...pathCrumbs(repository, at, entry.path)),
    body: html`<h1><bdi>${entry.name}</bdi></h1>
      <div class="row">
        ${branchMenu({ ...view, path: entry.path })}
        ${content.kind === 'rendered' &&
        html`<a class="button" href="${self}?display=source">Source</a>`}
        ${content.kind === 'source' &&
        content.rendering &&
        html`<a class="button" href="${self}">Rendered</a>`}
        <a class="button" href="${raw}">Raw</a>
      </div>
      <section class="card" aria-labelledby="file">
        <header>
          <h2 id="file"><bdi>${entry.path}</bdi></h2>
          <span class="quiet"
            >${content.kind === 'source' &&
            `${count(lines(content.text).length, 'line')} · `}${formatBytes(
              entry.size,
            )}</span
          >
        </header>
        ${body(view)}
      </section>`,
  };
}
