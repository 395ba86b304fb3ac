import type { EndpointState, LiveReplica } from './EndpointSimulation';
import type { Exposition } from './Exposition';
import { entityLabels, kserveNames } from './kubernetesExporter';
import { hashOf } from './random';

type Pair = { endpoint: EndpointState; replica: LiveReplica };

/** What vLLM's own `/metrics` shows, with the labels that a scrape in Kubernetes adds. */
export function exposeVllm(out: Exposition, { endpoint, replica }: Pair): void {
  const { simulation } = replica;
  const { total } = simulation;
  const { profile } = endpoint;
  const labels = {
    model_name: profile.model,
    engine: '0',
    ...entityLabels(endpoint),
    pod: replica.pod,
    namespace: endpoint.namespace,
  };
  const gauge = (name: string, help: string, value: number) =>
    out.gauge(`vllm:${name}`, help, labels, value);
  const counter = (name: string, help: string, value: number, more = {}) =>
    out.counter(`vllm:${name}`, help, { ...labels, ...more }, value);

  gauge(
    'num_requests_running',
    'Number of requests in model execution batches.',
    simulation.running,
  );
  gauge(
    'num_requests_waiting',
    'Number of requests waiting to be processed.',
    simulation.waiting,
  );
  gauge(
    'kv_cache_usage_perc',
    'KV-cache usage. 1 means 100 percent usage.',
    simulation.kvCacheUsed,
  );
  counter(
    'num_preemptions_total',
    'Cumulative number of preemptions from the engine.',
    total.preemptions,
  );
  counter(
    'prompt_tokens_total',
    'Number of prefill tokens processed.',
    total.promptTokens,
  );
  counter(
    'generation_tokens_total',
    'Number of generation tokens processed.',
    total.generationTokens,
  );
  const successHelp = 'Count of successfully processed requests.';
  counter(
    'request_success_total',
    successHelp,
    total.success - total.truncated,
    { finished_reason: 'stop' },
  );
  counter('request_success_total', successHelp, total.truncated, {
    finished_reason: 'length',
  });
  counter('request_success_total', successHelp, total.aborted, {
    finished_reason: 'abort',
  });
  out.histogram(
    'vllm:time_to_first_token_seconds',
    'Histogram of time to first token in seconds.',
    labels,
    total.ttft,
  );
  out.histogram(
    'vllm:inter_token_latency_seconds',
    'Histogram of inter-token latency in seconds.',
    labels,
    total.tpot,
  );
  out.histogram(
    'vllm:e2e_request_latency_seconds',
    'Histogram of e2e request latency in seconds.',
    labels,
    total.latency,
  );
  out.histogram(
    'vllm:request_queue_time_seconds',
    'Histogram of time spent in WAITING phase for request.',
    labels,
    total.queue.rebucket(total.latency.bounds),
  );
  out.gauge(
    'vllm:cache_config_info',
    'Information of the LLMEngine CacheConfig.',
    {
      ...labels,
      block_size: '16',
      gpu_memory_utilization: '0.9',
      num_gpu_blocks: String(Math.ceil(profile.kvTokens / 16)),
    },
    1,
  );
}

/** What Triton's `/metrics` shows when it is started with latency summaries. */
export function exposeTriton(
  out: Exposition,
  { endpoint, replica }: Pair,
): void {
  const { simulation } = replica;
  const { total } = simulation;
  const labels = {
    model: endpoint.profile.model,
    version: '1',
    ...entityLabels(endpoint),
    pod: replica.pod,
    namespace: endpoint.namespace,
  };
  out.counter(
    'nv_inference_request_success',
    'Number of successful inference requests, all batch sizes',
    labels,
    total.success,
  );
  const failure = 'Number of failed inference requests, all batch sizes';
  out.counter(
    'nv_inference_request_failure',
    failure,
    { ...labels, reason: 'BACKEND' },
    total.error,
  );
  out.counter(
    'nv_inference_request_failure',
    failure,
    { ...labels, reason: 'CANCELED' },
    total.aborted,
  );
  out.gauge(
    'nv_inference_pending_request_count',
    'Instantaneous number of pending requests awaiting execution per-model.',
    labels,
    simulation.waiting,
  );
  out.counter(
    'nv_inference_queue_duration_us',
    'Cumulative inference queuing duration in microseconds',
    labels,
    Math.round(total.queue.sum * 1e6),
  );
  out.counter(
    'nv_inference_request_duration_us',
    'Cumulative inference request duration in microseconds',
    labels,
    Math.round(total.latency.sum * 1e6),
  );
  for (const [name, help, of] of [
    [
      'nv_inference_request_summary_us',
      'Summary of inference request duration in microseconds',
      total.latency,
    ],
    [
      'nv_inference_queue_summary_us',
      'Summary of inference queuing duration in microseconds',
      total.queue,
    ],
  ] as const) {
    out.summary(name, help, labels, {
      quantiles: [0.5, 0.9, 0.95, 0.99, 0.999].map(quantile => [
        quantile,
        (of.quantile(quantile) ?? NaN) * 1e6,
      ]),
      sum: Math.round(of.sum * 1e6),
      count: of.total,
    });
  }
}

