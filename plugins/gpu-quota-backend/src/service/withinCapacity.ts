import { parseEntityRef } from '@backstage/catalog-model';
import { ConflictError } from '@backstage/errors';
import { roomFor } from '@golden-path/plugin-gpu-quota-common';
import {
  departmentOverCap,
  type StoredDepartment,
} from '../database/DepartmentStore';
import { isOverCapacityError, type StoredPool } from '../database/PoolStore';
import type { ServiceContext } from './ServiceContext';

/**
 * Runs something that grants devices of a class.
 *
 * @throws ConflictError that says how many would fit, when its capacity or the cap of the team's department does not
 * allow it; nothing has changed then
 */
export async function withinCapacity<T>(
  context: Pick<ServiceContext, 'database'>,
  acceleratorClass: string,
  grant: () => Promise<T>,
): Promise<T> {
  try {
    return await grant();
  } catch (error) {
    const { departments, pools } = context.database.read;
    const department = departmentOverCap(error);
    if (department !== undefined) {
      const stored = await departments.get(department, acceleratorClass);
      throw new ConflictError(
        capSentence(acceleratorClass, department, stored),
      );
    }
    if (!isOverCapacityError(error)) throw error;
    const pool = await pools.get(acceleratorClass);
    throw new ConflictError(capacitySentence(acceleratorClass, pool));
  }
}

function capacitySentence(
  acceleratorClass: string,
  pool: StoredPool | undefined,
): string {
  if (!pool?.capacity) {
    return `The capacity of ${acceleratorClass} changed just now. Try again`;
  }
  const { promised, overcommit, capacity } = pool;
  const room = roomFor({ promised, limit: capacity.limit });
  const factor = overcommit === 1 ? '' : ` × overcommit ${overcommit}`;
  return whatFits(
    `more ${acceleratorClass}`,
    room,
    `${promised} of ${capacity.limit} (${capacity.devices} devices${factor}) are promised to teams`,
  );
}

function capSentence(
  acceleratorClass: string,
  ref: string,
  stored: StoredDepartment | undefined,
): string {
  const department = parseEntityRef(ref).name;
  if (stored?.cap === undefined) {
    return `The cap of ${department} for ${acceleratorClass} changed just now. Try again`;
  }
  const { promised, cap } = stored;
  return whatFits(
    `more ${acceleratorClass}`,
    roomFor({ promised, limit: cap }),
    `${promised} of the ${cap} that ${department} may hold are promised to its teams`,
  );
}

function whatFits(what: string, room: number, why: string): string {
  return room === 0
    ? `No ${what} can be granted: ${why}`
    : `Only ${room} ${what} can be granted: ${why}. Grant ${room} or fewer`;
}
