import { readFileSync } from 'node:fs';
import { createServiceFactory } from '@backstage/backend-plugin-api';
import { quotaClockServiceRef } from '@golden-path/plugin-gpu-quota-node';
import { createPortal } from './createPortal';

// The portal with a clock of quota that can be put forward, to see what happens when grants end: the file named by
// QUOTA_CLOCK_FILE says by how many seconds.
const file = process.env.QUOTA_CLOCK_FILE;
if (!file) throw new Error('QUOTA_CLOCK_FILE is not set');

const portal = createPortal();
portal.add(
  createServiceFactory({
    service: quotaClockServiceRef,
    deps: {},
    factory: () => ({
      now: () => new Date(Date.now() + 1000 * secondsAhead(file)),
    }),
  }),
);
portal.start();

function secondsAhead(path: string): number {
  const seconds = Number(readFileSync(path, 'utf8'));
  if (!Number.isFinite(seconds)) {
    throw new Error(`${path} does not hold a number of seconds`);
  }
  return seconds;
}
