/** A string of PromQL that stands for exactly this text. */
export function quoteLabelValue(value: string): string {
  const escaped = value.replace(/[\\"\n\r]/g, character => {
    switch (character) {
      case '\n':
        return '\\n';
      case '\r':
        return '\\r';
      default:
        return `\\${character}`;
    }
  });
  return `"${escaped}"`;
}
