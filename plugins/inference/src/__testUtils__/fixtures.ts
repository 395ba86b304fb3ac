import type { Entity } from '@backstage/catalog-model';
import { SIGNALS, type SignalId } from '@golden-path/plugin-inference-common';
import type {
  EndpointOverview,
  EndpointSummary,
  Fleet,
  Party,
  Signal,
  Signals,
  Series,
} from '../api/types';

/** The moment all fixtures are written for. */
export const NOW = Date.parse('2026-11-23T02:45:00Z');

export function ago(seconds: number): string {
  return new Date(NOW - seconds * 1000).toISOString();
}

export function fromNow(seconds: number): string {
  return ago(-seconds);
}

export const endpointEntity: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    namespace: 'default',
    name: 'reply-drafts',
    title: 'Reply drafts',
    description: 'Drafts replies for support agents.',
    annotations: { 'goldenpath.dev/accelerator-class': 'l40s-48g' },
  },
  spec: {
    type: 'inference-endpoint',
    lifecycle: 'production',
    owner: 'group:default/support-assist',
  },
  relations: [{ type: 'ownedBy', targetRef: 'group:default/support-assist' }],
};

export function signal(
  id: SignalId,
  value: number,
  patch: Partial<Signal> = {},
): Signal {
  const definition = SIGNALS[id];
  return {
    state: 'ok',
    unit: definition.unit,
    value,
    at: ago(12),
    query: `${definition.series}{endpoint="default/reply-drafts"}`,
    ...patch,
  };
}

/** Evenly spaced samples over three hours, ending now. */
export function series(values: (number | null)[]): Series {
  const stepSeconds = Math.round(10800 / Math.max(1, values.length - 1));
  return { start: ago(stepSeconds * (values.length - 1)), stepSeconds, values };
}

const signals: Signals = {
  gpuUtilization: signal('gpuUtilization', 0.71),
  gpuMemoryUsed: signal('gpuMemoryUsed', 0.92),
  accelerators: signal('accelerators', 2),
  ttftP95: signal('ttftP95', 1.84),
  tpotP95: signal('tpotP95', 0.031),
  queueP95: signal('queueP95', 1.42),
  requestsWaiting: signal('requestsWaiting', 23),
  requestsRunning: signal('requestsRunning', 48),
  kvCacheUsed: signal('kvCacheUsed', 0.96),
  modelLoadSeconds: signal('modelLoadSeconds', 62),
  deviceErrors: signal('deviceErrors', 3),
};

function wave(length: number, value: (index: number) => number): number[] {
  return Array.from(
    { length },
    (_, index) => Math.round(value(index) * 1000) / 1000,
  );
}

export const parties: Party[] = [
  {
    party: 'platform',
    title: 'Platform',
    ownerRef: 'group:default/ai-platform',
    onCall: {
      state: 'ok',
      provider: 'PagerDuty',
      asOf: ago(40),
      validUntil: fromNow(6 * 3600),
      link: 'https://pager.example/services/PAIPLAT',
      levels: [
        {
          level: 1,
          escalateAfterSeconds: 900,
          targets: [
            {
              kind: 'user',
              id: 'U1',
              name: 'Priya Nair',
              email: 'priya.nair@meridian.example',
              until: fromNow(6 * 3600),
            },
          ],
        },
        {
          level: 2,
          targets: [
            { kind: 'user', id: 'U2', name: 'Lena Fischer', until: null },
          ],
        },
      ],
    },
  },
  {
    party: 'model-team',
    title: 'Model team',
    ownerRef: 'group:default/support-assist',
    onCall: {
      state: 'ok',
      provider: 'PagerDuty',
      asOf: ago(40),
      levels: [
        {
          level: 1,
          escalateAfterSeconds: 1800,
          targets: [
            {
              kind: 'user',
              id: 'U3',
              name: 'Mia Chen',
              until: fromNow(30 * 3600),
            },
          ],
        },
        {
          level: 2,
          targets: [
            { kind: 'user', id: 'U4', name: 'Tom Okafor', until: null },
          ],
        },
      ],
    },
  },
];

