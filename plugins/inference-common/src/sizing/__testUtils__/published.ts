/**
 * What others measured and published about vLLM's memory, to hold the formulas against.
 *
 * Left out, and why:
 * - gpt-oss-120b's pool (3.33 GiB) in the 0.11 results: the table says a utilisation of 0.9, but its own terms add up to
 *   3.33 at 0.95 and to less than nothing at 0.9. Its weights are here.
 * - Qwen3-235B-FP8 on four H100 (vllm-project/vllm issue 21348): 8.11 GiB and 178,880 tokens are of two devices; the
 *   one with the smallest pool decides on the tokens, and its pool is not in the issue.
 * - gpt-oss-20b in the 0.19 runs at 0.95: it started to serve and ran out of memory while warming up its sampler, with
 *   what the utilisation leaves free; that is no question of weights and cache.
 * - CodeLlama 34B in the 0.19 runs: another process held the device.
 * - Gemma 3 4B and 12B, Phi-2, Kimi-VL, Granite Vision, Llama 4 in the 0.19 runs: only relative errors are published,
 *   or the architecture is one that is not modelled.
 * - The tokens reported for Gemma 3 27B (36,560): vLLM 0.19 divides blocks by groups of layers there, whatever the
 *   windows; later releases report what we do, requests times length. Its concurrency is here.
 */
import { RUNTIME_PROFILES, type RuntimeProfile } from '../constants';
import { configs } from './configs';

const PLANNER = 'https://github.com/llm-d-incubation/llm-d-planner/blob/main';

/** Where figures come from. */
export const SOURCES = {
  /** vLLM 0.11, H100, `--block-size 128`, `--max-model-len 16000`. */
  empirical:
    'https://github.com/llm-d/llm-d-benchmark/blob/main/config_explorer/empirical-vllm-memory-results.md',
  /** vLLM 0.19, H100, utilisation 0.95. */
  report: `${PLANNER}/accuracy/accuracy_report.md`,
  logs: `${PLANNER}/accuracy/results/v0.19.0/logs`,
  sweep: `${PLANNER}/accuracy/scripts/sweep.yaml`,
  kimi: 'https://github.com/vllm-project/recipes/blob/main/moonshotai/Kimi-K2-Think.md',
  kaito:
    'https://github.com/kaito-project/kaito/blob/main/presets/workspace/generator/generator_test.go',
  kaitoCatalog:
    'https://github.com/kaito-project/kaito/blob/main/presets/workspace/models/model_catalog.yaml',
} as const;

/** One start of a server, and what its log or its author said. */
export type PublishedRun = {
  model: string;
  config: unknown;
  source: string;
  profile: RuntimeProfile;
  /** What CUDA reports of one device. */
  usableGiB: number;
  utilisation: number;
  maxModelLength: number;
  tensorParallel?: number;
  precision?: 'fp8';
  kvPrecision?: 'fp8';
  blockTokens?: number;
  /** "Model loading took … GiB", on one device. */
  weightsGiB?: number;
  /** "torch peak memory increase". */
  activationGiB?: number;
  /** "non-torch forward increase memory". */
  nonTorchGiB?: number;
  /** "Available KV cache memory", on one device. */
  poolGiB?: number;
  /** "GPU KV cache size". */
  tokens?: number;
  /** "Maximum concurrency". */
  concurrency?: number;
  /** Left out where the source does not say enough to predict it. */
  starts?: boolean;
};

/** vLLM's defaults for an H100, which all runs here used. */
export const DEFAULTS_ON_H100 = { maxSequences: 1024, maxBatchedTokens: 8192 };

const october2025 = {
  source: SOURCES.empirical,
  profile: RUNTIME_PROFILES.upTo16,
  usableGiB: 79.18,
  utilisation: 0.9,
  maxModelLength: 16_000,
  blockTokens: 128,
  starts: true,
};

const april2026 = {
  source: SOURCES.report,
  profile: RUNTIME_PROFILES.from17,
  usableGiB: 79.19,
  utilisation: 0.95,
  maxModelLength: 8192,
  starts: true,
};

