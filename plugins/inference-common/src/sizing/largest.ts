/** Largest whole number from 1 to `most` for which `holds`, 0 where it fails at 1; `holds` must not recover. */
export function largest(
  most: number,
  holds: (value: number) => boolean,
): number {
  let low = 0;
  let high = most;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (holds(middle)) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}
