import { type Html, html } from './html';

/** Numbered lines; each number is an address (`#L12`). Wide lines scroll, also by keyboard. */
export function codeLines(lines: string[], label: string): Html {
  return html`<div
    class="code"
    role="region"
    aria-label="${label}"
    tabindex="0"
  >
    <ol>
      ${lines.map(
        (text, i) =>
          html`<li id="L${i + 1}">
            <a href="#L${i + 1}" tabindex="-1" aria-label="Line ${i + 1}"
              >${i + 1}</a
            ><span class="mono">${text}</span>
          </li>`,
      )}
    </ol>
  </div>`;
}

function kind(line: string): string {
  if (
    /^(diff --git|index |new file|deleted file|--- |\+\+\+ |@@|similarity|rename)/.test(
      line,
    )
  )
    return 'place';
  if (line.startsWith('+')) return 'added';
  return line.startsWith('-') ? 'removed' : '';
}

/** A unified diff; its own plus and minus signs say what the colours say. */
export function diffLines(lines: string[]): Html {
  return html`<div
    class="code diff"
    role="region"
    aria-label="Unified diff"
    tabindex="0"
  >
    <ol>
      ${lines.map(
        text =>
          html`<li class="${kind(text)}">
            <span class="mono">${text}</span>
          </li>`,
      )}
    </ol>
  </div>`;
}
