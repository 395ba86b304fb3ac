const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Markup that needs no escaping any more. Made by {@link html} and {@link trusted} only. */
export class Html {
  constructor(readonly markup: string) {}
}

/** What may stand in a template: text is escaped, nothing is left out. */
export type HtmlPart = Html | string | number | undefined | false | HtmlPart[];

function render(part: HtmlPart): string {
  if (part instanceof Html) return part.markup;
  if (Array.isArray(part)) return part.map(render).join('');
  if (part === undefined || part === false) return '';
  return String(part).replace(/[&<>"']/g, char => ESCAPES[char] ?? char);
}

/** A template whose every insertion is escaped, unless it is markup already. Attributes must be quoted. */
export function html(
  strings: TemplateStringsArray,
  ...parts: HtmlPart[]
): Html {
  return new Html(
    strings.reduce(
      (markup, text, i) => `${markup}${render(parts[i - 1])}${text}`,
    ),
  );
}

/** Takes markup from a renderer that escapes by itself. */
export function trusted(markup: string): Html {
  return new Html(markup);
}
