/**
 * Unit of a signal's value.
 *
 * @public
 */
export type SignalUnit =
  | 'ratio'
  | 'seconds'
  | 'requests'
  | 'requests-per-second'
  | 'tokens-per-second'
  | 'per-second'
  | 'devices'
  | 'replicas'
  | 'count';

/**
 * What a signal is: the recorded series it is read from and the unit of its values.
 *
 * @public
 */
export type SignalDefinition = {
  /** Metric name of the recorded series. */
  series: string;
  /** Labels beyond `endpoint` and `cluster` that select this signal. */
  labels?: Record<string, string>;
  unit: SignalUnit;
  title: string;
};

/**
 * The observability baseline: every figure the portal shows about an endpoint, keyed by signal id.
 *
 * @remarks
 * Recording rules normalise vLLM, Triton, KServe and DCGM metrics into these series; the portal asks for
 * nothing else. Series carry `endpoint` (`namespace/name` of the catalog entity) and `cluster`. A series that
 * is missing means *not applicable* or *no data*, never 0.
 *
 * @public
 */
export const SIGNALS = {
  gpuUtilization: {
    series: 'inference:gpu_utilization:ratio',
    unit: 'ratio',
    title: 'GPU utilisation',
  },
  gpuMemoryUsed: {
    series: 'inference:gpu_memory_used:ratio',
    unit: 'ratio',
    title: 'GPU memory used',
  },
  accelerators: {
    series: 'inference:accelerators:count',
    unit: 'devices',
    title: 'Devices allocated',
  },
  replicasReady: {
    series: 'inference:replicas:ready',
    unit: 'replicas',
    title: 'Replicas ready',
  },
  replicasDesired: {
    series: 'inference:replicas:desired',
    unit: 'replicas',
    title: 'Replicas wanted',
  },
  requestsSucceeded: {
    series: 'inference:requests:rate5m',
    labels: { outcome: 'success' },
    unit: 'requests-per-second',
    title: 'Requests succeeded',
  },
  requestsFailed: {
    series: 'inference:requests:rate5m',
    labels: { outcome: 'error' },
    unit: 'requests-per-second',
    title: 'Requests failed',
  },
  requestsAborted: {
    series: 'inference:requests:rate5m',
    labels: { outcome: 'aborted' },
    unit: 'requests-per-second',
    title: 'Requests aborted',
  },
  ttftP50: {
    series: 'inference:ttft_seconds:p50',
    unit: 'seconds',
    title: 'Time to first token, p50',
  },
  ttftP95: {
    series: 'inference:ttft_seconds:p95',
    unit: 'seconds',
    title: 'Time to first token, p95',
  },
  ttftP99: {
    series: 'inference:ttft_seconds:p99',
    unit: 'seconds',
    title: 'Time to first token, p99',
  },
  tpotP50: {
    series: 'inference:tpot_seconds:p50',
    unit: 'seconds',
    title: 'Time per output token, p50',
  },
  tpotP95: {
    series: 'inference:tpot_seconds:p95',
    unit: 'seconds',
    title: 'Time per output token, p95',
  },
  tpotP99: {
    series: 'inference:tpot_seconds:p99',
    unit: 'seconds',
    title: 'Time per output token, p99',
  },
  latencyP50: {
    series: 'inference:latency_seconds:p50',
    unit: 'seconds',
    title: 'Latency, p50',
  },
  latencyP95: {
    series: 'inference:latency_seconds:p95',
    unit: 'seconds',
    title: 'Latency, p95',
  },
  latencyP99: {
    series: 'inference:latency_seconds:p99',
    unit: 'seconds',
    title: 'Latency, p99',
  },
  queueP95: {
    series: 'inference:queue_seconds:p95',
    unit: 'seconds',
    title: 'Time in queue, p95',
  },
  requestsWaiting: {
    series: 'inference:requests_waiting:sum',
    unit: 'requests',
    title: 'Requests waiting',
  },
  requestsRunning: {
    series: 'inference:requests_running:sum',
    unit: 'requests',
    title: 'Requests running',
  },
  kvCacheUsed: {
    series: 'inference:kv_cache_used:ratio',
    unit: 'ratio',
    title: 'KV cache used',
  },
  preemptions: {
    series: 'inference:preemptions:rate5m',
    unit: 'per-second',
    title: 'Preemptions',
  },
  promptTokens: {
    series: 'inference:tokens:rate5m',
    labels: { direction: 'prompt' },
    unit: 'tokens-per-second',
    title: 'Prompt tokens',
  },
  generationTokens: {
    series: 'inference:tokens:rate5m',
    labels: { direction: 'generation' },
    unit: 'tokens-per-second',
    title: 'Generated tokens',
  },
  modelLoadSeconds: {
    series: 'inference:model_load_seconds:max',
    unit: 'seconds',
    title: 'Model load time',
  },
  deviceErrors: {
    series: 'inference:device_errors:count',
    unit: 'count',
    title: 'Device errors',
  },
} as const satisfies Record<string, SignalDefinition>;

/**
 * Id of a signal, a key of {@link SIGNALS}.
 *
 * @public
 */
export type SignalId = keyof typeof SIGNALS;
