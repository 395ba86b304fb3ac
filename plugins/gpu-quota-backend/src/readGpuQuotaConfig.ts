import { readDurationFromConfig, type Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds, type HumanDuration } from '@backstage/types';
import type { PolicyRule } from '@golden-path/plugin-gpu-quota-common';
import type { DepartmentCap } from './database/DepartmentStore';
import { groupRef } from './groupRef';
import { readDepartmentCaps } from './readDepartmentCaps';
import { readPolicy } from './readPolicy';
import {
  readCapacityConfig,
  type ClassCapacityConfig,
} from './readCapacityConfig';

/** Quota a team has from the start. */
export type InitialGrant = {
  team: string;
  acceleratorClass: string;
  count: number;
  reason: string;
};

/** What the plugin reads from `gpuQuota`. */
export type GpuQuotaConfig = {
  /** Group ref of the platform team. */
  platformGroup?: string;
  /** Group ref of the auditors. */
  auditorGroup?: string;
  initialGrants: InitialGrant[];
  reservationLeaseMs: number;
  missingEndpointGraceMs: number;
  reconcileEvery: HumanDuration;
  adoptEndpoints: boolean;
  policy: readonly PolicyRule[];
  requestExpiryMs: number;
  lifecycleEvery: HumanDuration;
  /** By name of accelerator class. */
  capacity: ReadonlyMap<string, ClassCapacityConfig>;
  driftCheckEvery: HumanDuration;
  departments: readonly DepartmentCap[];
};

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

function readInitialGrant(config: Config, key: string): InitialGrant {
  const count = config.getNumber('count');
  if (!Number.isInteger(count) || count < 1 || count > 10_000) {
    throw new InputError(
      `${key}.count must be a whole number from 1 to 10000, not ${count}`,
    );
  }
  return {
    team: groupRef(config.getString('team'), `${key}.team`),
    acceleratorClass: config.getString('acceleratorClass'),
    count,
    reason: config.getString('reason'),
  };
}

/**
 * Reads and checks the plugin's configuration.
 *
 * @throws InputError that names the key which is wrong
 */
export function readGpuQuotaConfig(root: Config): GpuQuotaConfig {
  const config = root.getOptionalConfig('gpuQuota');
  const platformName = config?.getOptionalString('platformGroup');
  const platformGroup =
    platformName === undefined
      ? undefined
      : groupRef(platformName, 'gpuQuota.platformGroup');
  const auditorName = config?.getOptionalString('auditorGroup');
  const initialGrants = (
    config?.getOptionalConfigArray('initialGrants') ?? []
  ).map((grant, index) =>
    readInitialGrant(grant, `gpuQuota.initialGrants[${index}]`),
  );
  const seen = new Set<string>();
  initialGrants.forEach(({ team, acceleratorClass }, index) => {
    const key = `${team} ${acceleratorClass}`;
    if (seen.has(key)) {
      throw new InputError(
        `gpuQuota.initialGrants[${index}] grants ${acceleratorClass} to ${team} a second time`,
      );
    }
    seen.add(key);
  });
  return {
    platformGroup,
    ...(auditorName !== undefined && {
      auditorGroup: groupRef(auditorName, 'gpuQuota.auditorGroup'),
    }),
    initialGrants,
    reservationLeaseMs: milliseconds(config, 'reservationLease', DAY_MS),
    missingEndpointGraceMs: milliseconds(
      config,
      'missingEndpointGrace',
      HOUR_MS,
    ),
    reconcileEvery: duration(config, 'reconcileEvery', { seconds: 30 }),
    adoptEndpoints: config?.getOptionalBoolean('adoptEndpoints') ?? false,
    policy: readPolicy(config, platformGroup),
    requestExpiryMs: milliseconds(config, 'requestExpiry', 30 * DAY_MS),
    capacity: readCapacityConfig(config),
    lifecycleEvery: duration(config, 'lifecycleEvery', { minutes: 1 }),
    driftCheckEvery: duration(config, 'driftCheckEvery', { minutes: 1 }),
    departments: readDepartmentCaps(config),
  };
}

function duration(
  config: Config | undefined,
  key: string,
  otherwise: HumanDuration,
): HumanDuration {
  return config?.has(key) ? readDurationFromConfig(config, { key }) : otherwise;
}

function milliseconds(
  config: Config | undefined,
  key: string,
  otherwise: number,
): number {
  return durationToMilliseconds(
    duration(config, key, { milliseconds: otherwise }),
  );
}
