import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type { DepartmentCap } from './database/DepartmentStore';
import { groupRef } from './groupRef';

const MAX_DEVICES = 1_000_000;

/**
 * Reads `gpuQuota.departments`.
 *
 * @throws InputError that names the key which is wrong
 */
export function readDepartmentCaps(
  config: Config | undefined,
): readonly DepartmentCap[] {
  const seen = new Set<string>();
  return (config?.getOptionalConfigArray('departments') ?? []).map(
    (each, index) => {
      const key = `gpuQuota.departments[${index}]`;
      const department = groupRef(
        each.getString('department'),
        `${key}.department`,
      );
      const acceleratorClass = each.getString('acceleratorClass');
      const count = each.getNumber('count');
      if (!Number.isInteger(count) || count < 0 || count > MAX_DEVICES) {
        throw new InputError(
          `${key}.count must be a whole number from 0 to ${MAX_DEVICES}, not ${count}`,
        );
      }
      const pair = `${department} ${acceleratorClass}`;
      if (seen.has(pair)) {
        throw new InputError(
          `${key} caps ${acceleratorClass} of ${department} a second time`,
        );
      }
      seen.add(pair);
      return { department, acceleratorClass, count };
    },
  );
}
