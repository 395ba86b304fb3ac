import {
  EntityCardBlueprint,
  EntityContentLayoutBlueprint,
} from '@backstage/plugin-catalog-react/alpha';

const filter = { kind: 'component', 'spec.type': 'inference-endpoint' };

export const ownershipCard = EntityCardBlueprint.make({
  name: 'ownership',
  params: {
    filter,
    type: 'content',
    loader: () =>
      import('./cards').then(({ OwnershipCard }) => <OwnershipCard />),
  },
});

export const rangeStrip = EntityCardBlueprint.make({
  name: 'range',
  params: {
    filter,
    type: 'content',
    loader: () => import('./cards').then(({ RangeStrip }) => <RangeStrip />),
  },
});

export const gpuUtilisationCard = EntityCardBlueprint.make({
  name: 'gpu-utilisation',
  params: {
    filter,
    type: 'content',
    loader: () =>
      import('./cards').then(({ GpuUtilisationCard }) => (
        <GpuUtilisationCard />
      )),
  },
});

export const latencyCard = EntityCardBlueprint.make({
  name: 'latency',
  params: {
    filter,
    type: 'content',
    loader: () => import('./cards').then(({ LatencyCard }) => <LatencyCard />),
  },
});

export const queueCard = EntityCardBlueprint.make({
  name: 'queue',
  params: {
    filter,
    type: 'content',
    loader: () => import('./cards').then(({ QueueCard }) => <QueueCard />),
  },
});

export const costCard = EntityCardBlueprint.make({
  name: 'cost',
  params: {
    filter,
    type: 'content',
    loader: () => import('./cards').then(({ CostCard }) => <CostCard />),
  },
});

export const goldenPathCard = EntityCardBlueprint.make({
  name: 'golden-path',
  params: {
    filter,
    type: 'content',
    loader: () =>
      import('./cards/GoldenPathCard').then(({ GoldenPathCard }) => (
        <GoldenPathCard />
      )),
  },
});

export const endpointLayout = EntityContentLayoutBlueprint.make({
  name: 'endpoint',
  params: {
    filter,
    loader: () =>
      import('./layout/EndpointLayout').then(
        ({ EndpointLayout }) => EndpointLayout,
      ),
  },
});
