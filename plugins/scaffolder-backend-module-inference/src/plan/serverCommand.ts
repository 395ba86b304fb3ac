import {
  MEMORY_UTILISATION,
  type KvPrecision,
  type ModelShape,
  type Precision,
  type SizingPlan,
} from '@golden-path/plugin-inference-common';

/** Triton's release that the template was written for. */
export const TRITON_VERSION = '26.06-py3';

/** vLLM's release that the template was written for. */
export const VLLM_VERSION = 'v0.32.0';

/** The server's image for a vendor's devices. */
export function imageFor(vendor: string): string {
  return vendor === 'amd'
    ? `docker.io/vllm/vllm-openai-rocm:${VLLM_VERSION}`
    : `docker.io/vllm/vllm-openai:${VLLM_VERSION}`;
}

/**
 * Triton's arguments, which KServe puts behind those of its runtime. Without the first, running requests get 30 s to finish
 * when the server is told to stop, whatever their profile allows; without the second, it counts totals of latency and of
 * the time in queue, and no quantiles.
 */
export function predictorArguments(drainSeconds: number): string[] {
  return [
    `--exit-timeout-secs=${drainSeconds}`,
    '--metrics-config=summary_latencies=true',
  ];
}

/**
 * vLLM's arguments. They repeat what the plan assumed, so that the memory it computed is the memory that is used.
 */
export function serverArguments(options: {
  modelId: string;
  shape: ModelShape;
  precision: Precision;
  kvPrecision?: KvPrecision;
  maxModelLength: number;
  /** What running requests get to finish when the server is told to stop. */
  drainSeconds: number;
  plan: SizingPlan;
}): string[] {
  const { plan, precision, shape } = options;
  return [
    `--served-model-name=${options.modelId}`,
    '--port=8000',
    `--max-model-len=${options.maxModelLength}`,
    `--tensor-parallel-size=${plan.tensorParallel}`,
    `--gpu-memory-utilization=${MEMORY_UTILISATION}`,
    `--max-num-seqs=${plan.maxSequences}`,
    `--max-num-batched-tokens=${plan.maxBatchedTokens}`,
    `--dtype=${precision === 'bf16' ? 'bfloat16' : 'auto'}`,
    `--shutdown-timeout=${options.drainSeconds}`,
    ...(precision === 'fp8' && !shape.quantisation
      ? ['--quantization=fp8']
      : []),
    ...(options.kvPrecision === 'fp8' ? ['--kv-cache-dtype=fp8'] : []),
  ];
}
