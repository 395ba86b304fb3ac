import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { deviceSelector, type SelectableDevice } from './deviceSelector';
import { deviceClassSchema } from './kubernetesObjects';

function nvidia(
  productName: string,
  more: Record<string, { string: string }> = {},
): SelectableDevice {
  return {
    driver: 'gpu.nvidia.com',
    device: {
      name: 'gpu-0',
      attributes: {
        type: { string: 'gpu' },
        productName: { string: productName },
        'resource.kubernetes.io/pcieRoot': { string: 'pci0000:01' },
        ...more,
      },
      capacity: { memory: { value: '81559Mi' } },
    },
  };
}
const amd: SelectableDevice = {
  driver: 'gpu.amd.com',
  device: {
    name: 'gpu-0',
    attributes: {
      type: { string: 'amdgpu' },
      productName: { string: 'AMD_Instinct_MI300X_OAM' },
    },
  },
};

const shipped = parseAllDocuments(
  readFileSync(
    resolve(__dirname, '../../../platform/kubernetes/device-classes.yaml'),
    'utf8',
  ),
).map(document => deviceClassSchema.parse(document.toJS()));

it('tells the devices of the classes that the platform ships apart', () => {
  const mig = {
    type: { string: 'mig' },
    profile: { string: '3g.40gb' },
  };
  const devices = {
    l4: nvidia('NVIDIA L4'),
    l40s: nvidia('NVIDIA L40S'),
    a100: nvidia('NVIDIA A100-SXM4-80GB'),
    smallA100: nvidia('NVIDIA A100-SXM4-40GB'),
    h100: nvidia('NVIDIA H100 80GB HBM3'),
    slice: nvidia('NVIDIA H100 80GB HBM3', mig),
    otherSlice: nvidia('NVIDIA H100 80GB HBM3', {
      ...mig,
      profile: { string: '1g.10gb' },
    }),
    mi300x: amd,
  };
  const classesOf = (device: SelectableDevice) =>
    shipped
      .filter(({ spec }) =>
        deviceSelector(
          (spec.selectors ?? []).map(({ cel }) => cel?.expression ?? ''),
        )(device),
      )
      .map(({ metadata }) => metadata.name);
  expect(
    Object.fromEntries(
      Object.entries(devices).map(([name, each]) => [name, classesOf(each)]),
    ),
  ).toEqual({
    l4: ['l4-24g'],
    l40s: ['l40s-48g'],
    a100: ['a100-80g'],
    smallA100: [],
    h100: ['h100-80g'],
    slice: ['h100-mig-3g-40g'],
    otherSlice: [],
    mi300x: ['mi300x-192g'],
  });
});

const h100 = nvidia('NVIDIA H100 80GB HBM3');

it.each([
  ["device.driver != 'gpu.amd.com'", true],
  ['device.driver == "gpu.nvidia.com" || device.driver == "x"', true],
  ["!(device.driver == 'gpu.nvidia.com')", false],
  [
    "device.attributes['gpu.nvidia.com'].productName.lowerAscii().contains('h100')",
    true,
  ],
  [
    "device.attributes['resource.kubernetes.io'].pcieRoot.startsWith('pci')",
    true,
  ],
  [
    "device.capacity['gpu.nvidia.com'].memory.compareTo(quantity('80Gi')) >= 0",
    false,
  ],
  [
    "device.capacity['gpu.nvidia.com'].memory.compareTo(quantity('79Gi')) >= 0",
    true,
  ],
  ["device.attributes['gpu.amd.com'].type == 'gpu'", false],
  ["device.attributes['gpu.nvidia.com'].missing == 'x'", false],
  ["device.attributes['gpu.nvidia.com'].productName.matches('H\\\\d+')", true],
])('evaluates %s', (expression, expected) => {
  expect(deviceSelector([expression])(h100)).toBe(expected);
});

it.each([
  'has(device.attributes)',
  "device.attributes['gpu.nvidia.com'].type in ['gpu']",
  "device.attributes['gpu.nvidia.com'].productName.size() > 3",
  "device.driver == 'a' ? true : false",
  "device.driver.matches('(?i)NVIDIA')",
  "device.driver == 'unfinished",
  'device.driver ==',
  "device.driver == 'a' device",
  "device.owner == 'a'",
  'device.driver > 3',
  'device.driver',
  "device.driver == '\\d'",
])('refuses to guess at %s', expression => {
  expect(() => deviceSelector([expression])(h100)).toThrow();
});
