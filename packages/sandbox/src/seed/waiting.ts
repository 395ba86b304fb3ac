import type { GpuQuotaClient } from '@golden-path/plugin-gpu-quota-common';
import { setTimeout as delay } from 'node:timers/promises';

/** How long the seed waits for what the portal finds out on its own schedule. */
export const PATIENCE_MS = 120_000;

type Clock = { now: () => number; pause: () => Promise<void> };
const machine: Clock = { now: Date.now, pause: () => delay(500) };

/**
 * Waits until there is everything.
 *
 * @throws Error that names what is still lacking after two minutes
 */
export async function untilNothingLacks(
  options: { what: string; lacking: () => Promise<string[]> },
  clock: Clock = machine,
): Promise<void> {
  const deadline = clock.now() + PATIENCE_MS;
  for (;;) {
    const lacking = await options.lacking();
    if (lacking.length === 0) return;
    if (clock.now() > deadline) {
      throw new Error(`${options.what} still lacks ${lacking.join(', ')}`);
    }
    await clock.pause();
  }
}

/**
 * Waits until the portal has looked how many devices of classes the cluster has: what a request is decided by is written
 * down when it is made, and would say for good that the capacity is unknown.
 */
export async function untilCapacityIsKnown(
  client: Pick<GpuQuotaClient, 'listCapacity'>,
  classes: string[],
  clock?: Clock,
): Promise<void> {
  await untilNothingLacks(
    {
      what: 'The capacity',
      lacking: async () => {
        const capacities = await client.listCapacity();
        const known = new Set(
          capacities
            .filter(({ capacity }) => capacity.state === 'known')
            .map(({ acceleratorClass }) => acceleratorClass),
        );
        return classes.filter(name => !known.has(name));
      },
    },
    clock,
  );
}
