/** Ends the process in order on Ctrl-C, a stop request, or the loss of the terminal. */
export function onStop(stop: () => Promise<void>) {
  let stopping: Promise<void> | undefined;
  const stopOnce = () => {
    stopping ??= stop().then(
      () => process.exit(0),
      error => {
        process.stderr.write(`${error}\n`);
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, stopOnce);
  }
}

function text(name: string): string | undefined {
  const index = process.argv.indexOf(`--${name}`);
  return index < 0 ? undefined : process.argv[index + 1];
}

/** An option that must be there. */
export function required(name: string): string {
  const value = text(name);
  if (!value) throw new Error(`--${name} is missing`);
  return value;
}

/** A numeric option within a range. */
export function number(
  name: string,
  range: [number, number],
  fallback?: number,
): number {
  const given = text(name);
  const value = given === undefined ? fallback : Number(given);
  if (
    value === undefined ||
    !Number.isFinite(value) ||
    value < range[0] ||
    value > range[1]
  ) {
    throw new Error(
      `--${name} must be a number from ${range[0]} to ${range[1]}`,
    );
  }
  return value;
}