/** An endpoint with one failing device: everything there is to show. */
export const brokenGpu: EndpointOverview = {
  entityRef: 'component:default/reply-drafts',
  namespace: 'default',
  name: 'reply-drafts',
  title: 'Reply drafts',
  ownerRef: 'group:default/support-assist',
  model: 'meta-llama/Llama-3.1-8B-Instruct',
  runtime: 'vllm',
  environment: 'prod',
  accelerator: {
    className: 'l40s-48g',
    title: 'NVIDIA L40S 48 GB',
    ref: 'resource:default/l40s-48g',
    perReplica: 1,
    memoryGiB: 45,
  },
  minReplicas: 2,
  maxReplicas: 2,
  slo: { ttftP95Seconds: 0.4, tpotP95Seconds: 0.035 },
  phase: {
    name: 'degraded',
    replicasReady: 1,
    replicasDesired: 2,
    since: ago(240),
  },
  triage: {
    verdict: 'platform',
    pageFirst: 'platform',
    sentence: 'GPU errors on 1 of 2 replicas',
    symptoms: [
      {
        id: 'gpu-errors',
        title: 'GPU errors',
        first: 'platform',
        then: 'model-team',
        afterMinutes: 30,
        why: 'Xid errors come from the device or its driver, never from the model.',
        runbook: 'https://docs.example/runbooks/gpu-errors',
        evidence: [
          {
            signal: 'deviceErrors',
            sentence: '3 device errors in 5 min, threshold 0',
            value: 3,
            threshold: 0,
            at: ago(20),
          },
        ],
      },
      {
        id: 'saturated',
        title: 'Saturated',
        first: 'model-team',
        why: 'One replica serves the traffic of two.',
        evidence: [
          {
            signal: 'requestsWaiting',
            sentence: '23 requests waiting',
            value: 23,
            at: ago(20),
          },
          {
            signal: 'kvCacheUsed',
            sentence: 'KV cache 96 %, threshold 95 %',
            value: 0.96,
            threshold: 0.95,
            at: ago(20),
          },
        ],
      },
    ],
  },
  cost: {
    scope: 'accelerators',
    devices: 2,
    devicesSource: 'measured',
    pricePerDeviceHour: { amountMinor: 186, currency: 'USD' },
    priceSource: 'resource:default/l40s-48g',
    hourly: { amountMinor: 372, currency: 'USD' },
    monthly: { amountMinor: 271560, currency: 'USD' },
    idleHourly: { amountMinor: 107.88, currency: 'USD' },
    idleRatio: 0.29,
    perPrediction: { amountMinor: 0.31, currency: 'USD' },
    perMillionTokens: { amountMinor: 42, currency: 'USD' },
    window: '5m',
  },
  signals,
  range: '3h',
  series: {
    gpuUtilization: series(
      wave(60, i => 0.6 + 0.1 * Math.sin(i / 3) + (i > 48 ? 0.1 : 0)),
    ),
    ttftP95: series(
      wave(60, i =>
        i < 48 ? 0.26 + 0.03 * Math.sin(i) : 0.26 + (i - 47) * 0.13,
      ),
    ),
    requestsWaiting: series(
      wave(60, i => (i < 48 ? 1 : Math.round((i - 47) * 1.9))),
    ),
  },
  parties,
  sources: {
    signals: { state: 'ok', asOf: ago(12) },
    onCall: { state: 'ok', asOf: ago(40) },
  },
  refreshSeconds: 15,
};

/** A row of the fleet, from an overview. */
function toSummary(
  overview: EndpointOverview,
  patch: Partial<EndpointSummary>,
): EndpointSummary {
  const {
    range: _range,
    series: _series,
    parties: _parties,
    sources: _sources,
    refreshSeconds: _refresh,
    ...summary
  } = overview;
  return { ...summary, ...patch };
}

const healthy: EndpointSummary = toSummary(brokenGpu, {
  entityRef: 'component:default/support-chat',
  name: 'support-chat',
  title: 'Support chat',
  accelerator: {
    className: 'h100-80g',
    title: 'NVIDIA H100 80 GB',
    ref: 'resource:default/h100-80g',
    perReplica: 4,
  },
  phase: { name: 'ready', replicasReady: 1, replicasDesired: 1 },
  triage: {
    verdict: 'nothing-wrong',
    pageFirst: 'nobody',
    sentence: 'All signals are within their limits',
    symptoms: [],
  },
  slo: { ttftP95Seconds: 0.5 },
  cost: {
    scope: 'accelerators',
    devices: 4,
    hourly: { amountMinor: 1560, currency: 'USD' },
  },
  signals: {
    gpuUtilization: signal('gpuUtilization', 0.44),
    ttftP95: signal('ttftP95', 0.31),
  },
});

const starting: EndpointSummary = toSummary(brokenGpu, {
  entityRef: 'component:default/archive-batch',
  name: 'archive-batch',
  title: 'Archive batch',
  ownerRef: 'group:default/document-intelligence',
  accelerator: {
    className: 'l4-24g',
    title: 'NVIDIA L4 24 GB',
    ref: 'resource:default/l4-24g',
    perReplica: 1,
  },
  phase: {
    name: 'starting',
    replicasReady: 0,
    replicasDesired: 1,
    since: ago(40),
    expectedSeconds: 62,
  },
  triage: {
    verdict: 'undetermined',
    pageFirst: 'platform',
    sentence: 'Signals are missing',
    symptoms: [],
  },
  slo: { ttftP95Seconds: 5 },
  cost: {
    scope: 'accelerators',
    devices: 1,
    hourly: { amountMinor: 71, currency: 'USD' },
  },
  signals: {},
});

export const fleet: Fleet = {
  items: [toSummary(brokenGpu, {}), starting, healthy],
  totalItems: 3,
  totals: {
    endpoints: 3,
    needAttention: 2,
    devices: 7,
    hourly: { amountMinor: 2003, currency: 'USD' },
    idleHourly: { amountMinor: 982, currency: 'USD' },
  },
  source: { state: 'ok', asOf: ago(12) },
};
