import { uuidFrom } from './hash';
import type { Device } from './objects';

/** How a class of devices shows itself through its DRA driver. */
export type DeviceProfile = {
  driver: 'gpu.nvidia.com' | 'gpu.amd.com';
  /** The resource that a device plugin would offer. */
  extendedResource: 'nvidia.com/gpu' | 'amd.com/gpu';
  productName: string;
  architecture: string;
  memory: string;
  /** Set for slices of a device. */
  migProfile?: string;
};

const NVIDIA = {
  driver: 'gpu.nvidia.com',
  extendedResource: 'nvidia.com/gpu',
} as const;

const PROFILES: Record<string, DeviceProfile> = {
  'l4-24g': {
    ...NVIDIA,
    productName: 'NVIDIA L4',
    architecture: 'Ada Lovelace',
    memory: '23034Mi',
  },
  'l40s-48g': {
    ...NVIDIA,
    productName: 'NVIDIA L40S',
    architecture: 'Ada Lovelace',
    memory: '46068Mi',
  },
  'a100-80g': {
    ...NVIDIA,
    productName: 'NVIDIA A100-SXM4-80GB',
    architecture: 'Ampere',
    memory: '81920Mi',
  },
  'h100-80g': {
    ...NVIDIA,
    productName: 'NVIDIA H100 80GB HBM3',
    architecture: 'Hopper',
    memory: '81559Mi',
  },
  'h100-mig-3g-40g': {
    ...NVIDIA,
    productName: 'NVIDIA H100 80GB HBM3',
    architecture: 'Hopper',
    memory: '40448Mi',
    migProfile: '3g.40gb',
  },
  'mi300x-192g': {
    driver: 'gpu.amd.com',
    extendedResource: 'amd.com/gpu',
    productName: 'AMD Instinct MI300X',
    architecture: 'CDNA 3',
    memory: '196288Mi',
  },
};

/** The profile of a class; a class we do not know is a plain NVIDIA device of its name. */
export function deviceProfile(className: string): DeviceProfile {
  return (
    PROFILES[className] ?? {
      ...NVIDIA,
      productName: className,
      architecture: 'unknown',
      memory: '81920Mi',
    }
  );
}

/** What a driver says its devices are. */
function deviceType({ driver, migProfile }: DeviceProfile): string {
  if (migProfile) {
    return 'mig';
  }
  return driver === 'gpu.amd.com' ? 'amdgpu' : 'gpu';
}

/** The devices that a node's driver publishes. The UUID is stable for a node and a position. */
export function devicesOf(
  node: string,
  className: string,
  count: number,
): Device[] {
  const profile = deviceProfile(className);
  return Array.from({ length: count }, (_, index) => {
    const uuid = uuidFrom(`${node}/${className}/${index}`);
    const { migProfile } = profile;
    const name = migProfile
      ? `gpu-${Math.floor(index / 2)}-mig-${migProfile.replace('.', '')}-${
          index % 2
        }`
      : `gpu-${index}`;
    let id = uuid;
    if (profile.driver === 'gpu.nvidia.com') {
      id = `${migProfile ? 'MIG' : 'GPU'}-${uuid}`;
    }
    return {
      name,
      attributes: {
        type: { string: deviceType(profile) },
        uuid: { string: id },
        productName: { string: profile.productName },
        architecture: { string: profile.architecture },
        ...(migProfile && { profile: { string: migProfile } }),
      },
      capacity: { memory: { value: profile.memory } },
    };
  });
}

/** The CEL selectors of the class, as a platform team would write them. */
export function selectorsOf(className: string): string[] {
  const profile = deviceProfile(className);
  const { driver, productName, migProfile } = profile;
  const attributes = `device.attributes['${driver}']`;
  return [
    `device.driver == '${driver}'`,
    `${attributes}.type == '${deviceType(profile)}'`,
    `${attributes}.productName == '${productName}'`,
    ...(migProfile ? [`${attributes}.profile == '${migProfile}'`] : []),
  ];
}
