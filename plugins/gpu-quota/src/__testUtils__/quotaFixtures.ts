import {
  costChange,
  type Evidence,
  type Grant,
  type PoolCapacity,
  type Quota,
  type QuotaRequest,
  type QuotaRequestDetail,
  type Reservation,
} from '@golden-path/plugin-gpu-quota-common';

/** The moment at which the fixtures are true. */
export const NOW = '2026-03-02T09:00:00.000Z';

/** A time before {@link NOW}. */
export function ago(span: { minutes?: number; hours?: number }): string {
  const { minutes = 0, hours = 0 } = span;
  return new Date(
    Date.parse(NOW) - (hours * 60 + minutes) * 60_000,
  ).toISOString();
}

export const TEAM = 'group:default/support-assist';

/** What somebody may do who may only look. */
export const nothing: QuotaRequest['can'] = {
  decide: false,
  withdraw: false,
  edit: false,
  ask: false,
  answer: false,
};

export const h100Quota: Quota = {
  team: TEAM,
  acceleratorClass: 'h100-80g',
  granted: 4,
  reserved: 4,
  waiting: 4,
  available: 0,
  overQuota: 0,
  enforcement: { state: 'applied', appliedAt: ago({ minutes: 5 }) },
};

export const l4Quota: Quota = {
  team: TEAM,
  acceleratorClass: 'l4-24g',
  granted: 2,
  reserved: 3,
  waiting: 0,
  available: 0,
  overQuota: 1,
  enforcement: {
    state: 'pending',
    message: 'The cluster sandbox did not answer',
    appliedAt: ago({ hours: 3 }),
  },
};

export const pendingRequest: QuotaRequest = {
  id: 12,
  version: 3,
  team: TEAM,
  acceleratorClass: 'h100-80g',
  count: 4,
  reason: 'Second region for the holiday peak: 70B chat at 18 requests/s.',
  endpoint: 'component:default/support-chat-eu',
  state: 'pending',
  stages: ['lead', 'platform'],
  waitingOn: 'lead',
  approvers: ['group:default/customer-products-leads'],
  requestedBy: 'user:default/mia.chen',
  createdAt: ago({ hours: 2 }),
  updatedAt: ago({ hours: 2 }),
  decisions: [],
  questions: [],
  awaitingRequester: false,
  evidence: {
    quota: { granted: 4, reserved: 4, waiting: 4 },
    cost: costChange({
      pricePerDeviceHour: { amountMinor: 390, currency: 'USD' },
      granted: 4,
      count: 4,
    }),
    sizing: {
      verdict: 'fits',
      sentence:
        'Llama 3.3 70B in FP8 needs 2 devices a replica; 4 carry 18 requests/s.',
      count: 4,
    },
  },
  can: { ...nothing, decide: true, ask: true },
};

export const pastRequest: QuotaRequest = {
  ...pendingRequest,
  id: 7,
  version: 2,
  count: 4,
  grantedCount: 2,
  reason: 'First production endpoint.',
  state: 'partially-approved',
  stages: ['lead'],
  waitingOn: undefined,
  endpoint: undefined,
  createdAt: ago({ hours: 24 * 30 }),
  updatedAt: ago({ hours: 24 * 29 }),
  decisions: [
    {
      stage: 'lead',
      outcome: 'approved',
      by: 'user:default/tom.okafor',
      at: ago({ hours: 24 * 29 }),
      grantedCount: 2,
      reason: 'start with two',
    },
  ],
  can: nothing,
};

export const pendingDetail: QuotaRequestDetail = {
  ...pendingRequest,
  history: [pastRequest],
  quotaNow: h100Quota,
  evidenceNow: pendingRequest.evidence,
};

export const activeReservation: Reservation = {
  id: '6f1a3f0e-3c58-4d53-9b36-0d3f4d7b7a01',
  team: TEAM,
  acceleratorClass: 'h100-80g',
  count: 4,
  endpoint: 'component:default/support-chat',
  state: 'active',
  createdBy: 'user:default/mia.chen',
  createdAt: ago({ hours: 24 * 20 }),
};

export const waitingReservation: Reservation = {
  ...activeReservation,
  id: '6f1a3f0e-3c58-4d53-9b36-0d3f4d7b7a02',
  endpoint: 'component:default/support-chat-eu',
  state: 'waiting',
  createdAt: ago({ hours: 2 }),
  request: {
    id: 12,
    state: 'pending',
    waitingOn: 'lead',
    createdAt: ago({ hours: 2 }),
  },
};

/** A time after {@link NOW}. */
export function ahead(days: number): string {
  return new Date(Date.parse(NOW) + days * 24 * 3_600_000).toISOString();
}

export const usage: Evidence['usage'] = {
  state: 'known',
  asOf: ago({ hours: 2 }),
  windowHours: 168,
  items: [
    {
      state: 'complete',
      acceleratorClass: 'h100-80g',
      endpoints: 1,
      endpointsWithoutData: 0,
      coveredHours: 168,
      deviceHours: 672,
      unmeasuredDeviceHours: 0,
      gpuUtilization: { mean: 0.63, p95: 0.94 },
      idleDeviceHours: 248.6,
      idleCost: { amountMinor: 96_954, currency: 'USD' },
    },
    {
      state: 'partial',
      acceleratorClass: 'l4-24g',
      endpoints: 2,
      endpointsWithoutData: 1,
      coveredHours: 40,
      deviceHours: 504,
      unmeasuredDeviceHours: 168,
      gpuUtilization: { mean: 0.04, p95: 0.11 },
      idleDeviceHours: 322.6,
      idleCost: { amountMinor: 24_195, currency: 'USD' },
    },
  ],
};

export const capacity: Extract<PoolCapacity, { state: 'known' }> = {
  state: 'known',
  devices: 64,
  used: 48,
  overcommit: 1,
  limit: 64,
  room: 12,
  source: 'cluster',
  asOf: ago({ minutes: 5 }),
};

export const pool: NonNullable<Evidence['pool']> = {
  promised: 52,
  promisedAfter: 56,
  capacity,
  closeToLimit: {
    count: 2,
    teams: [
      { team: 'group:default/search-ranking', granted: 16, reserved: 15 },
    ],
  },
};

/** A grant that ends in six days. */
export const endingGrant: Grant = {
  id: '0c8a5f0e-3c58-4d53-9b36-0d3f4d7b7a11',
  team: TEAM,
  acceleratorClass: 'h100-80g',
  count: 2,
  remaining: 2,
  state: 'live',
  from: ago({ hours: 24 * 20 }),
  until: ahead(6),
  reason: 'Holiday peak.',
  grantedBy: 'user:default/tom.okafor',
  request: 7,
  can: { renew: true },
};
