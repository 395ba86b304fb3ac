import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** What config says of one class. */
export type ClassCapacityConfig = {
  /** Devices that exist, for when no cluster can tell. */
  devices?: number;
  /** How many times its devices may be promised. */
  overcommit: number;
};

const KEY = 'gpuQuota.capacity';
const CLASS_NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const MAX_DEVICES = 1_000_000;
const MAX_OVERCOMMIT = 10;

/**
 * Reads `gpuQuota.capacity`, by name of accelerator class.
 *
 * @throws InputError that names the key which is wrong
 */
export function readCapacityConfig(
  config: Config | undefined,
): ReadonlyMap<string, ClassCapacityConfig> {
  const classes = config?.getOptionalConfig('capacity');
  return new Map(
    (classes?.keys() ?? []).map(name => {
      const key = `${KEY}.${name}`;
      if (!CLASS_NAME.test(name)) {
        throw new InputError(`${key} must be the name of an accelerator class`);
      }
      const own = classes?.getOptionalConfig(name);
      const devices = own?.getOptionalNumber('devices');
      if (
        devices !== undefined &&
        !(Number.isInteger(devices) && devices >= 0 && devices <= MAX_DEVICES)
      ) {
        throw new InputError(
          `${key}.devices must be a whole number from 0 to ${MAX_DEVICES}, not ${devices}`,
        );
      }
      const overcommit = own?.getOptionalNumber('overcommit') ?? 1;
      if (
        !(overcommit > 0 && overcommit <= MAX_OVERCOMMIT) ||
        Number(overcommit.toFixed(2)) !== overcommit
      ) {
        throw new InputError(
          `${key}.overcommit must be a number above 0 and up to ${MAX_OVERCOMMIT}, with two decimals at most, not ${overcommit}`,
        );
      }
      return [name, { devices, overcommit }];
    }),
  );
}