/** A device's UUID: the cluster's own where it has one, else one made from the device's name. */
function uuidOf(deviceId: string): string {
  if (/^(GPU|MIG)-[0-9a-f]{8}-/.test(deviceId)) return deviceId;
  const hex = [0, 1, 2, 3]
    .map(part => hashOf(deviceId, part).toString(16).padStart(8, '0'))
    .join('');
  return `GPU-${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(
    12,
    16,
  )}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

/** What the DCGM exporter of a node shows for the devices of one pod; AMD's exporter has names of its own. */
export function exposeDevices(
  out: Exposition,
  { endpoint, replica }: Pair,
): void {
  const { hardware } = endpoint.profile;
  for (const [index, deviceId] of replica.deviceIds.entries()) {
    const number = String(index);
    const kubernetes = {
      pod: replica.pod,
      namespace: endpoint.namespace,
      container: kserveNames(endpoint).container,
    };
    const used = Math.round(hardware.memoryMiB * replica.memoryUsed);
    const xid = index === 0 ? replica.xid ?? 0 : 0;
    if (hardware.vendor === 'amd') {
      const labels = {
        gpu_id: number,
        gpu_uuid: uuidOf(deviceId).slice(4),
        card_model: hardware.modelName,
        hostname: replica.node ?? '',
        ...kubernetes,
      };
      out.gauge(
        'gpu_gfx_activity',
        'Graphics engine usage in percent',
        labels,
        replica.utilization * 100,
      );
      out.gauge('gpu_used_vram', 'Used VRAM in MB', labels, used);
      out.gauge(
        'gpu_total_vram',
        'Total VRAM in MB',
        labels,
        hardware.memoryMiB,
      );
      out.gauge(
        'gpu_ecc_uncorrect_total',
        'Total uncorrectable ECC errors',
        labels,
        xid > 0 ? 1 : 0,
      );
      continue;
    }
    const labels = {
      gpu: number,
      UUID: uuidOf(deviceId),
      device: `nvidia${number}`,
      modelName: hardware.modelName,
      Hostname: replica.node ?? '',
      ...kubernetes,
    };
    out.gauge(
      'DCGM_FI_PROF_GR_ENGINE_ACTIVE',
      'Ratio of time the graphics engine is active.',
      labels,
      replica.utilization,
    );
    out.gauge(
      'DCGM_FI_DEV_FB_USED',
      'Framebuffer memory used (in MiB).',
      labels,
      used,
    );
    out.gauge(
      'DCGM_FI_DEV_FB_FREE',
      'Framebuffer memory free (in MiB).',
      labels,
      hardware.memoryMiB - used,
    );
    out.gauge(
      'DCGM_FI_DEV_XID_ERRORS',
      'Value of the last XID error encountered.',
      labels,
      xid,
    );
  }
}

/** What the gateway's proxy counts: it knows of requests that no server saw. */
export function exposeGateway(out: Exposition, endpoint: EndpointState): void {
  const { service } = kserveNames(endpoint);
  const { success, error, aborted } = endpoint.answered;
  for (const [response_code, response_flags, count] of [
    ['200', '-', success],
    ['500', '-', error],
    // The caller went away.
    ['0', 'DC', aborted],
  ] as const) {
    // A proxy has no counter of what never happened.
    if (count === 0) continue;
    out.counter(
      'istio_requests_total',
      'Requests by their destination and answer.',
      {
        reporter: 'source',
        destination_service_name: service,
        destination_service_namespace: endpoint.namespace,
        response_code,
        response_flags,
      },
      count,
    );
  }
}
