import { diffLines } from './codeLines';
import { type Html, html } from './html';

/** What a unified diff says, or that it is too large to show. */
export function changes(diff: string | undefined): Html {
  if (diff === undefined) {
    return html`<p class="body">These changes are too large to show here.</p>`;
  }
  if (diff === '') {
    return html`<p class="body quiet">No file is changed.</p>`;
  }
  return diffLines(diff.replace(/\n$/, '').split('\n'));
}
