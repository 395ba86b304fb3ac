import type { FieldError } from '../fieldError';
import type { Money } from '../money';

/**
 * What weights are held in on the device.
 *
 * @remarks
 * `auto` keeps what the checkpoint was published in. `bf16` and `fp8` apply to checkpoints that are not quantised
 * already; `fp8` quantises the linear layers while loading (vLLM's `--quantization fp8`).
 *
 * @public
 */
export type Precision = 'auto' | 'bf16' | 'fp8';

/**
 * What the KV cache is held in: `auto` is 16 bits, `fp8` is vLLM's `--kv-cache-dtype fp8`, one byte a number.
 *
 * @public
 */
export type KvPrecision = 'auto' | 'fp8';

/**
 * Attention as far as its cache and parameters go.
 *
 * @public
 */
export type AttentionShape =
  | { kind: 'gqa'; kvHeads: number; headDim: number }
  | {
      kind: 'mla';
      kvLoraRank: number;
      qLoraRank?: number;
      qkRopeHeadDim: number;
      qkNopeHeadDim: number;
      vHeadDim: number;
    };

/**
 * A mixture of experts.
 *
 * @public
 */
export type ExpertShape = {
  routed: number;
  perToken: number;
  intermediateSize: number;
  /** Intermediate size of all experts that every token takes, 0 where there is none. */
  sharedIntermediateSize: number;
  /** Layers at the start that are dense. */
  denseLayers: number;
  /** Every expert's projections have biases. */
  biases?: true;
};

/**
 * Matrices that a checkpoint may hold in fewer bits. Embeddings, the output head, norms and routers never are.
 *
 * @public
 */
export type QuantisedPart = 'attention' | 'mlp' | 'sharedExperts' | 'experts';

/**
 * How a checkpoint was quantised by its publisher.
 *
 * @public
 */
export type CheckpointQuantisation = {
  /** As `config.json` says it: `fp8`, `gptq`, `mxfp4`, ... */
  method: string;
  /** Bits of one weight. */
  bits: number;
  /** A weight's share, in bits, of the scale and zero point of its group. */
  scaleBits: number;
  /** Bytes of scales per output channel. */
  bytesPerRow: number;
  /** Which weights it covers; the rest stay in 16 bits. */
  covers: readonly QuantisedPart[];
  /** Weights that share a scale: the share of a matrix that one device holds must divide by it. */
  groupSize?: number;
  /** Whether activations are quantised too, so that the device's 8-bit units do the work. */
  computesIn8Bits: boolean;
  /** The kernel pads the inner dimension of matrices to a multiple of this. */
  paddedTo?: number;
};

/**
 * The fields of a decoder-only transformer's `config.json` that matter for sizing, under names of their own.
 *
 * @public
 */
export type ModelShape = {
  state: 'modelled';
  architecture: string;
  layers: number;
  hiddenSize: number;
  attentionHeads: number;
  attention: AttentionShape;
  intermediateSize: number;
  experts?: ExpertShape;
  vocabularySize: number;
  tiedEmbeddings: boolean;
  /** Longest context the model was made for. */
  maxPositions: number;
  /** Layers whose cache stops growing at the window; the others keep everything. */
  slidingWindow?: { layers: number; tokens: number };
  /** Biases and norms beyond what every model of this kind has, in parameters per layer. */
  extraParametersPerLayer: number;
  /** Parameters outside the decoder (a vision tower), always held in 16 bits. */
  otherParameters: number;
  quantisation?: CheckpointQuantisation;
  /** Table of sines and cosines that every device keeps. */
  rotaryTable?: { positions: number; dimensions: number };
  /** Size of the published weights as they are served, from the checkpoint's safetensors index. */
  checkpointBytes?: number;
  /** What is downloaded where that is more: a checkpoint stored in 32 bits and served in 16. */
  downloadBytes?: number;
};

/**
 * A model that the formulas do not cover, with the reason for people.
 *
 * @public
 */
export type NotModelled = {
  state: 'not-modelled';
  architecture: string;
  reason: string;
};

/**
 * What `parseModelConfig` makes of a `config.json`.
 *
 * @public
 */
export type ModelConfig =
  | ModelShape
  | NotModelled
  | { state: 'invalid'; errors: FieldError[] };

/**
 * What is to be served, to whom, and how fast.
 *
 * @public
 */
