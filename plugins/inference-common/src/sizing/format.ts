/** GiB for people: one decimal below 100, none above. */
export function formatGiB(gib: number): string {
  return `${gib.toFixed(gib < 100 ? 1 : 0)} GiB`;
}

/** A count for people, with separators: `41,000`. */
export function formatCount(count: number): string {
  return Math.floor(count).toLocaleString('en-US');
}

/** Milliseconds for people: `32.4 ms`, `410 ms`, `1.4 s`. */
export function formatMilliseconds(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) {
    return 'no end';
  }
  return milliseconds < 1000
    ? `${milliseconds.toFixed(milliseconds < 100 ? 1 : 0)} ms`
    : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** A count with its noun: `1 device`, `4 devices`. */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}
