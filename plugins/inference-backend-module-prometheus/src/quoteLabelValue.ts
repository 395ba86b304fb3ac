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

/** A string of PromQL that holds a pattern which any of these texts matches, and nothing else does. */
export function quoteAlternatives(values: readonly string[]): string {
  const literals = values.map(value =>
    value.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&'),
  );
  return quoteLabelValue(literals.join('|'));
}
