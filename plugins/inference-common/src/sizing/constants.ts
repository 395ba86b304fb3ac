/**
 * Every number sizing assumes, with where it comes from. Bytes are exact, GiB is 2³⁰ bytes, GB is 10⁹.
 *
 * @packageDocumentation
 */
import type { Interconnect } from '../acceleratorClass';
import type { Estimate } from './types';

/** @internal */
export const GIB = 2 ** 30;

/** vLLM's `--gpu-memory-utilization`, which the template sets to the same value; also vLLM's default. */
export const MEMORY_UTILISATION = 0.9;

/** vLLM's `--max-num-batched-tokens`, set by the template; vLLM's default for online serving on most devices. */
export const MAX_BATCHED_TOKENS = 2048;

/** vLLM's `--max-num-seqs`, set by the template; vLLM's default on most devices. */
export const MAX_SEQUENCES = 256;

/** Tokens of one KV cache block; vLLM's default on GPUs. */
export const KV_BLOCK_TOKENS = 16;

/**
 * GiB outside PyTorch's allocator (context, NCCL buffers) on one device, alone and in a tensor parallel group.
 * llm-d-planner uses the same two figures, from measurements of vLLM.
 */
export const NON_TORCH_GIB = { single: 0.15, parallel: 0.6 };

/**
 * Copies of the logits (sequences × vocabulary × 4 bytes) alive while vLLM's sampler sorts them. Fitted to the peaks
 * llm-d-planner measured at vLLM's 1,024 sequences on large devices: 4.8 GiB for Llama 3.1 (128,256 tokens, 9.8
 * copies) and 5.6 GiB for Qwen2.5 (152,064 tokens, 9.7 copies).
 */
export const SAMPLER_LOGIT_COPIES = 10;

/**
 * Share of peak memory bandwidth that decoding reaches. An assumption: published single-stream rates of 7B to 70B
 * models with vLLM, about 90 tokens a second for 8B in bf16 on an A100 and 140 on an H100, lie within it.
 */
export const DECODE_BANDWIDTH_SHARE: Estimate = {
  slow: 0.55,
  expected: 0.7,
  fast: 0.85,
};

/**
 * Share of peak dense FLOP/s that prefill reaches. An assumption: published model FLOP utilisation of prefill lies
 * between a quarter and three fifths.
 */
export const PREFILL_FLOPS_SHARE: Estimate = {
  slow: 0.25,
  expected: 0.4,
  fast: 0.6,
};

/** Seconds a step costs beyond the device's work (scheduling, sampling, launch). An assumption. */
export const STEP_OVERHEAD_SECONDS = 0.001;

/**
 * What an all-reduce between two devices of a node reaches, and the highest tensor parallel degree we plan with.
 * NVLink: NCCL's bus bandwidth on A100 is about 230 GB/s. PCIe: 4.0 x16 moves 32 GB/s at most; vLLM's
 * documentation advises against tensor parallelism without NVLink, so it stops at 4. Without a link it cannot be.
 */
export const LINKS: Record<
  Interconnect,
  { gigabytesPerSecond: number; latencySeconds: number; maxDegree: number }
> = {
  nvlink: { gigabytesPerSecond: 230, latencySeconds: 10e-6, maxDegree: 8 },
  pcie: { gigabytesPerSecond: 20, latencySeconds: 30e-6, maxDegree: 4 },
  none: { gigabytesPerSecond: 0, latencySeconds: 0, maxDegree: 1 },
};

/** Tensor parallel degrees tried. Powers of two: vocabulary and intermediate sizes of models divide by them. */
export const TENSOR_PARALLEL_DEGREES = [1, 2, 4, 8];

/**
 * p95 over mean of the time to first token: ln 20, the p95 of an exponential. Prompts spread about that widely, and
 * it is what an M/M/1 queue of prefills gives.
 */
export const P95_OVER_MEAN = Math.log(20);

/** Share of what a replica can take that is planned with; the rest is for bursts. The platform's own choice. */
export const PLANNED_UTILISATION = 0.8;

/** A class that costs up to this much more than the cheapest is not called oversized: estimates are no finer. */
export const OVERSIZED_FROM = 1.1;

/**
 * Seconds until a model answers: process start and imports, weights from storage at this rate, then compilation and
 * graph capture. Assumptions on the careful side of the 2 to 7 minutes llm-d's autoscaler documentation reports.
 */
export const STARTUP = {
  processSeconds: 60,
  weightsGiBPerSecond: 1,
  warmUpSeconds: 60,
};

/** The start-up probe gives up after this many times the expected start, and never before the least. */
export const STARTUP_PROBE = {
  periodSeconds: 10,
  patience: 3,
  leastSeconds: 600,
};
