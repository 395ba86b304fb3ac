import type { Runtime } from '@golden-path/plugin-inference-common';
import { VLLM_VERSION } from './serverCommand';
import { TRITON_VERSION } from './serverCommand';

/** What a server of some version exports, without the suffixes of histograms. */
export type RuntimeMetrics = { version: string; names: string[] };

/** Names of vLLM's histograms; each is exported as `_bucket`, `_sum` and `_count`. */
const VLLM_HISTOGRAMS = [
  'vllm:time_to_first_token_seconds',
  'vllm:inter_token_latency_seconds',
  'vllm:request_time_per_output_token_seconds',
  'vllm:e2e_request_latency_seconds',
  'vllm:request_queue_time_seconds',
  'vllm:request_inference_time_seconds',
  'vllm:request_prefill_time_seconds',
  'vllm:request_decode_time_seconds',
  'vllm:request_prompt_tokens',
  'vllm:request_generation_tokens',
  'vllm:iteration_tokens_total',
];

/** https://docs.vllm.ai/en/v0.32.0/usage/metrics/ */
const VLLM = [
  'vllm:num_requests_running',
  'vllm:num_requests_waiting',
  'vllm:kv_cache_usage_perc',
  'vllm:cache_config_info',
  'vllm:prompt_tokens_total',
  'vllm:prompt_tokens_cached_total',
  'vllm:generation_tokens_total',
  'vllm:request_success_total',
  'vllm:num_preemptions_total',
  'vllm:prefix_cache_queries_total',
  'vllm:prefix_cache_hits_total',
  'vllm:admission_rejections_total',
  ...VLLM_HISTOGRAMS.flatMap(name => [
    `${name}_bucket`,
    `${name}_sum`,
    `${name}_count`,
  ]),
];

/** Triton's docs/user_guide/metrics.md, the summaries as `--metrics-config=summary_latencies=true` adds them. */
const TRITON = [
  'nv_inference_request_success',
  'nv_inference_request_failure',
  'nv_inference_count',
  'nv_inference_exec_count',
  'nv_inference_pending_request_count',
  'nv_inference_request_duration_us',
  'nv_inference_queue_duration_us',
  'nv_inference_compute_input_duration_us',
  'nv_inference_compute_infer_duration_us',
  'nv_inference_compute_output_duration_us',
  'nv_inference_request_summary_us',
  'nv_inference_queue_summary_us',
  'nv_gpu_utilization',
  'nv_gpu_memory_total_bytes',
  'nv_gpu_memory_used_bytes',
];

/** The normalised series that the platform records, whatever the server. */
export const RECORDED_SERIES = [
  'inference:accelerators:count',
  'inference:device_errors:count',
  'inference:gpu_memory_used:ratio',
  'inference:gpu_utilization:ratio',
  'inference:kv_cache_used:ratio',
  ...['latency', 'tpot', 'ttft'].flatMap(what =>
    ['p50', 'p95', 'p99'].map(p => `inference:${what}_seconds:${p}`),
  ),
  'inference:model_load_seconds:max',
  'inference:preemptions:rate5m',
  'inference:queue_seconds:p95',
  'inference:replicas:desired',
  'inference:replicas:ready',
  'inference:requests:rate5m',
  'inference:requests_running:sum',
  'inference:requests_waiting:sum',
  'inference:tokens:rate5m',
];

/** What the mesh's proxies count; the only sign of a caller while no pod runs. */
export const MESH_METRICS = ['istio_requests_total'];

/** What Prometheus itself records of every target it scrapes. */
export const SCRAPE_METRICS = ['up'];

/** What the servers that the template installs export. */
export const RUNTIME_METRICS: Record<Runtime, RuntimeMetrics> = {
  vllm: { version: VLLM_VERSION, names: VLLM },
  triton: { version: TRITON_VERSION, names: TRITON },
};

/** Names of old releases and of other servers, and what to write instead. */
export const STALE_NAMES: Record<string, string> = {
  'vllm:gpu_cache_usage_perc': 'vllm:kv_cache_usage_perc',
  'vllm:num_preemptions': 'vllm:num_preemptions_total',
  'vllm:time_per_output_token_seconds': 'vllm:inter_token_latency_seconds',
  'vllm:time_per_output_token_seconds_bucket':
    'vllm:inter_token_latency_seconds_bucket',
  'vllm:num_requests_swapped': 'vllm:num_preemptions_total',
};

/** Labels that a server does not export though others do, and what it calls them. */
export const STALE_LABELS: Record<Runtime, Record<string, string>> = {
  vllm: { model: 'model_name' },
  triton: { model_name: 'model' },
};

/** Every name that a query of an endpoint's repository may use. */
export function knownMetricNames(runtime: Runtime): string[] {
  return [
    ...RUNTIME_METRICS[runtime].names,
    ...RECORDED_SERIES,
    ...MESH_METRICS,
    ...SCRAPE_METRICS,
  ].sort();
}
