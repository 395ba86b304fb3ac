import { writeFile } from 'node:fs/promises';

const DAY_SECONDS = 24 * 3600;

/** Puts the portal's clock of quota forward while `work` runs, and back whatever happens. */
export async function daysLater(
  days: number,
  work: () => Promise<void>,
): Promise<void> {
  const file = process.env.E2E_QUOTA_CLOCK_FILE;
  if (!file) throw new Error('E2E_QUOTA_CLOCK_FILE is not set');
  await writeFile(file, String(days * DAY_SECONDS));
  try {
    await work();
  } finally {
    await writeFile(file, '0');
  }
}
