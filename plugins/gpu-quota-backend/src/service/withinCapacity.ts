import { ConflictError } from '@backstage/errors';
import { roomFor } from '@golden-path/plugin-gpu-quota-common';
import { isOverCapacityError, type StoredPool } from '../database/PoolStore';
import type { ServiceContext } from './ServiceContext';

/**
 * Runs something that grants devices of a class.
 *
 * @throws ConflictError that says how many would fit, when its capacity does not allow it; nothing has changed then
 */
export async function withinCapacity<T>(
  context: Pick<ServiceContext, 'database'>,
  acceleratorClass: string,
  grant: () => Promise<T>,
): Promise<T> {
  try {
    return await grant();
  } catch (error) {
    if (!isOverCapacityError(error)) throw error;
    const pool = await context.database.read.pools.get(acceleratorClass);
    throw new ConflictError(toSentence(acceleratorClass, pool));
  }
}

function toSentence(
  acceleratorClass: string,
  pool: StoredPool | undefined,
): string {
  if (!pool?.capacity) {
    return `The capacity of ${acceleratorClass} changed just now. Try again`;
  }
  const { promised, overcommit, capacity } = pool;
  const room = roomFor({ promised, limit: capacity.limit });
  const factor = overcommit === 1 ? '' : ` × overcommit ${overcommit}`;
  const why = `${promised} of ${capacity.limit} (${capacity.devices} devices${factor}) are promised to teams`;
  return room === 0
    ? `No more ${acceleratorClass} can be granted: ${why}`
    : `Only ${room} more ${acceleratorClass} can be granted: ${why}. Grant ${room} or fewer`;
}
