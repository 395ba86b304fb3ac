import { addressOf } from '../addressOf';
import { type Repository } from '../RepositoryStore';
import { type Html, html, type HtmlPart } from './html';

/** Where the style sheet is served. */
export const STYLE_ADDRESS = '/assets/forge.css';

/** One step of the way to a page; the last has no address. */
export type Crumb = { text: string; address?: string };

/** A whole page. */
export type Page = {
  title: string;
  crumbs: Crumb[];
  body: HtmlPart;
};

const mark = html`<svg
  width="20"
  height="20"
  viewBox="0 0 20 20"
  aria-hidden="true"
  fill="none"
  stroke="currentColor"
  stroke-width="2"
>
  <circle cx="5" cy="4" r="2" />
  <circle cx="5" cy="16" r="2" />
  <circle cx="15" cy="7" r="2" />
  <path d="M5 6v8M15 9c0 4-6 2-9.5 5.5" />
</svg>`;

/** The way from the list of repositories to a place in one of them. */
export function crumbsTo(
  repository: Pick<Repository, 'owner' | 'name'>,
  ...more: Crumb[]
): Crumb[] {
  return [
    { text: repository.owner, address: `/${repository.owner}` },
    { text: repository.name, address: addressOf(repository) },
    ...more,
  ];
}

function crumb({ text, address }: Crumb, last: boolean): Html {
  if (last)
    return html`<li>
      <span aria-current="page"><bdi>${text}</bdi></span>
    </li>`;
  return address
    ? html`<li>
        <a href="${address}"><bdi>${text}</bdi></a>
      </li>`
    : html`<li><bdi>${text}</bdi></li>`;
}

/** Renders a page to a document. */
export function layout(page: Page): string {
  const document = html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${page.title} · Sandbox forge</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${STYLE_ADDRESS}" />
      </head>
      <body>
        <a class="skip" href="#content">Skip to content</a>
        <header class="bar">
          <div>
            <a class="brand" href="/">${mark} Sandbox forge</a>
            ${page.crumbs.length > 0 &&
            html`<nav class="crumbs" aria-label="Breadcrumb">
              <ol>
                ${page.crumbs.map((c, i) =>
                  crumb(c, i === page.crumbs.length - 1),
                )}
              </ol>
            </nav>`}
          </div>
        </header>
        <main id="content" tabindex="-1">${page.body}</main>
        <footer class="foot">
          Part of the Golden Path sandbox: the repositories live on this machine
          only.
        </footer>
      </body>
    </html> `;
  return document.markup;
}
