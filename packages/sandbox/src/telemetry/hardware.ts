/** What the simulation needs to know about an accelerator; figures from the vendors' data sheets. */
export type Hardware = {
  vendor: 'nvidia' | 'amd';
  /** As the vendor's exporter spells it in `modelName`. */
  modelName: string;
  memoryMiB: number;
  memoryBandwidthGBps: number;
  denseTflopsBf16: number;
};

const hardware: Record<string, Hardware> = {
  'l4-24g': {
    vendor: 'nvidia',
    modelName: 'NVIDIA L4',
    memoryMiB: 23034,
    memoryBandwidthGBps: 300,
    denseTflopsBf16: 121,
  },
  'l40s-48g': {
    vendor: 'nvidia',
    modelName: 'NVIDIA L40S',
    memoryMiB: 46068,
    memoryBandwidthGBps: 864,
    denseTflopsBf16: 362,
  },
  'a100-80g': {
    vendor: 'nvidia',
    modelName: 'NVIDIA A100-SXM4-80GB',
    memoryMiB: 81920,
    memoryBandwidthGBps: 2039,
    denseTflopsBf16: 312,
  },
  'h100-80g': {
    vendor: 'nvidia',
    modelName: 'NVIDIA H100 80GB HBM3',
    memoryMiB: 81559,
    memoryBandwidthGBps: 3350,
    denseTflopsBf16: 989,
  },
  'h100-mig-3g-40g': {
    vendor: 'nvidia',
    modelName: 'NVIDIA H100 80GB HBM3',
    memoryMiB: 40448,
    memoryBandwidthGBps: 1675,
    denseTflopsBf16: 424,
  },
  'mi300x-192g': {
    vendor: 'amd',
    modelName: 'AMD Instinct MI300X',
    memoryMiB: 196288,
    memoryBandwidthGBps: 5300,
    denseTflopsBf16: 1307,
  },
};

/** A class that the sandbox does not know is simulated as a mid-range card. */
const unknownHardware: Hardware = {
  vendor: 'nvidia',
  modelName: 'NVIDIA GPU',
  memoryMiB: 46068,
  memoryBandwidthGBps: 864,
  denseTflopsBf16: 362,
};

export function hardwareOf(deviceClass: string | undefined): Hardware {
  return (deviceClass && hardware[deviceClass]) || unknownHardware;
}
