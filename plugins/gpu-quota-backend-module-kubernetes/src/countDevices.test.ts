import { countDevices, offeredByPlugins, type Inventory } from './countDevices';

const h100 = { acceleratorClass: 'h100-80g', deviceClassName: 'h100-80g' };

function deviceClass(name: string, extendedResourceName?: string) {
  return {
    metadata: { name },
    spec: {
      extendedResourceName,
      selectors: [
        { cel: { expression: "device.driver == 'gpu.nvidia.com'" } },
        {
          cel: {
            expression: `device.attributes['gpu.nvidia.com'].model == '${name}'`,
          },
        },
      ],
    },
  };
}

function slice(pool: string, models: string[], generation = 1) {
  return {
    spec: {
      driver: 'gpu.nvidia.com',
      pool: { name: pool, generation },
      devices: models.map((model, index) => ({
        name: `gpu-${index}`,
        attributes: { model: { string: model } },
      })),
    },
  };
}

function result(request: string, adminAccess?: boolean) {
  return {
    request,
    driver: 'gpu.nvidia.com',
    pool: 'node-a',
    device: 'gpu-0',
    adminAccess,
  };
}

const empty: Inventory = {
  deviceClasses: [deviceClass('h100-80g'), deviceClass('l4-24g')],
  slices: [],
  claims: [],
  nodes: [],
  pods: [],
};

it('counts what drivers publish now and what claims were given', () => {
  const inventory: Inventory = {
    ...empty,
    slices: [
      slice('node-a', ['h100-80g', 'h100-80g', 'l4-24g'], 2),
      slice('node-a', ['h100-80g'], 1),
      slice('node-b', ['h100-80g']),
      { spec: { driver: 'gpu.amd.com', pool: { name: 'node-c' } } },
    ],
    claims: [
      {
        spec: {
          devices: {
            requests: [
              { name: 'gpu', exactly: { deviceClassName: 'h100-80g' } },
              {
                name: 'any',
                firstAvailable: [
                  { name: 'large', deviceClassName: 'h100-80g' },
                  { name: 'small', deviceClassName: 'l4-24g' },
                ],
              },
              { name: 'watch', exactly: { deviceClassName: 'h100-80g' } },
            ],
          },
        },
        status: {
          allocation: {
            devices: {
              results: [
                result('gpu'),
                result('any/small'),
                result('watch', true),
              ],
            },
          },
        },
      },
      {
        spec: {
          devices: {
            requests: [
              { name: 'gpu', exactly: { deviceClassName: 'h100-80g' } },
            ],
          },
        },
      },
    ],
  };
  expect(countDevices(h100, inventory)).toEqual({
    acceleratorClass: 'h100-80g',
    devices: 3,
    used: 1,
  });
  expect(
    countDevices(
      { acceleratorClass: 'small', deviceClassName: 'l4-24g' },
      inventory,
    ),
  ).toEqual({ acceleratorClass: 'small', devices: 1, used: 1 });
  expect(
    countDevices(
      { acceleratorClass: 'new', deviceClassName: 'b200-192g' },
      inventory,
    ),
  ).toEqual({ acceleratorClass: 'new', devices: 0, used: 0 });
});

describe('devices of device plugins', () => {
  const pod = (nodeName: string, devices: string, phase = 'Running') => ({
    spec: {
      nodeName,
      containers: [
        { resources: { limits: { 'nvidia.com/gpu': devices } } },
        {},
      ],
    },
    status: { phase },
  });
  const node = (name: string, label?: string, gpus = '8') => ({
    metadata: {
      name,
      ...(label && { labels: { 'goldenpath.dev/accelerator-class': label } }),
    },
    status: { allocatable: { 'nvidia.com/gpu': gpus } },
  });
  const inventory: Inventory = {
    ...empty,
    deviceClasses: [deviceClass('h100-80g', 'nvidia.com/gpu')],
    nodes: [node('node-a'), node('node-b', undefined, '0')],
    pods: [
      pod('node-a', '3'),
      pod('node-a', '2', 'Succeeded'),
      pod('node-b', '1'),
    ],
  };

  it('are what nodes can give away and what running pods hold of it', () => {
    expect(offeredByPlugins(inventory)).toEqual(['nvidia.com/gpu']);
    expect(countDevices(h100, inventory)).toMatchObject({
      devices: 8,
      used: 3,
    });
  });

  it('go by the label of the node where several classes are called the same', () => {
    expect(
      countDevices(h100, {
        ...inventory,
        deviceClasses: [
          deviceClass('h100-80g', 'nvidia.com/gpu'),
          deviceClass('l4-24g', 'nvidia.com/gpu'),
        ],
        nodes: [
          node('node-a', 'h100-80g'),
          node('node-b', 'l4-24g'),
          node('x'),
        ],
        pods: [pod('node-a', '3'), pod('node-b', '5'), pod('x', '1')],
      }),
    ).toMatchObject({ devices: 8, used: 3 });
  });
});

it('does not guess at selectors that it does not understand', () => {
  expect(() =>
    countDevices(h100, {
      ...empty,
      deviceClasses: [
        {
          metadata: { name: 'h100-80g' },
          spec: { selectors: [{ cel: { expression: 'has(device.driver)' } }] },
        },
      ],
    }),
  ).toThrow('is not understood');
});