export type SizingInput = {
  model: ModelShape | NotModelled;
  precision: Precision;
  /** `auto` where left out. */
  kvPrecision?: KvPrecision;
  /** Longest prompt plus answer that must be served, in tokens. */
  maxModelLength: number;
  traffic: {
    /** Mean rate at the busiest hour, over all replicas. */
    requestsPerSecond: number;
    promptTokens: number;
    outputTokens: number;
    /** Requests at once that must be held, over all replicas; left out, it follows from the rate. */
    concurrency?: number;
  };
  slo: { ttftP95Ms?: number; tpotP95Ms?: number };
  minReplicas: number;
  maxReplicas: number;
};

/**
 * An estimate with its spread: `slow` and `fast` are the ends, `expected` is what decisions are made with.
 *
 * @public
 */
export type Estimate = { slow: number; expected: number; fast: number };

/**
 * How the memory of one device is spent, in GiB; the parts add up to `deviceGiB`.
 *
 * @public
 */
export type DeviceMemory = {
  /** What the driver reports. */
  deviceGiB: number;
  weightsGiB: number;
  /** Peak of activations. */
  activationGiB: number;
  /** Context, communication buffers and CUDA graphs. */
  runtimeGiB: number;
  kvCacheGiB: number;
  /** Left alone on purpose: the server takes a share of the device only, and the driver keeps some. */
  unusedGiB: number;
};

/**
 * How a model would run on a class.
 *
 * @public
 */
export type SizingPlan = {
  /** Devices of one replica; equal to the tensor parallel degree. */
  devicesPerReplica: number;
  tensorParallel: number;
  parameters: number;
  /** Weights of one replica over all its devices. */
  weightsGiB: number;
  /** The checkpoint as published: what is downloaded and read, whatever its weights are held in. */
  checkpointGiB: number;
  /** What one device has left for the KV cache. */
  kvCacheGiBPerDevice: number;
  memoryPerDevice: DeviceMemory;
  /** Tokens that one replica's KV cache holds, at the maximum model length. */
  kvTokens: number;
  /** Requests of maximum length that one replica holds at once. */
  maxConcurrency: number;
  /** Longest request that fits with the cache to itself, at most what the model was made for. */
  longestContextTokens: number;
  /** Requests of the expected length that one replica runs at once within the SLO. */
  batchSize: number;
  /** Limits the plan assumes; they go on the server's command line. */
  maxSequences: number;
  maxBatchedTokens: number;
  timeToFirstTokenMs: Estimate;
  timePerOutputTokenMs: Estimate;
  /** Requests per second one replica can take within the SLO, before headroom. */
  requestsPerSecondPerReplica: Estimate;
  /** Replicas that the traffic needs. */
  replicasNeeded: number;
  /** Replicas that will run at the least: what the traffic needs or the minimum asked for. */
  replicas: number;
  hourlyCost: Money;
  monthlyCost: Money;
  /** From the start of a pod to a model that answers. */
  modelLoadSeconds: number;
  /** What the speeds assume, for people. */
  assumption: string;
};

/**
 * What a class lacks.
 *
 * @public
 */
export type Shortfall =
  | {
      kind: 'memory';
      /** Over all devices of a replica. */
      missingGiB: number;
      /** Longest request that would fit; 0 where the weights alone do not. */
      longestContextTokens: number;
    }
  | { kind: 'time-to-first-token'; milliseconds: number; sloMs: number }
  | { kind: 'time-per-output-token'; milliseconds: number; sloMs: number }
  | { kind: 'replicas'; needed: number; allowed: number };

/**
 * Whether a class suits, with a sentence for people.
 *
 * @public
 */
export type Verdict = { acceleratorClass: string; sentence: string } & (
  | { verdict: 'fits'; plan: SizingPlan }
  | {
      verdict: 'oversized';
      plan: SizingPlan;
      cheaperClass: string;
      /** Per month, against `cheaperClass`. */
      saves: Money;
    }
  | { verdict: 'too-small'; shortfall: Shortfall }
  | { verdict: 'not-modelled' }
);

/**
 * The class to take, with the reason in a sentence.
 *
 * @public
 */
export type Recommendation =
  | { state: 'recommended'; acceleratorClass: string; sentence: string }
  | { state: 'none'; sentence: string };
