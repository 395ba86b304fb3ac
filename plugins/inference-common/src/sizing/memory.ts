import type { AcceleratorClass } from '../acceleratorClass';
import {
  GIB,
  KV_BLOCK_TOKENS,
  MAX_BATCHED_TOKENS,
  MAX_SEQUENCES,
  MEMORY_UTILISATION,
  NON_TORCH_GIB,
  SAMPLER_LOGIT_COPIES,
} from './constants';
import { kvBytesPerSequence } from './kvCache';
import { weightBytes } from './parameters';
import type { ModelShape, Precision } from './types';

/** How a model fills one device of a tensor parallel group. */
export type MemoryFit = {
  weightsGiB: number;
  kvCacheGiBPerDevice: number;
  kvTokens: number;
  maxConcurrency: number;
  /** Over all devices of the replica, 0 where one request of maximum length fits. */
  missingGiB: number;
};

/**
 * Peak of activations on one device in GiB: the sampler's copies of the logits, or the widest point of a forward pass
 * over a full batch of tokens, whichever is more.
 */
export function activationGiB(model: ModelShape): number {
  const sampler =
    MAX_SEQUENCES * model.vocabularySize * 4 * SAMPLER_LOGIT_COPIES;
  const width = model.experts
    ? model.experts.perToken *
      (2 * model.experts.intermediateSize + model.hiddenSize)
    : 2 * model.intermediateSize;
  const forward = MAX_BATCHED_TOKENS * (width + 4 * model.hiddenSize) * 2;
  return Math.max(sampler, forward) / GIB;
}

/**
 * Fits weights and cache on a class: `cache = memory × utilisation − weights − activations − non-torch`, per device.
 */
export function fitMemory(options: {
  model: ModelShape;
  precision: Precision;
  acceleratorClass: AcceleratorClass;
  tensorParallel: number;
  maxModelLength: number;
}): MemoryFit {
  const { model, acceleratorClass, tensorParallel, maxModelLength } = options;
  const weightsGiB = weightBytes(model, options.precision).total / GIB;
  const nonTorch =
    tensorParallel > 1 ? NON_TORCH_GIB.parallel : NON_TORCH_GIB.single;
  const pool =
    acceleratorClass.memoryGiB * MEMORY_UTILISATION -
    weightsGiB / tensorParallel -
    activationGiB(model) -
    nonTorch;
  const oneRequest =
    kvBytesPerSequence(model, maxModelLength, tensorParallel) / GIB;
  const maxConcurrency = Math.max(0, pool) / oneRequest;
  const blocks = Math.floor(
    (maxConcurrency * maxModelLength) / KV_BLOCK_TOKENS,
  );
  return {
    weightsGiB,
    kvCacheGiBPerDevice: Math.max(0, pool),
    kvTokens: blocks * KV_BLOCK_TOKENS,
    maxConcurrency: Math.floor(maxConcurrency),
    missingGiB: Math.max(0, oneRequest - pool) * tensorParallel,
  };
}
