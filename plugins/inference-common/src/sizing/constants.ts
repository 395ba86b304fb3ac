/**
 * Every number sizing assumes, with where it comes from. Bytes are exact, GiB is 2³⁰ bytes, GB is 10⁹.
 *
 * @packageDocumentation
 */
import type { Interconnect } from '../acceleratorClass';
import type { Estimate } from './types';

/** @internal */
export const GIB = 2 ** 30;

/** vLLM's `--gpu-memory-utilization`, which the template sets to this value, as newer releases differ in their default. */
export const MEMORY_UTILISATION = 0.9;

/** vLLM's `--max-num-batched-tokens`, set by the template; vLLM's default for online serving on most devices. */
export const MAX_BATCHED_TOKENS = 2048;

/** vLLM's `--max-num-seqs`, set by the template; vLLM's default on most devices. */
export const MAX_SEQUENCES = 256;

/**
 * Tokens of one KV cache block: vLLM's default on GPUs, and what its kernels for latent attention ask for (Kimi K2's
 * 715,072 tokens, in the tests, are whole blocks of 64).
 */
export const KV_BLOCK_TOKENS = { default: 16, latent: 64 };

/**
 * GiB that the driver reports but CUDA does not hand out: an H100 has 81,559 MiB (79.65 GiB) by `nvidia-smi` and 79.19
 * by vLLM's log. Taken for the other classes too.
 */
export const DRIVER_RESERVE_GIB = 0.5;

/**
 * Alignment of PyTorch's CUDA allocator (`c10/cuda/CUDACachingAllocator.cpp`): from 10 MiB on, a tensor's memory is
 * rounded up to 2 MiB, and what is left over is given to others only when it is more than 1 MiB. It explains why
 * vLLM's log says 14.25 GiB for the 14.19 of Qwen2.5-7B.
 */
export const ALLOCATOR = {
  roundedFromBytes: 10 * 2 ** 20,
  roundTo: 2 * 2 ** 20,
  splitAbove: 2 ** 20,
};

/** vLLM pads the vocabulary to a multiple of this (`VocabParallelEmbedding`). */
export const VOCABULARY_MULTIPLE = 64;

/**
 * What a release of vLLM takes beside weights and cache.
 *
 * @remarks
 * The peak of activations is that of the sampler, which holds several copies of the logits at once (sequences ×
 * vocabulary × 4 bytes), plus the hidden states of a full batch (tokens × hidden size × 2 bytes). Both factors were
 * fitted by us to published peaks, taken at 1,024 sequences and 8,192 tokens; they give every text model in the tests
 * within 0.1 GiB and multimodal ones within 0.25.
 */
export type RuntimeProfile = {
  releases: string;
  logitCopies: number;
  /** For models with a vision tower, where it differs. */
  multimodalLogitCopies: number;
  hiddenStateCopies: number;
  /** GiB outside PyTorch's allocator on one device: alone, and in a tensor parallel group (NCCL's buffers). */
  nonTorchGiB: { single: number; parallel: number };
  /** GiB set aside for CUDA graphs before the cache is sized. */
  graphsGiB: number;
};

/**
 * - Up to 0.16: https://github.com/llm-d-incubation/llm-d-planner, vLLM Empirical Memory Profiling Results (0.11, H100).
 *   Llama 3.1 8B 4.76 GiB, Qwen3 0.6B 5.56 and 32B 5.64, gpt-oss 7.38, Mistral Small 3.2 (multimodal) 2.12; 0.13 and
 *   0.55 GiB non-torch.
 * - 0.17 to 0.19: the same repository, `accuracy/accuracy_report.md` (0.19, H100). Llama 3.1 8B 1.89 GiB, Qwen3 8B
 *   2.21, phi-4 1.52, gemma-2-9b 3.65, gpt-oss 2.87; 0.27 and 2.1 GiB non-torch.
 * - From 0.20: as 0.19, whose log announces that CUDA graphs will be counted before the cache is sized; the same
 *   report found 0.51 to 1.85 GiB for them, 1.04 on average.
 */
export const RUNTIME_PROFILES = {
  upTo16: {
    releases: 'vLLM up to 0.16',
    logitCopies: 9.56,
    multimodalLogitCopies: 3.68,
    hiddenStateCopies: 1.28,
    nonTorchGiB: { single: 0.14, parallel: 0.55 },
    graphsGiB: 0,
  },
  from17: {
    releases: 'vLLM 0.17 to 0.19',
    logitCopies: 3.68,
    multimodalLogitCopies: 3.68,
    hiddenStateCopies: 1.28,
    nonTorchGiB: { single: 0.27, parallel: 2.1 },
    graphsGiB: 0,
  },
  from20: {
    releases: 'vLLM from 0.20',
    logitCopies: 3.68,
    multimodalLogitCopies: 3.68,
    hiddenStateCopies: 1.28,
    nonTorchGiB: { single: 0.27, parallel: 2.1 },
    graphsGiB: 1.04,
  },
} satisfies Record<string, RuntimeProfile>;

/**
 * Widest point of a forward pass, in numbers per token: gate, up and their product of the MLP, and four hidden states
 * (residual, input, and two of attention). Gives CodeLlama 7B, whose small vocabulary makes it count, 0.75 GiB of the
 * 0.77 measured, and Granite 3.1 8B 0.84 of 0.85 (same report).
 */
export const FORWARD_WIDTH = { intermediate: 3, hidden: 4 };

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

/** A checkpoint's size may differ this much from what its `config.json` describes before the two do not belong together. */
export const CHECKPOINT_TOLERANCE = 0.15;