/** The runs, in the order of their sources. */
export const PUBLISHED_RUNS: PublishedRun[] = [
  {
    ...october2025,
    model: 'gpt-oss-20b (mxfp4)',
    config: configs.gptOss20b,
    weightsGiB: 13.47,
    activationGiB: 7.38,
    nonTorchGiB: 0.13,
    poolGiB: 50.28,
  },
  {
    ...october2025,
    model: 'gpt-oss-120b (mxfp4)',
    config: configs.gptOss120b,
    starts: undefined,
    weightsGiB: 64.38,
  },
  {
    ...october2025,
    model: 'Llama-3.3-70B-FP8',
    config: configs.llama70bFp8,
    tensorParallel: 2,
    weightsGiB: 33.88,
    activationGiB: 4.84,
    nonTorchGiB: 0.55,
    poolGiB: 32.0,
  },
  {
    ...october2025,
    model: 'Llama-3.3-70B-FP8',
    config: configs.llama70bFp8,
    weightsGiB: 67.72,
    starts: false,
  },
  {
    ...october2025,
    model: 'Llama-3.1-8B',
    config: configs.llama8b,
    weightsGiB: 14.99,
    activationGiB: 4.76,
    nonTorchGiB: 0.13,
    poolGiB: 51.38,
  },
  {
    ...october2025,
    model: 'Qwen3-0.6B',
    config: configs.qwen3Small,
    weightsGiB: 1.12,
    activationGiB: 5.56,
    nonTorchGiB: 0.13,
    poolGiB: 64.45,
  },
  {
    ...october2025,
    model: 'Qwen3-32B',
    config: configs.qwen3Large,
    weightsGiB: 61.03,
    activationGiB: 5.64,
    nonTorchGiB: 0.14,
    poolGiB: 4.45,
  },
  {
    ...october2025,
    model: 'Qwen3-32B',
    config: configs.qwen3Large,
    maxModelLength: 32_000,
    starts: false,
  },
  {
    ...october2025,
    model: 'Qwen3-32B',
    config: configs.qwen3Large,
    tensorParallel: 2,
    weightsGiB: 30.59,
    activationGiB: 5.64,
    nonTorchGiB: 0.54,
    poolGiB: 34.49,
  },
  {
    ...october2025,
    model: 'Mistral-Small-3.2-24B',
    config: configs.mistralSmall32,
    utilisation: 0.95,
    weightsGiB: 44.76,
    activationGiB: 2.12,
    nonTorchGiB: 0.14,
    poolGiB: 28.2,
    tokens: 184_832,
    concurrency: 11.55,
  },
  {
    ...october2025,
    model: 'DeepSeek-R1 (fp8)',
    config: configs.deepseekV3,
    starts: false,
  },

  {
    ...april2026,
    model: 'Llama-3.1-8B',
    config: configs.llama8b,
    weightsGiB: 14.99,
    activationGiB: 1.89,
    nonTorchGiB: 0.25,
    poolGiB: 58.11,
    tokens: 476_016,
    concurrency: 58.11,
  },
  {
    ...april2026,
    model: 'Llama-3.1-8B, fp8 cache',
    config: configs.llama8b,
    kvPrecision: 'fp8',
    poolGiB: 58.11,
    activationGiB: 1.89,
    nonTorchGiB: 0.25,
    tokens: 952_032,
  },
  {
    ...april2026,
    model: 'Llama-3.1-8B, fp8 at load',
    config: configs.llama8b,
    precision: 'fp8',
    weightsGiB: 8.49,
    activationGiB: 1.89,
    nonTorchGiB: 0.25,
    poolGiB: 64.61,
  },
  {
    ...april2026,
    model: 'Llama-3.1-8B',
    config: configs.llama8b,
    tensorParallel: 2,
    weightsGiB: 7.51,
  },
  {
    ...april2026,
    model: 'Llama-3.1-8B',
    config: configs.llama8b,
    tensorParallel: 4,
    weightsGiB: 3.77,
  },
  {
    ...april2026,
    model: 'Qwen2.5-7B',
    config: configs.qwen25,
    weightsGiB: 14.25,
    activationGiB: 2.21,
    nonTorchGiB: 0.24,
    poolGiB: 58.53,
    tokens: 1_096_000,
  },
  {
    ...april2026,
    model: 'Qwen2.5-7B, fp8 cache',
    config: configs.qwen25,
    kvPrecision: 'fp8',
    poolGiB: 58.53,
    activationGiB: 2.21,
    nonTorchGiB: 0.24,
    tokens: 2_192_000,
  },
  {
    ...april2026,
    model: 'Qwen2.5-7B',
    config: configs.qwen25,
    tensorParallel: 2,
    weightsGiB: 7.12,
  },
  {
    ...april2026,
    model: 'Qwen2.5-7B',
    config: configs.qwen25,
    tensorParallel: 4,
    weightsGiB: 3.55,
  },
  {
    ...april2026,
    model: 'Qwen3-8B',
    config: configs.qwen3Medium,
    weightsGiB: 15.27,
  },
  {
    ...april2026,
    model: 'Qwen3-14B, vLLM 0.16',
    config: configs.qwen3Fourteen,
    profile: RUNTIME_PROFILES.upTo16,
    weightsGiB: 27.52,
    activationGiB: 5.64,
    nonTorchGiB: 0.13,
    poolGiB: 41.94,
    concurrency: 33.55,
  },
  {
    ...april2026,
    model: 'Qwen3-14B, vLLM 0.17',
    config: configs.qwen3Fourteen,
    weightsGiB: 27.52,
    activationGiB: 2.23,
    nonTorchGiB: 0.13,
    poolGiB: 45.34,
    concurrency: 36.27,
  },
  {
    ...april2026,
    model: 'Qwen3-14B, vLLM 0.18',
    config: configs.qwen3Fourteen,
    weightsGiB: 27.52,
    activationGiB: 2.23,
    nonTorchGiB: 0.25,
    poolGiB: 45.23,
    concurrency: 36.18,
  },
  {
    ...april2026,
    source: `${SOURCES.logs}/codellama-codellama-7b-h--h100-80gb--tp1pp1dp1--8192.log`,
    model: 'CodeLlama-7b (MHA)',
    config: configs.codeLlama,
    weightsGiB: 12.56,
    activationGiB: 0.77,
    nonTorchGiB: 0.25,
    poolGiB: 61.66,
    tokens: 126_256,
    concurrency: 15.41,
  },
  {
    ...april2026,
    source: `${SOURCES.logs}/qwen-qwen1-5-moe-a2-7b--h100-80gb--tp1pp1dp1--8192.log`,
    model: 'Qwen1.5-MoE-A2.7B',
    config: configs.qwen15Moe,
    weightsGiB: 26.67,
    activationGiB: 2.47,
    nonTorchGiB: 0.25,
    poolGiB: 45.83,
    tokens: 250_304,
    concurrency: 30.55,
  },
  {
    ...april2026,
    source: `${SOURCES.logs}/granite-3-1-8b--h100-80gb--tp1pp1dp1--8192.log`,
    model: 'granite-3.1-8b',
    config: configs.granite31,
    weightsGiB: 15.25,
    activationGiB: 0.85,
    nonTorchGiB: 0.46,
    poolGiB: 58.66,
    tokens: 384_432,
    concurrency: 46.93,
  },
  {
    ...april2026,
    source: `${SOURCES.logs}/fp8dyn-redhatai-qwen2-5---h100-80gb--tp1pp1dp1--8192.log`,
    model: 'Qwen2.5-7B-fp8-dynamic',
    config: configs.qwen25Fp8,
    weightsGiB: 8.14,
    activationGiB: 2.21,
    nonTorchGiB: 0.24,
    poolGiB: 64.64,
    tokens: 1_210_304,
    concurrency: 147.74,
  },
  {
    ...april2026,
    source: `${SOURCES.logs}/w8a8-mistral-small-24b--h100-80gb--tp1pp1dp1--8192.log`,
    model: 'Mistral-Small-3.1-24B w8a8',
    config: configs.mistralSmallW8a8,
    weightsGiB: 24.07,
    activationGiB: 2.18,
    nonTorchGiB: 0.26,
    poolGiB: 48.73,
    tokens: 319_344,
    concurrency: 38.98,
  },
  {
    ...april2026,
    source: `${SOURCES.logs}/google-gemma-3-27b-it--h100-80gb--tp1pp1dp1--8192.log`,
    model: 'gemma-3-27b (windows)',
    config: configs.gemma27b,
    weightsGiB: 51.45,
    activationGiB: 3.99,
    nonTorchGiB: 0.26,
    poolGiB: 19.53,
    concurrency: 4.46,
  },
  {
    ...april2026,
    source: SOURCES.sweep,
    model: 'Qwen2.5-72B',
    config: configs.qwen25Large,
    starts: false,
  },
  {
    ...april2026,
    model: 'Qwen2.5-72B',
    config: configs.qwen25Large,
    tensorParallel: 2,
  },
  {
    ...april2026,
    source: SOURCES.sweep,
    model: 'Mixtral-8x7B',
    config: configs.mixtral8x7b,
    starts: false,
  },
  {
    ...april2026,
    model: 'Mixtral-8x7B',
    config: configs.mixtral8x7b,
    tensorParallel: 2,
  },
  {
    ...april2026,
    source: SOURCES.kimi,
    model: 'Kimi-K2-Thinking (MLA, int4)',
    config: configs.kimiK2,
    // The recipe names the pool and its tokens, but neither the memory of its H200 nor the peak
    starts: undefined,
    tensorParallel: 8,
    poolGiB: 46.8,
    tokens: 715_072,
  },
];

