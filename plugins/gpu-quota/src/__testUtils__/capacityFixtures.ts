import type {
  ClassCapacity,
  DriftReport,
} from '@golden-path/plugin-gpu-quota-common';
import { TEAM, ago } from './quotaFixtures';

export const h100Capacity: ClassCapacity = {
  acceleratorClass: 'h100-80g',
  title: 'NVIDIA H100 80 GB',
  capacity: {
    state: 'known',
    devices: 8,
    used: 5,
    overcommit: 1.5,
    limit: 12,
    room: 0,
    source: 'cluster',
    asOf: ago({ minutes: 2 }),
  },
  promised: 14,
  overPromised: true,
  reserved: 7,
  waiting: 4,
  usage: {
    state: 'known',
    asOf: ago({ minutes: 3 }),
    windowHours: 168,
    coveredHours: 160,
    teamsWithoutData: 1,
    deviceHours: 640,
    gpuUtilizationMean: 0.37,
    idleDeviceHours: 400,
    idleCost: { amountMinor: 156_000, currency: 'USD' },
  },
  teams: [
    {
      team: TEAM,
      granted: 4,
      reserved: 4,
      waiting: 4,
      usage: {
        state: 'partial',
        acceleratorClass: 'h100-80g',
        endpoints: 1,
        endpointsWithoutData: 0,
        coveredHours: 160,
        deviceHours: 640,
        unmeasuredDeviceHours: 0,
        gpuUtilization: { mean: 0.374, p95: 0.9 },
        idleDeviceHours: 400,
      },
    },
  ],
  hiddenTeams: 2,
  departments: [],
};

export const unknownCapacity: ClassCapacity = {
  acceleratorClass: 'l4-24g',
  title: 'NVIDIA L4 24 GB',
  capacity: { state: 'unknown', reason: 'No cluster reports this class.' },
  promised: 0,
  overPromised: false,
  reserved: 0,
  waiting: 0,
  usage: { state: 'unknown', reason: 'Usage is not measured here.' },
  teams: [],
  hiddenTeams: 0,
  departments: [],
};

export const noDrift: DriftReport = {
  sinks: [
    {
      sink: 'kubernetes:sandbox',
      state: 'reachable',
      checkedAt: ago({ minutes: 1 }),
    },
  ],
  items: [],
};

export const someDrift: DriftReport = {
  sinks: [
    ...noDrift.sinks,
    {
      sink: 'kubernetes:west',
      state: 'unreachable',
      unreachableSince: ago({ hours: 3 }),
      message: 'connection refused',
    },
  ],
  items: [
    {
      sink: 'kubernetes:sandbox',
      team: TEAM,
      acceleratorClass: 'h100-80g',
      kind: 'not-applied',
      message: 'applied 2, granted 4',
      granted: 4,
      applied: 2,
      observedAt: ago({ minutes: 5 }),
    },
  ],
};
