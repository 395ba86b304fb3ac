import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import MarkdownIt from 'markdown-it';
import { parse, parseAllDocuments } from 'yaml';
import { stylesheet } from './stylesheet';

/** What a build of a repository's documentation needs. */
export type DocsBuild = {
  /** The folder that the portal reads documentation from. */
  directory: string;
  /** Text files of the repository by path. */
  files: ReadonlyMap<string, string>;
  /** Milliseconds since the epoch. */
  now: number;
};

type Page = { title: string; path: string };

const SAFE = /^[a-z0-9]([-a-z0-9_.]*[a-z0-9])?$/;

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)
    : {};
}

/** Where TechDocs looks for an entity's pages: `namespace/kind/name`, in lower case. */
function targetOf(catalogInfo: string): string | undefined {
  for (const document of parseAllDocuments(catalogInfo)) {
    if (document.errors.length > 0) continue;
    const entity = record(document.toJS());
    const metadata = record(entity.metadata);
    const annotations = record(metadata.annotations);
    if (!('backstage.io/techdocs-ref' in annotations)) continue;
    const parts = [
      String(metadata.namespace ?? 'default'),
      String(entity.kind),
      String(metadata.name),
    ].map(part => part.toLowerCase());
    if (parts.every(part => SAFE.test(part))) return posix.join(...parts);
  }
  return undefined;
}

/** `nav` of mkdocs.yml: a list of `title: path`. */
function navigation(mkdocs: Record<string, unknown>): Page[] {
  const nav = Array.isArray(mkdocs.nav) ? mkdocs.nav : [];
  return nav.flatMap(entry =>
    Object.entries(record(entry)).flatMap(([title, path]) =>
      typeof path === 'string' && path.endsWith('.md') ? [{ title, path }] : [],
    ),
  );
}

/** MkDocs gives each page but the index a folder of its own. */
function urlOf(path: string): string {
  const bare = path.replace(/\.md$/, '');
  return bare === 'index' ? '' : `${bare.replace(/\/index$/, '')}/`;
}

function relative(from: string, to: string): string {
  return posix.relative(urlOf(from) || '.', urlOf(to) || '.') || '.';
}

const markdown = new MarkdownIt({ html: false, linkify: true });

function render(options: {
  site: string;
  page: Page;
  pages: Page[];
  text: string;
}): string {
  const { site, page, pages, text } = options;
  const escape = markdown.utils.escapeHtml;
  const links = pages
    .map(
      other =>
        `<li class="md-nav__item"><a class="md-nav__link${
          other === page ? ' md-nav__link--active' : ''
        }" href="${escape(relative(page.path, other.path))}/">${escape(
          other.title,
        )}</a></li>`,
    )
    .join('');
  const body = markdown
    .render(text)
    .replace(
      /href="(?!https?:|#|\/)([^"]+?)\.md(#[^"]*)?"/g,
      (_, path: string, hash = '') =>
        `href="${relative(
          page.path,
          posix.join(posix.dirname(page.path), `${path}.md`),
        )}/${hash}"`,
    );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escape(
    page.title,
  )} - ${escape(site)}</title><link rel="stylesheet" href="${posix.relative(
    urlOf(page.path) || '.',
    stylesheet.path,
  )}"></head>
<body><div class="md-container" data-md-component="container"><main class="md-main" data-md-component="main"><div class="md-main__inner md-grid">
<div class="md-sidebar md-sidebar--primary" data-md-component="sidebar"><div class="md-sidebar__scrollwrap"><nav class="md-nav md-nav--primary" aria-label="Pages"><ul class="md-nav__list">${links}</ul></nav></div></div>
<div class="md-content" data-md-component="content"><article class="md-content__inner md-typeset">${body}</article></div>
</div></main></div></body></html>
`;
}

/**
 * Builds a repository's `docs/` into the pages that TechDocs shows, as a CI job does with an external builder.
 *
 * @returns the entity's folder, or undefined when the repository has no documentation to build
 */
export async function publishDocs(
  build: DocsBuild,
): Promise<string | undefined> {
  const target = targetOf(build.files.get('catalog-info.yaml') ?? '');
  const source = build.files.get('mkdocs.yml');
  if (!target || source === undefined) return undefined;
  const mkdocs = record(parse(source));
  const site = String(mkdocs.site_name ?? target);
  const pages = navigation(mkdocs).filter(page =>
    build.files.has(posix.join('docs', page.path)),
  );
  if (pages.length === 0) return undefined;

  const folder = join(build.directory, target);
  await rm(folder, { recursive: true, force: true });
  const written: string[] = [];
  const etag = createHash('sha256');
  for (const page of pages) {
    const text = build.files.get(posix.join('docs', page.path)) ?? '';
    const file = posix.join(urlOf(page.path), 'index.html');
    const full = posix.normalize(file);
    if (full.startsWith('..')) continue;
    await mkdir(dirname(join(folder, full)), { recursive: true });
    await writeFile(join(folder, full), render({ site, page, pages, text }));
    etag.update(text);
    written.push(full);
  }
  await mkdir(dirname(join(folder, stylesheet.path)), { recursive: true });
  await writeFile(join(folder, stylesheet.path), stylesheet.text);
  written.push(stylesheet.path);
  await writeFile(
    join(folder, 'techdocs_metadata.json'),
    JSON.stringify({
      site_name: site,
      site_description: String(mkdocs.site_description ?? ''),
      etag: etag.digest('hex'),
      build_timestamp: build.now,
      files: written,
    }),
  );
  return folder;
}
