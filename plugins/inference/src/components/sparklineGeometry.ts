/** The arithmetic of a sparkline, apart from drawing it. */

type Size = { width: number; height: number; top: number; threshold?: number };

/** The path of the line, broken where there was no sample, and the height of the threshold when it is in view. */
export function chartPaths(
  values: (number | null)[],
  size: Size,
): { line: string; thresholdY?: number } {
  const top = size.top > 0 ? size.top : 1;
  const y = (value: number) =>
    round(size.height - 1 - (Math.min(value, top) / top) * (size.height - 2));
  const x = (index: number) =>
    round((index / Math.max(1, values.length - 1)) * size.width);
  let line = '';
  let connected = false;
  values.forEach((value, index) => {
    if (value === null) {
      connected = false;
      return;
    }
    const alone = !connected && (values[index + 1] ?? null) === null;
    line += `${connected ? 'L' : 'M'}${x(index)},${y(value)}${
      alone ? 'h0.01' : ''
    }`;
    connected = true;
  });
  const { threshold } = size;
  return {
    line,
    thresholdY:
      threshold === undefined || threshold > top ? undefined : y(threshold),
  };
}

/** The sample nearest to a moment, or nothing when the moment lies outside the line. */
export function indexAt(
  moment: number,
  axis: { start: number; step: number; length: number },
): number | undefined {
  const index = Math.round((moment - axis.start) / axis.step);
  return index >= 0 && index < axis.length ? index : undefined;
}

/** The line in words. */
export function summarise(
  values: number[],
  format: (value: number) => string,
): string {
  const first = values[0];
  const last = values[values.length - 1];
  if (first === undefined || last === undefined) {
    return 'no samples';
  }
  const lowest = values.reduce((a, b) => Math.min(a, b));
  const highest = values.reduce((a, b) => Math.max(a, b));
  return `from ${format(first)} to ${format(last)}, lowest ${format(
    lowest,
  )}, highest ${format(highest)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
