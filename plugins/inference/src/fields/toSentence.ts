/** What a check says about a field, as a sentence that stands beside the field: `must be …` → `Must be … .` */
export function toSentence(message: string): string {
  const text = message.trim();
  const end = /[.!?]$/.test(text) ? '' : '.';
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${end}`;
}
