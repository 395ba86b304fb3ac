const LOOK_EVERY_MS = 100;

/** Resolves after a time; for spacing retries, never for hoping that something is done by then. */
export async function pause(ms: number): Promise<void> {
  await new Promise(resolve => setTimeout(resolve, ms));
}

/**
 * Waits on a condition.
 *
 * @throws an Error that names what did not come true
 */
export async function waitUntil(
  what: string,
  timeoutMs: number,
  isTrue: () => Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await isTrue())) {
    if (Date.now() > deadline) {
      throw new Error(`Not within ${timeoutMs / 1000} s: ${what}`);
    }
    await pause(LOOK_EVERY_MS);
  }
}
