import MarkdownIt from 'markdown-it';
import { posix } from 'node:path';
import { addressOf, type Place } from '../addressOf';
import { isFilePath } from '../names';
import { type Repository } from '../RepositoryStore';
import { type Html, trusted } from './html';

/** Where a Markdown file lies, so that its relative links can be followed. */
export type MarkdownBase = {
  repository: Pick<Repository, 'owner' | 'name'>;
  at: Place['at'];
  path: string;
};

/** The page around it has an `h1` and an `h2`. */
const HEADING_SHIFT = 2;

const ABSOLUTE = /^([a-z][a-z0-9+.-]*:|\/|#)/i;

function resolve(
  link: string,
  base: MarkdownBase,
  view: Place['view'],
): string {
  if (ABSOLUTE.test(link)) return link;
  const [, target = '', hash = ''] = /^([^?#]*)[^#]*(#.*)?$/.exec(link) ?? [];
  let path: string;
  try {
    path = posix.join(posix.dirname(base.path), decodeURIComponent(target));
  } catch {
    // Not percent-encoded text: leave the link as its author wrote it.
    return link;
  }
  const trimmed = path.replace(/\/$/, '');
  return isFilePath(trimmed)
    ? `${addressOf(base.repository, {
        view,
        at: base.at,
        path: trimmed,
      })}${hash}`
    : link;
}

/** Renders Markdown. Raw HTML is shown as text, and links that would run code are not links. */
export function renderMarkdown(text: string, base: MarkdownBase): Html {
  const md = new MarkdownIt({ html: false, linkify: false });
  md.core.ruler.push('forge', state => {
    for (const token of state.tokens) {
      const level = /^h([1-6])$/.exec(token.tag);
      if (level)
        token.tag = `h${Math.min(6, Number(level[1]) + HEADING_SHIFT)}`;
      for (const inline of token.children ?? []) {
        const name = inline.type === 'image' ? 'src' : 'href';
        const link = inline.attrGet(name);
        if (link !== null) {
          inline.attrSet(
            name,
            resolve(link, base, name === 'src' ? 'raw' : 'src'),
          );
        }
      }
      // Code that is wider than the page scrolls, also by keyboard.
      if (token.type === 'fence' || token.type === 'code_block') {
        token.attrSet('tabindex', '0');
      }
    }
  });
  return trusted(md.render(text));
}
