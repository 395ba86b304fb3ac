/** Thrown when something took longer than it may. */
export class DeadlineError extends Error {
  name = 'DeadlineError';
}

/**
 * Runs something that may hang. After the deadline its signal is aborted and nobody waits for it any longer,
 * whether it heeds the signal or not.
 *
 * @throws DeadlineError when it took too long, else what it throws
 */
export async function withDeadline<T>(
  deadlineMs: number,
  run: (abort: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new DeadlineError(`no answer within ${deadlineMs} ms`));
      controller.abort();
    }, deadlineMs);
  });
  try {
    return await Promise.race([run(controller.signal), deadline]);
  } finally {
    clearTimeout(timer);
  }
}