/** Bytes of KV cache per token, as KAITO's own tests state them. */
export const PUBLISHED_BYTES_PER_TOKEN: {
  model: string;
  config: unknown;
  bytes: number;
}[] = [
  {
    model: 'Qwen3-8B (GQA)',
    config: configs.qwen3Medium,
    bytes: 147_456,
  },
  { model: 'DeepSeek-V3 (MLA)', config: configs.deepseekV3, bytes: 70_272 },
  { model: 'Phi-4-mini (GQA)', config: configs.phi4Mini, bytes: 131_072 },
  { model: 'Qwen2-7B (GQA)', config: configs.qwen2, bytes: 57_344 },
  {
    model: 'Ministral-3-8B (GQA)',
    config: configs.ministral8b,
    bytes: 139_264,
  },
];

/** GiB of the published checkpoint, as KAITO's catalog took them from the hub. */
export const PUBLISHED_CHECKPOINTS: {
  model: string;
  config: unknown;
  sizeGiB: number;
}[] = [
  { model: 'phi-4', config: configs.phi4, sizeGiB: 27.31 },
  { model: 'Phi-4-mini (tied)', config: configs.phi4Mini, sizeGiB: 7.15 },
  { model: 'Phi-3-mini-4k (MHA)', config: configs.phi3Mini, sizeGiB: 7.12 },
  { model: 'Llama-3.3-70B', config: configs.llama70b, sizeGiB: 131.42 },
  { model: 'Mistral-7B-v0.3', config: configs.mistral7b, sizeGiB: 13.5 },
  { model: 'Qwen2.5-Coder-32B', config: configs.qwen25Coder, sizeGiB: 61.03 },
  { model: 'Qwen3-8B-AWQ', config: configs.qwen3Awq, sizeGiB: 5.68 },
  { model: 'gemma-3-27b', config: configs.gemma27b, sizeGiB: 51.1 },
];

/** Hybrids, whose memory must not be guessed. */
export const HYBRIDS: { model: string; config: unknown }[] = [
  { model: 'Qwen3-Next-80B-A3B', config: configs.qwen3Next },
  { model: 'Nemotron-3-Nano-30B-A3B', config: configs.nemotron },
  { model: 'Kimi-Linear-48B-A3B', config: configs.kimiLinear },
  { model: 'Jamba 1.5', config: configs.jamba },
  { model: 'Granite 4.0 H', config: configs.graniteHybrid },
];
