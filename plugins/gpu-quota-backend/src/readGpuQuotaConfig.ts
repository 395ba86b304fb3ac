import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { readDurationFromConfig, type Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds, type HumanDuration } from '@backstage/types';

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
  reconcileEvery: HumanDuration;
  adoptEndpoints: boolean;
};

function groupRef(value: string, key: string): string {
  try {
    const ref = parseEntityRef(value, {
      defaultKind: 'group',
      defaultNamespace: 'default',
    });
    if (ref.kind.toLocaleLowerCase('en-US') !== 'group') {
      throw new InputError(`it names a ${ref.kind}`);
    }
    return stringifyEntityRef(ref);
  } catch (error) {
    throw new InputError(
      `${key} must name a group, e.g. group:default/ai-platform, not '${value}'`,
      error,
    );
  }
}

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
  const platformGroup = config?.getOptionalString('platformGroup');
  const auditorGroup = config?.getOptionalString('auditorGroup');
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
    platformGroup:
      platformGroup === undefined
        ? undefined
        : groupRef(platformGroup, 'gpuQuota.platformGroup'),
    ...(auditorGroup !== undefined && {
      auditorGroup: groupRef(auditorGroup, 'gpuQuota.auditorGroup'),
    }),
    initialGrants,
    reservationLeaseMs: config?.has('reservationLease')
      ? durationToMilliseconds(
          readDurationFromConfig(config, { key: 'reservationLease' }),
        )
      : 24 * 60 * 60 * 1000,
    reconcileEvery: config?.has('reconcileEvery')
      ? readDurationFromConfig(config, { key: 'reconcileEvery' })
      : { seconds: 30 },
    adoptEndpoints: config?.getOptionalBoolean('adoptEndpoints') ?? false,
  };
}
