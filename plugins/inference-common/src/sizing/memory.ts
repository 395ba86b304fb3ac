import type { AcceleratorClass } from '../acceleratorClass';
import {
  DRIVER_RESERVE_GIB,
  FORWARD_WIDTH,
  GIB,
  MAX_BATCHED_TOKENS,
  MAX_SEQUENCES,
  MEMORY_UTILISATION,
  RUNTIME_PROFILES,
  type RuntimeProfile,
} from './constants';
import { kvLayout } from './kvCache';
import { largest } from './largest';
import type { DeviceMemory, KvPrecision, ModelShape, Precision } from './types';
import { deviceWeightsGiB } from './weights';

/** How the server is run. */
export type RuntimeSettings = {
  profile: RuntimeProfile;
  utilisation: number;
  maxSequences: number;
  maxBatchedTokens: number;
  blockTokens?: number;
  /** What CUDA hands out, where it is known better than from the class. */
  usableGiB?: number;
  /** What was measured replaces what would be computed. */
  measured?: { activationGiB?: number; nonTorchGiB?: number };
};

/** As the template runs it. */
export const TEMPLATE_RUNTIME: RuntimeSettings = {
  profile: RUNTIME_PROFILES.from20,
  utilisation: MEMORY_UTILISATION,
  maxSequences: MAX_SEQUENCES,
  maxBatchedTokens: MAX_BATCHED_TOKENS,
};

/** How a model fills one device of a tensor parallel group. */
export type MemoryFit = {
  /** Over all devices of the replica. */
  weightsGiB: number;
  perDevice: DeviceMemory;
  kvTokens: number;
  /** Requests of maximum length at once, with the fraction. */
  concurrency: number;
  /** Requests of the expected length at once, with the fraction. */
  typicalConcurrency: number;
  longestContextTokens: number;
  /** Over all devices of the replica, 0 where one request of maximum length fits. */
  missingGiB: number;
};

/** Longest context looked for where a model does not say its own. */
const LONGEST_TOKENS = 2 ** 27;

/**
 * Peak of activations on one device in GiB: the sampler's copies of the logits, or the widest point of a forward pass
 * over a full batch of tokens, whichever is more; and the buffers between experts.
 */
export function activationGiB(
  model: ModelShape,
  degree: number,
  settings: RuntimeSettings,
): number {
  const { profile, maxSequences, maxBatchedTokens } = settings;
  const hiddenBytes = maxBatchedTokens * model.hiddenSize * 2;
  const copies =
    model.otherParameters > 0
      ? profile.multimodalLogitCopies
      : profile.logitCopies;
  const sampler =
    copies * maxSequences * model.vocabularySize * 4 +
    profile.hiddenStateCopies * hiddenBytes;
  const intermediate = model.experts ? 0 : model.intermediateSize / degree;
  const forward =
    FORWARD_WIDTH.intermediate * maxBatchedTokens * intermediate * 2 +
    FORWARD_WIDTH.hidden * hiddenBytes;
  const experts = model.experts;
  // Kernels for padded 4-bit experts keep none
  const betweenExperts =
    experts && !model.quantisation?.paddedTo
      ? experts.perToken *
        (maxBatchedTokens *
          FORWARD_WIDTH.intermediate *
          (experts.intermediateSize / degree) *
          2 +
          hiddenBytes)
      : 0;
  return (Math.max(sampler, forward) + betweenExperts) / GIB;
}

/**
 * Fits weights and cache on a class: `cache = memory × utilisation − weights − activations − runtime`, per device.
 */
export function fitMemory(options: {
  model: ModelShape;
  precision: Precision;
  kvPrecision?: KvPrecision;
  acceleratorClass: AcceleratorClass;
  tensorParallel: number;
  maxModelLength: number;
  /** Expected length of a request, the maximum where left out. */
  typicalTokens?: number;
  settings?: RuntimeSettings;
}): MemoryFit {
  const { model, tensorParallel, maxModelLength } = options;
  const settings = options.settings ?? TEMPLATE_RUNTIME;
  const { profile, measured } = settings;
  const deviceGiB = options.acceleratorClass.memoryGiB;
  const usable = Math.max(
    0,
    settings.usableGiB ?? deviceGiB - DRIVER_RESERVE_GIB,
  );
  const budget = usable * settings.utilisation;
  const weights = deviceWeightsGiB(model, options.precision, tensorParallel);
  const activation =
    measured?.activationGiB ?? activationGiB(model, tensorParallel, settings);
  const nonTorch =
    measured?.nonTorchGiB ??
    profile.nonTorchGiB[tensorParallel > 1 ? 'parallel' : 'single'];
  const runtime = nonTorch + profile.graphsGiB;
  const pool = budget - weights - activation - runtime;

  const layout = kvLayout(
    model,
    tensorParallel,
    options.kvPrecision ?? 'auto',
    {
      blockTokens: settings.blockTokens,
      batchedTokens: settings.maxBatchedTokens,
    },
  );
  const blocks = Math.max(0, Math.floor((pool * GIB) / layout.blockBytes));
  const needed = layout.blocksFor(maxModelLength);
  const concurrency = blocks / needed;
  const { blockTokens } = layout;
  return {
    weightsGiB: weights * tensorParallel,
    perDevice: {
      deviceGiB,
      weightsGiB: weights,
      activationGiB: activation,
      runtimeGiB: runtime,
      kvCacheGiB: Math.max(0, pool),
      unusedGiB: deviceGiB - budget,
    },
    kvTokens: model.slidingWindow
      ? Math.floor((concurrency * maxModelLength) / blockTokens) * blockTokens
      : blocks * blockTokens,
    concurrency,
    typicalConcurrency:
      blocks / layout.blocksFor(options.typicalTokens ?? maxModelLength),
    longestContextTokens: largest(
      Math.min(model.maxPositions, LONGEST_TOKENS),
      tokens => layout.blocksFor(tokens) <= blocks,
    ),
    missingGiB:
      needed <= blocks
        ? 0
        : Math.max(0, (needed * layout.blockBytes) / GIB - pool) *
          tensorParallel,
  };
}
